package training

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// BenchmarkOptions compares an epoch of networks with options, training and validation, with one of the study's: turn by
// turn on one device, the median of the ratios of the processor's times.
func BenchmarkOptions(b *testing.B) {
	type variant struct {
		name string
		v    snn.Variant
		p    float64
	}
	variants := []variant{
		{"study", snn.Variant{}, 0},
		{"study, dropout 0.5", snn.Variant{}, 0.5},
		{"one layer, same-step reset", snn.Variant{Reset: snn.SameStepReset}, 0},
		{"two layers", snn.Variant{FurtherLayers: []int{30}}, 0},
		{"three layers", snn.Variant{FurtherLayers: []int{30, 30}}, 0},
		{"learnt time constants", snn.Variant{LearnTimeConstants: true}, 0},
		{"readout by spike count", snn.Variant{Readout: snn.SpikeCountReadout}, 0},
		{"readout by maximum", snn.Variant{Readout: snn.MaximumReadout}, 0},
		{"dropout 0.5 of spiking units", snn.Variant{DropoutKind: snn.DropSpikingUnits}, 0.5},
		{"dropout 0.5 of inputs", snn.Variant{DropoutKind: snn.DropInputs}, 0.5},
	}
	err := device.Each(context.Background(), 1, device.Options{Backend: "xla", Install: true}, func(ctx context.Context, _ int, d *device.Device) error {
		s := Default()
		gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
		if err != nil {
			return err
		}
		set, err := gen.Generate(64*16, random.NewKey(1))
		if err != nil {
			return err
		}
		trainers := make([]*Trainer, len(variants))
		epoch := func(i int) (float64, error) {
			before := cpuSeconds()
			if _, err := trainers[i].epoch(ctx, set, inOrder(set), variants[i].p, random.NewKey(2)); err != nil {
				return 0, err
			}
			_, err := trainers[i].Evaluate(ctx, set)
			return cpuSeconds() - before, err
		}
		for i, v := range variants {
			s.Network.Variant = v.v
			if trainers[i], err = NewTrainer(d.Backend, s); err != nil {
				return err
			}
			if _, err := epoch(i); err != nil { // compiles
				return err
			}
		}
		ratios, times := make([][]float64, len(variants)), make([][]float64, len(variants))
		for range max(b.N, 5) {
			var study float64
			for i := range variants {
				seconds, err := epoch(i)
				if err != nil {
					return err
				}
				if i == 0 {
					study = seconds
				}
				ratios[i], times[i] = append(ratios[i], seconds/study), append(times[i], seconds)
			}
		}
		for i, v := range variants {
			slices.Sort(ratios[i])
			slices.Sort(times[i])
			fmt.Printf("%-30s %5.2f times the study's (%.2f to %.2f); %.3f s\n", v.name, ratios[i][len(ratios[i])/2], ratios[i][0], ratios[i][len(ratios[i])-1], 4*times[i][len(times[i])/2])
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
