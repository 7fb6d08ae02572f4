package trained_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/trained"
)

// lively is a network of the default training or of one with options, whose units spike a lot: initial weights, those to
// hidden units moved up, and a data set of 300 samples, more than are shown at once.
func lively(t *testing.T, d *device.Device, v snn.Variant) (*trained.Network, *stimulus.Dataset) {
	t.Helper()
	one := plan.Default().Trainings()[0]
	s := &one.Settings
	s.Stimulus.Duration, s.Stimulus.AfferentsPerEar = 0.03, 10
	s.Network.HiddenUnits, s.Network.Variant = 6, v
	net, err := snn.New(s.Network, s.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	n := &trained.Network{Training: one, Weights: net.InitialWeights(random.NewKey(5))}
	for _, row := range n.Weights.W1 {
		for h := range row[1:] { // unit 0 stays as it is
			row[1+h] += 0.15 * float32(h)
		}
	}
	for _, m := range n.Weights.Hidden {
		for _, row := range m {
			for h := range row {
				row[h] += 0.4
			}
		}
	}
	gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Generate(300, random.NewKey(6))
	if err != nil {
		t.Fatal(err)
	}
	return n, set
}

var deep = snn.Variant{FurtherLayers: []int{5, 4}, Reset: snn.SubtractReset, Readout: snn.MaximumReadout}

// What is counted chunk by chunk is what the recorded activity of the whole data set says.
func TestResponsesCountTheActivity(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for name, v := range map[string]snn.Variant{"study": {}, "deep": deep} {
			t.Run(name, func(t *testing.T) {
				n, set := lively(t, d, v)
				a, err := n.Listen(d.Backend, set)
				if err != nil {
					t.Fatal(err)
				}
				r, err := n.Responses(context.Background(), d.Backend, set)
				if err != nil {
					t.Fatal(err)
				}
				if len(r.Hidden) != len(a.Layers) || len(r.Hidden) != len(n.Settings.Network.HiddenLayers()) {
					t.Fatalf("%d and %d hidden layers", len(r.Hidden), len(a.Layers))
				}
				for i, layer := range r.Hidden {
					compareCounts(t, layer, a.Layers[i].Spikes)
				}
				classified, err := n.Classify(d.Backend, set)
				if err != nil || !reflect.DeepEqual(classified, r.Trials) {
					t.Errorf("other answers than Classify's (%v)", err)
				}
				if v.Readout == "" { // then the logits are 0.01 times the sum of the output's potential
					compareLogits(t, r.Logits, a.Output)
				}
			})
		}
	})
}

func compareCounts(t *testing.T, f *evaluation.Firing, spikes [][][]float32) {
	t.Helper()
	total := 0
	for i := range f.Counts {
		for h, got := range f.Counts[i] {
			want := 0
			for step := range spikes {
				want += int(spikes[step][i][h])
			}
			if got != want {
				t.Fatalf("sample %d, unit %d: %d spikes, want %d", i, h, got, want)
			}
			total += want
		}
	}
	if mean := float64(total) / float64(len(f.Counts)); mean < 1 {
		t.Errorf("%v spikes a sample: too few for a test", mean)
	}
	var byStep int
	for k := range f.ByStep {
		for step := range f.ByStep[k] {
			for _, n := range f.ByStep[k][step] {
				byStep += n
			}
		}
	}
	if byStep != total {
		t.Errorf("%d spikes by step, %d in all", byStep, total)
	}
}

func compareLogits(t *testing.T, logits [][]float64, output [][][]float32) {
	t.Helper()
	for i := range logits {
		for k, got := range logits[i] {
			want := 0.0
			for step := range output {
				want += 0.01 * float64(output[step][i][k])
			}
			if math.Abs(got-want) > 1e-5 {
				t.Fatalf("sample %d, logit %d is %v, want %v", i, k, got, want)
			}
		}
	}
}

// A network with silenced units answers as one that was built without them.
func TestAblationIsTheNetworkWithoutTheUnits(t *testing.T) {
	d := devicetest.Open(t)
	for _, c := range []struct {
		name    string
		variant snn.Variant
		layer   int
		groups  [][]int
	}{
		{"study", snn.Variant{}, 0, [][]int{{3}, {5}, {1, 4}}},
		{"first of three layers", deep, 0, [][]int{{4, 5}}},
		{"second of three layers", deep, 1, [][]int{{2, 3}}},
		{"last of three layers", deep, 2, [][]int{{0, 3}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, set := lively(t, d, c.variant)
			a, err := n.Ablate(context.Background(), d.Backend, set, c.layer, c.groups...)
			if err != nil {
				t.Fatal(err)
			}
			whole, err := n.Classify(d.Backend, set)
			if err != nil || !reflect.DeepEqual(a.Whole, whole) {
				t.Errorf("other answers of the whole network (%v)", err)
			}
			missed := false
			for i, units := range c.groups {
				less := cutOut(n, c.layer, units)
				want, err := less.Classify(d.Backend, set)
				if err != nil {
					t.Fatal(err)
				}
				// Sums of fewer terms are rounded otherwise: a tie may go the other way.
				different := 0
				for j := range want.Predicted {
					if want.Predicted[j] != a.Without[i].Predicted[j] {
						different++
					}
				}
				if different > 1 || !slices.Equal(a.Without[i].Units, units) {
					t.Errorf("without %v: %d answers differ from those of the network without these units", units, different)
				}
				missed = missed || !slices.Equal(a.Without[i].Predicted, whole.Predicted)
			}
			if !missed {
				t.Error("no ablation changes an answer: nothing is tested")
			}
		})
	}
}

// cutOut builds the network anew, without some units of a layer.
func cutOut(n *trained.Network, layer int, units []int) *trained.Network {
	less := &trained.Network{Training: n.Training, Weights: n.Weights.Clone()}
	network := &less.Settings.Network
	if layer == 0 {
		network.HiddenUnits -= len(units)
	} else {
		network.Variant.FurtherLayers = slices.Clone(network.Variant.FurtherLayers)
		network.Variant.FurtherLayers[layer-1] -= len(units)
	}
	matrices := n.Weights.Matrices()
	into, from := [][]float32{}, [][]float32{}
	for _, row := range matrices[layer] {
		var kept []float32
		for h, w := range row {
			if !slices.Contains(units, h) {
				kept = append(kept, w)
			}
		}
		into = append(into, kept)
	}
	for h, row := range matrices[layer+1] {
		if !slices.Contains(units, h) {
			from = append(from, row)
		}
	}
	put := func(i int, m [][]float32) {
		switch i {
		case 0:
			less.Weights.W1 = m
		case len(matrices) - 1:
			less.Weights.W2 = m
		default:
			less.Weights.Hidden[i-1] = m
		}
	}
	put(layer, into)
	put(layer+1, from)
	return less
}

func TestNothingToAblate(t *testing.T) {
	d := devicetest.Open(t)
	n, set := lively(t, d, snn.Variant{})
	for _, c := range []struct {
		layer, unit int
		says        string
	}{{1, 0, "no hidden layer 1"}, {-1, 0, "no hidden layer -1"}, {0, 6, "no unit 6"}, {0, -1, "no unit -1"}} {
		_, err := n.Ablate(context.Background(), d.Backend, set, c.layer, []int{c.unit})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

func TestStoppedWhileShowing(t *testing.T) {
	d := devicetest.Open(t)
	n, set := lively(t, d, snn.Variant{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := n.Responses(ctx, d.Backend, set); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := n.Ablate(ctx, d.Backend, set, 0, evaluation.Singly(6)...); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
