package fused_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/fused"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// A setting is a network with weights and spikes for the graph and for the engine.
type setting struct {
	settings snn.Settings
	input    snn.Input
	batch    int
	weights  snn.Weights
	packed   []uint8
	labels   []int32
}

func randomSetting(rng *rand.Rand, batches int) setting {
	s := setting{settings: snn.Default(), batch: 2 + rng.IntN(7)}
	s.settings.HiddenUnits = 1 + rng.IntN(70)
	s.settings.Classes = 2 + rng.IntN(20)
	s.settings.MembraneTimeConstant = 1e-3 * math.Exp(3.5*rng.Float64()-0.5) // 0.6 to 20 ms
	s.settings.SurrogateSlope = 1 + 15*rng.Float64()
	s.settings.DalesLaw, s.settings.InhibitoryFraction = rng.IntN(2) == 0, rng.Float64()
	s.input = snn.Input{TimeStep: 1e-3, Steps: 2 + rng.IntN(40), Afferents: 1 + rng.IntN(120)}
	density := 0.1 + 0.3*rng.Float64()
	uniform := func(rows, columns int, bound float64) (w [][]float32) {
		for i := range rows {
			w = append(w, make([]float32, columns))
			for j := range w[i] {
				w[i][j] = float32(bound * (2*rng.Float64() - 1))
			}
		}
		return w
	}
	s.weights = snn.Weights{
		W1: uniform(s.input.Afferents, s.settings.HiddenUnits, 1.5/math.Sqrt(density*float64(s.input.Afferents))),
		W2: uniform(s.settings.HiddenUnits, s.settings.Classes, 1),
	}
	samples := batches * s.batch
	spikes := make([]uint8, samples*s.input.Steps*s.input.Afferents)
	for i := range spikes {
		if rng.Float64() < density {
			spikes[i] = 1
		}
	}
	var err error
	if s.packed, err = stimulus.Pack(spikes, s.input.Afferents); err != nil {
		panic(err)
	}
	for range samples {
		s.labels = append(s.labels, int32(rng.IntN(s.settings.Classes)))
	}
	return s
}

func (s setting) engine(t *testing.T, path string) *fused.Engine {
	t.Helper()
	e, err := fused.NewOn(path, fused.Network{
		Steps: s.input.Steps, Afferents: s.input.Afferents, HiddenUnits: s.settings.HiddenUnits, Classes: s.settings.Classes,
		Alpha: math.Exp(-s.input.TimeStep / s.settings.MembraneTimeConstant), SurrogateSlope: s.settings.SurrogateSlope,
		DalesLaw: s.settings.DalesLaw, InhibitoryFraction: s.settings.InhibitoryFraction,
	}, s.batch)
	if err != nil {
		t.Fatal(err)
	}
	e.Reset(s.weights.W1, s.weights.W2, 0.005)
	return e
}

func (s setting) order(batch int) (samples []int32) {
	for i := range s.batch {
		samples = append(samples, int32(batch*s.batch+i))
	}
	return samples
}

func (s setting) tensor() *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(s.packed, len(s.labels), s.input.Steps, stimulus.Groups(s.input.Afferents))
}

// wide are numbers as double ones, one behind the other.
func wide(rows [][]float32) (all []float64) {
	for _, x := range slices.Concat(rows...) {
		all = append(all, float64(x))
	}
	return all
}

// What the graph computes, the engine computes: a batch's values, and the losses and weights of training steps.
func TestAgainstGraph(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		rng := rand.New(rand.NewPCG(11, 12))
		const batches = 3
		for n := range 3 {
			s := randomSetting(rng, batches)
			net, err := snn.NewFor(s.settings, s.input)
			if err != nil {
				t.Fatal(err)
			}
			replay, err := training.NewReplay(d.Backend, net, s.tensor(), s.labels, s.batch, s.weights, 0.005)
			if err != nil {
				t.Fatal(err)
			}
			want, err := replay.Values(0)
			if err != nil {
				t.Fatal(err)
			}
			var losses []float64
			for i := range batches {
				loss, err := replay.Step(i)
				if err != nil {
					t.Fatal(err)
				}
				losses = append(losses, loss)
			}
			after, err := replay.Weights()
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range fused.Paths() {
				t.Run(fmt.Sprintf("%d/%s", n, path), func(t *testing.T) {
					e := s.engine(t, path)
					spikes := e.Prepare(s.packed)
					got := e.Values(spikes, s.order(0), s.labels)
					near(t, "spikes", slices.Concat(got.Spikes...), wide(slices.Concat(want.Spikes...)), 0)
					near(t, "membrane", slices.Concat(got.Membrane...), wide(slices.Concat(want.Membrane...)), 1e-5)
					near(t, "output membrane", slices.Concat(got.OutputMembrane...), wide(slices.Concat(want.OutputMembrane...)), 1e-5)
					near(t, "logits", got.Logits, wide(want.Logits), 1e-5)
					near(t, "loss", [][]float32{{got.Loss}}, []float64{float64(want.Loss)}, 1e-6)
					near(t, "gradients by W1", got.GradW1, wide(want.GradW1), 1e-5)
					near(t, "gradients by W2", got.GradW2, wide(want.GradW2), 1e-5)
					for i, want := range losses {
						loss := e.Step(spikes, s.order(i), s.labels, 0, random.Key{})
						near(t, "loss of a step", [][]float32{{float32(loss)}}, []float64{want}, 1e-5)
					}
					w1, w2 := e.Weights()
					typical(t, "W1", w1, wide(after.W1), 1e-4*0.005)
					typical(t, "W2", w2, wide(after.W2), 1e-4*0.005)
				})
			}
		}
	})
}

// The same key drops the same spikes.
func TestDropoutAgainstGraph(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		rng := rand.New(rand.NewPCG(13, 14))
		for n, p := range []float64{0.2, 0.9} {
			s := randomSetting(rng, 1)
			net, err := snn.NewFor(s.settings, s.input)
			if err != nil {
				t.Fatal(err)
			}
			exec, err := NewExec(d.Backend, func(in []*Node) []*Node {
				x, labels, w1, w2, p, key := in[0], in[1], in[2], in[3], in[4], in[5]
				trace := net.Forward(TransposeAllDims(x, 1, 0, 2), []*Node{w1, w2}, &snn.Dropout{P: p, Key: key})
				share := OneHot(labels, s.settings.Classes, dtypes.Float32)
				each := ReduceSum(Mul(share, LogSoftmax(trace.Logits)), -1)
				loss := Neg(ReduceAllMean(each))
				return append([]*Node{Reshape(loss, 1, 1)}, net.Backward(trace, loss)...)
			})
			if err != nil {
				t.Fatal(err)
			}
			key := random.NewKey(rng.Uint64())
			out, err := exec.Call(s.tensor(), s.labels, s.weights.W1, s.weights.W2, float32(p), []uint32{key[0], key[1]})
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range fused.Paths() {
				t.Run(fmt.Sprintf("%d/%s", n, path), func(t *testing.T) {
					e := s.engine(t, path)
					loss := e.Step(e.Prepare(s.packed), s.order(0), s.labels, p, key)
					near(t, "loss", [][]float32{{float32(loss)}}, wide(out[0].Value().([][]float32)), 1e-6)
					dW1, dW2 := fused.GradientsOf(e)
					near(t, "gradients by W1", dW1, wide(out[1].Value().([][]float32)), 1e-5)
					near(t, "gradients by W2", dW2, wide(out[2].Value().([][]float32)), 1e-5)
				})
			}
		}
	})
}
