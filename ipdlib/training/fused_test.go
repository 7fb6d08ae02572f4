package training

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/compute"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/fused"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// The fused engine and the graphs of package snn are two implementations of one network: here they train side by side. Those of
// package fused's own tests are double-precision loops and the original study's values.

// openFused is the engine, on a Go backend of its own.
func openFused(t *testing.T, only bool) compute.Backend {
	t.Helper()
	d, err := device.Open(t.Context(), device.Options{Backend: "fused"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	b := d.Backend.(device.Fused)
	b.Only = only
	return b
}

// little are settings of a training that takes a moment: 2 x 9 afferents, 40 steps, 11 hidden units, 5 classes.
func little() Settings {
	s := Default()
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration, s.Stimulus.JitterSigma = 9, 0.04, 0.2
	s.Network.HiddenUnits, s.Network.Classes = 11, 5
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches = 16, 4, 2
	s.Schedule.Epochs = 3
	return s
}

// drawn are settings of any shape.
func drawn(rng *rand.Rand) Settings {
	s := little()
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration = 2+rng.IntN(40), float64(4+rng.IntN(60))*s.Stimulus.TimeStep
	s.Network.HiddenUnits, s.Network.Classes = 1+rng.IntN(70), 2+rng.IntN(20)
	s.Network.MembraneTimeConstant = math.Exp(-8 + 5*rng.Float64()) // 0.3 to 50 ms
	s.Network.SurrogateSlope = math.Exp(-1 + 5*rng.Float64())       // 0.4 to 55
	s.Network.DalesLaw, s.Network.InhibitoryFraction = rng.IntN(2) == 0, rng.Float64()
	s.Schedule.BatchSize = 1 + rng.IntN(20)
	return s
}

func describe(s Settings) string {
	return fmt.Sprintf("%d steps of %d afferents, %d units, %d classes, batches of %d, tau %.3g s, slope %.3g, Dale's law %t with %.2g",
		s.Stimulus.Steps(), s.Stimulus.Afferents(), s.Network.HiddenUnits, s.Network.Classes, s.Schedule.BatchSize,
		s.Network.MembraneTimeConstant, s.Network.SurrogateSlope, s.Network.DalesLaw, s.Network.InhibitoryFraction)
}

// A pair is one network on two engines, with the same weights and two batches of the same spikes.
type pair struct {
	settings Settings
	engines  [2]engine // fused, and graphs on some backend
	batches  [2]batches
}

func newPair(t *testing.T, s Settings, backend compute.Backend, key random.Key) *pair {
	t.Helper()
	net, err := snn.New(s.Network, s.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	initial := net.InitialWeights(key)
	for i := range initial.W1 { // stronger, so that units spike whatever tau and the number of afferents
		for j := range initial.W1[i] {
			initial.W1[i][j] *= 2
		}
	}
	p := &pair{settings: s}
	for i, b := range []compute.Backend{openFused(t, true), backend} {
		gen, err := stimulus.NewGenerator(openFused(t, true), s.Stimulus) // the same spikes for both
		if err != nil {
			t.Fatal(err)
		}
		set, err := gen.Generate(2*s.Schedule.BatchSize, key)
		if err != nil {
			t.Fatal(err)
		}
		if p.engines[i], err = newEngine(b, net, 1, s.Schedule.BatchSize); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.engines[i].close)
		if err := p.engines[i].reset([]snn.Weights{initial}, s.Schedule.LearningRate); err != nil {
			t.Fatal(err)
		}
		order := key.Derive("order").Rand().Perm(set.Len())
		orders := [][]int32{make([]int32, set.Len())}
		for k, sample := range order {
			orders[0][k] = int32(sample)
		}
		if p.batches[i], err = p.engines[i].load([]*stimulus.Dataset{set}, orders); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// both computes something on both engines.
func both[T any](t *testing.T, p *pair, compute func(e engine, b batches) (T, error)) (ofFused, ofGraphs T) {
	t.Helper()
	var all [2]T
	for i := range all {
		var err error
		if all[i], err = compute(p.engines[i], p.batches[i]); err != nil {
			t.Fatal(err)
		}
	}
	return all[0], all[1]
}

// off is the largest difference of two arrays, as a share of the largest number in want. Numbers that are nothing beside Adam's
// epsilon, 1e-8, count as nothing: slopes of the surrogate may underflow to zero or not.
func off(got, want any) float64 {
	var largest, difference float64
	var compare func(a, b reflect.Value)
	compare = func(a, b reflect.Value) {
		if a.Kind() != reflect.Slice {
			largest, difference = max(largest, math.Abs(b.Float())), max(difference, math.Abs(a.Float()-b.Float()))
			return
		}
		if a.Len() != b.Len() {
			difference = math.Inf(1)
			return
		}
		for i := range a.Len() {
			compare(a.Index(i), b.Index(i))
		}
	}
	compare(reflect.ValueOf(got), reflect.ValueOf(want))
	return difference / max(largest, 1e-12)
}

// nearest is how near a potential comes to the threshold: where it is no farther than rounding, spikes may differ.
func nearest(membrane [][][]float32) float64 {
	least := math.Inf(1)
	for _, batch := range membrane {
		for _, units := range batch {
			for _, v := range units {
				least = min(least, math.Abs(float64(v)-1))
			}
		}
	}
	return least
}

// Every value in between is that of the graphs, whatever the shapes and constants.
func TestFusedValues(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		rng := rand.New(rand.NewPCG(1, 2))
		networks := 30
		if d.Plugin != "" {
			networks = 2 // a new network each, and XLA compiles for seconds
		}
		compared, spiked := 0, false
		for n := range networks {
			s := drawn(rng)
			p := newPair(t, s, d.Backend, random.NewKey(uint64(n)))
			got, want := both(t, p, func(e engine, b batches) (*Values, error) { return e.values(b, 1) })
			if nearest(want.Membrane) < 1e-5 {
				continue
			}
			compared++
			for _, c := range []struct {
				what      string
				got, want any
				tolerance float64
			}{
				{"spikes", got.Spikes, want.Spikes, 0},
				{"membrane", got.Membrane, want.Membrane, 1e-6},
				{"output membrane", got.OutputMembrane, want.OutputMembrane, 1e-5},
				{"logits", got.Logits, want.Logits, 1e-5},
				{"loss", []float32{got.Loss}, []float32{want.Loss}, 1e-6},
				{"gradient of W1", got.GradW1, want.GradW1, 1e-5},
				{"gradient of W2", got.GradW2, want.GradW2, 1e-5},
			} {
				if by := off(c.got, c.want); by > c.tolerance {
					t.Errorf("%s: %s is off by %.2g of the largest, more than %.2g", describe(s), c.what, by, c.tolerance)
				}
			}
			spiked = spiked || off(want.Spikes, want.Membrane) > 0
		}
		if compared < networks/2 || !spiked {
			t.Errorf("%d of %d networks were compared, spikes: %v", compared, networks, spiked)
		}
	})
}

// The same key drops the same spikes: losses and weights are those of the graphs over a few steps with dropout, and others with another
// key.
func TestFusedDropout(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		rng := rand.New(rand.NewPCG(3, 4))
		networks := 12
		if d.Plugin != "" {
			networks = 1
		}
		for n := range networks {
			s := drawn(rng)
			s.Stimulus.Duration = 0.03
			p := newPair(t, s, d.Backend, random.NewKey(uint64(n)))
			probability, lr := 0.05+0.9*rng.Float64(), s.Schedule.LearningRate
			step := func(i int, key random.Key) func(e engine, b batches) (float64, error) {
				return func(e engine, b batches) (float64, error) {
					wait, err := e.step(b, i, []dropout{{probability, key}}, []bool{true})
					if err != nil {
						return 0, err
					}
					losses, _, err := wait()
					return losses[0], err
				}
			}
			for i := range 2 {
				key := random.NewKey(uint64(100*n + i))
				got, want := both(t, p, step(i, key))
				if math.Abs(got-want) > 1e-5*want {
					t.Errorf("%s, dropout %.2g: loss of step %d %v, with the graphs %v", describe(s), probability, i, got, want)
				}
			}
			got, want := both(t, p, func(e engine, _ batches) (snn.Weights, error) { return e.weights(0) })
			for _, c := range []struct {
				what      string
				got, want [][]float32
			}{{"W1", got.W1, want.W1}, {"W2", got.W2, want.W2}} {
				// Adam's steps have the size of the learning rate. Where a gradient is next to nothing, its rounding shows.
				wrong, all := 0, 0
				for i := range c.want {
					for j := range c.want[i] {
						all++
						if math.Abs(float64(c.got[i][j]-c.want[i][j])) > 0.01*lr {
							wrong++
						}
					}
				}
				if wrong > all/100 {
					t.Errorf("%s, dropout %.2g: %d of %d weights %s are others", describe(s), probability, wrong, all, c.what)
				}
			}
		}
		// A mask by another key is another.
		p := newPair(t, little(), d.Backend, random.NewKey(1))
		losses := map[int]float64{}
		for i, e := range p.engines {
			wait, err := e.step(p.batches[i], 0, []dropout{{0.5, random.NewKey(uint64(i))}}, []bool{true})
			if err != nil {
				t.Fatal(err)
			}
			of, _, err := wait()
			if err != nil {
				t.Fatal(err)
			}
			losses[i] = of[0]
		}
		if math.Abs(losses[0]-losses[1]) < 1e-3*losses[1] {
			t.Errorf("losses %v with two keys", losses)
		}
	})
}

// A whole training, with its data sets, dropout and answers, takes the way that it takes with the graphs, until rounding has grown.
func TestFusedTraining(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, c := range []struct {
			name   string
			change func(*Settings)
		}{
			{"study", func(*Settings) {}},
			{"dropout and Dale's law", func(s *Settings) { s.Network.Dropout, s.Network.DalesLaw = 0.5, true }},
			{"options of the schedule", func(s *Settings) {
				s.Schedule.Variant = Variant{RedrawEachEpoch: true, RestoreBest: true, TestSigmas: []float64{0.3}}
			}},
			{"options of the stimulus", func(s *Settings) {
				s.Stimulus.Variant = stimulus.Variant{JitterDraw: stimulus.PerBatch, PhaseDraw: stimulus.PerSample}
			}},
		} {
			if d.Plugin != "" && c.name != "dropout and Dale's law" {
				continue
			}
			s := little()
			c.change(&s)
			got, err := Run(t.Context(), openFused(t, true), s, random.NewKey(5))
			if err != nil {
				t.Fatal(err)
			}
			want, err := Run(t.Context(), d.Backend, s, random.NewKey(5))
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Epochs) != s.Schedule.Epochs || len(want.Epochs) != s.Schedule.Epochs || got.WeightsOf != want.WeightsOf {
				t.Fatalf("%s: %+v, with the graphs %+v", c.name, got.Epochs, want.Epochs)
			}
			for i, e := range want.Epochs {
				if math.Abs(got.Epochs[i].Loss-e.Loss) > 1e-4*e.Loss || math.Abs(got.Epochs[i].ValidationLoss-e.ValidationLoss) > 1e-4*e.ValidationLoss {
					t.Errorf("%s: epoch %d: %+v, with the graphs %+v", c.name, i, got.Epochs[i], e)
				}
			}
			if !reflect.DeepEqual(got.Train.IPD, want.Train.IPD) || !reflect.DeepEqual(got.Test.IPD, want.Test.IPD) || len(got.Tests) != len(want.Tests) {
				t.Errorf("%s: other data sets", c.name)
			}
			if math.Abs(got.Train.Accuracy()-want.Train.Accuracy()) > 3.2 { // two of 64
				t.Errorf("%s: accuracy %v, with the graphs %v", c.name, got.Train.Accuracy(), want.Train.Accuracy())
			}
		}
	})
}

// Whatever instructions compute, a training comes out the same, bit for bit.
func TestFusedPaths(t *testing.T) {
	for _, probability := range []float64{0, 0.5} {
		s := little()
		s.Network.Dropout = probability
		var want *Result
		for _, path := range fused.Paths() {
			t.Setenv(fused.PathVariable, path)
			got, err := Run(t.Context(), openFused(t, true), s, random.NewKey(6))
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("dropout %v: %s: %+v, %s: %+v", probability, path, got.Epochs, fused.Paths()[0], want.Epochs)
			}
		}
	}
}

// One task is done as alone. Several together are refused: the engine has no use for them.
func TestFusedTogether(t *testing.T) {
	s := little()
	s.Network.Dropout = 0.5
	task := Task{s, random.NewKey(7)}
	r := NewRunner(openFused(t, true))
	defer r.Close()
	var stages []Stage
	got, err := r.RunTogether(t.Context(), []Task{task}, func(m Moment) error {
		stages = append(stages, m.Stage)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want, err := Run(t.Context(), openFused(t, true), s, task.Key)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got[0], want) {
		t.Errorf("together %+v, alone %+v", got[0].Epochs, want.Epochs)
	}
	if expected := []Stage{Begun, Stepped, Validated, Stepped, Validated, Stepped, Validated, Ended}; !reflect.DeepEqual(stages, expected) {
		t.Errorf("stages %v, want %v", stages, expected)
	}
	// A runner that has trained before trains the next as the first.
	if again, err := r.Run(t.Context(), task, nil); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("a second time: %v, %+v", err, again)
	}
	if _, err := r.RunTogether(t.Context(), []Task{task, task}, nil); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), "one network at a time, not 2 together") {
		t.Errorf("two together: %v", err)
	}
}

// Options of the network are refused where the engine was asked for by name, and else trained by GoMLX's Go backend.
func TestFusedOptions(t *testing.T) {
	s := little()
	s.Network.Variant.Reset = "none"
	if err := s.Fused(); !errors.Is(err, ErrSettings) {
		t.Errorf("Fused: %v", err)
	}
	if err := little().Fused(); err != nil {
		t.Errorf("Fused: %v", err)
	}
	if _, err := Run(t.Context(), openFused(t, true), s, random.NewKey(8)); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), "none") ||
		!strings.Contains(err.Error(), "xla or go") {
		t.Errorf("asked for by name: %v", err)
	}
	got, err := Run(t.Context(), openFused(t, false), s, random.NewKey(8))
	if err != nil {
		t.Fatal(err)
	}
	d, err := device.Open(t.Context(), device.Options{Backend: "go"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	want, err := Run(t.Context(), d.Backend, s, random.NewKey(8))
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Epochs { // spikes are drawn by the host here and by a graph there
		if math.Abs(got.Epochs[i].Loss-want.Epochs[i].Loss) > 1e-4 {
			t.Errorf("epoch %d: %+v, on the Go backend %+v", i, got.Epochs[i], want.Epochs[i])
		}
	}
}

// However many data sets a training draws, few are kept ready.
func TestFusedKeepsFewSets(t *testing.T) {
	s := little()
	s.Schedule.Variant.RedrawEachEpoch = true
	r := NewRunner(openFused(t, true))
	defer r.Close()
	most := 0
	if _, err := r.Run(t.Context(), Task{s, random.NewKey(9)}, func(Moment) error {
		most = max(most, len(r.kept[0].trainer.engine.(*fusedEngine).prepared))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if most != mostPrepared {
		t.Errorf("%d data sets were kept, want %d", most, mostPrepared)
	}
	other := s
	other.Stimulus.AfferentsPerEar++
	gen, err := stimulus.NewGenerator(openFused(t, true), other.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Generate(16, random.NewKey(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.kept[0].trainer.load([]*stimulus.Dataset{set}, nil); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), "20 afferents for a network of 40 of 18") {
		t.Errorf("a data set of another shape: %v", err)
	}
}
