//go:build unix

package training

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/snn"
)

// A way of training, to be compared with others.
type way struct {
	name     string
	options  snn.Variant
	dropout  float64
	networks int
}

// compareWays has the ways train and validate for an epoch of 16 batches, turn by turn on one core, and shows the medians of
// the processor's time of a network's step with its part of the validation, and of its ratio to that of the first way.
func compareWays(b *testing.B, ways []way) {
	const batches = 16
	err := device.Each(context.Background(), 1, device.Options{Backend: "xla", Install: true}, func(ctx context.Context, _ int, d *device.Device) error {
		var epochs []func() (fit, validate float64, err error)
		for _, w := range ways {
			s := Default()
			s.Network.Variant, s.Network.Dropout = w.options, w.dropout
			epoch, err := newEpochs(ctx, d, s, w.networks, batches)
			if err != nil {
				return err
			}
			epochs = append(epochs, epoch)
		}
		times, ratios := make([][]float64, len(ways)), make([][]float64, len(ways))
		b.ResetTimer()
		for range max(b.N, 5) {
			var first float64
			for i, w := range ways {
				fit, validate, err := epochs[i]()
				if err != nil {
					return err
				}
				seconds := (fit + validate) / float64(batches*w.networks)
				if i == 0 {
					first = seconds
				}
				times[i], ratios[i] = append(times[i], seconds), append(ratios[i], seconds/first)
			}
		}
		for i, w := range ways {
			fmt.Printf("%-30s %6.2f ms a step and network, %5.2f times the first (%.2f to %.2f)\n",
				w.name, 1e3*median(times[i]), median(ratios[i]), slices.Min(ratios[i]), slices.Max(ratios[i]))
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func median(x []float64) float64 { return slices.Sorted(slices.Values(x))[len(x)/2] }

// BenchmarkOptions compares networks with options with the study's.
//
//	go test ./ipdlib/training -run '^$' -bench Options -benchtime 1x
func BenchmarkOptions(b *testing.B) {
	compareWays(b, []way{
		{"study", snn.Variant{}, 0, 1},
		{"study, dropout 0.5", snn.Variant{}, 0.5, 1},
		{"one layer, same-step reset", snn.Variant{Reset: snn.SameStepReset}, 0, 1},
		{"two layers", snn.Variant{FurtherLayers: []int{30}}, 0, 1},
		{"three layers", snn.Variant{FurtherLayers: []int{30, 30}}, 0, 1},
		{"learnt time constants", snn.Variant{LearnTimeConstants: true}, 0, 1},
		{"readout by spike count", snn.Variant{Readout: snn.SpikeCountReadout}, 0, 1},
		{"readout by maximum", snn.Variant{Readout: snn.MaximumReadout}, 0, 1},
		{"dropout 0.5 of spiking units", snn.Variant{DropoutKind: snn.DropSpikingUnits}, 0.5, 1},
		{"dropout 0.5 of inputs", snn.Variant{DropoutKind: snn.DropInputs}, 0.5, 1},
	})
}

// BenchmarkTogether compares one network at a time with several in one program.
func BenchmarkTogether(b *testing.B) {
	for _, p := range []float64{0, 0.5} {
		b.Run(fmt.Sprintf("dropout=%g", p), func(b *testing.B) {
			var ways []way
			for _, networks := range []int{1, 4, 18} {
				ways = append(ways, way{fmt.Sprint(networks, " networks"), snn.Variant{}, p, networks})
			}
			compareWays(b, ways)
		})
	}
}
