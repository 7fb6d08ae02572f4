package checks

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/train/loss"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/teaching/exercise"
	"ipd/ipdlib/trained"
	"ipd/ipdlib/training"
)

// The neuron of lesson 1 is the library's unit, spike for spike.
func TestLateNeuronIsTheLibrarys(t *testing.T) {
	const steps = 100
	d := devicetest.Open(t)
	s := snn.Default()
	s.HiddenUnits, s.Classes = 1, 2
	net, err := snn.NewFor(s, snn.Input{TimeStep: 1e-3, Steps: steps, Afferents: 1})
	if err != nil {
		t.Fatal(err)
	}
	always := make([][][]uint8, steps)
	for i := range always {
		always[i] = [][]uint8{{1}}
	}
	for _, h := range []float32{0.1, 0.18, 0.2, 0.4, 1.5} {
		out, err := graph.CallOnceN(d.Backend, func(x, w1, w2 *graph.Node) []*graph.Node {
			trace := net.Forward(x, []*graph.Node{w1, w2}, nil)
			return []*graph.Node{trace.Layers[0].Membrane, trace.Layers[0].Spikes}
		}, always, [][]float32{{h}}, [][]float32{{1, 1}})
		if err != nil {
			t.Fatal(err)
		}
		v, spikes := out[0].Value().([][][]float32), out[1].Value().([][][]float32)
		ourV, ourS := lateNeuron(math.Exp(-0.2), float64(h), steps)
		for i := range steps {
			if math.Abs(ourV[i]-float64(v[i][0][0])) > 1e-5 || ourS[i] != float64(spikes[i][0][0]) {
				t.Fatalf("input %g, step %d: potential %g and spike %g, the library has %g and %g", h, i, ourV[i], ourS[i], v[i][0][0], spikes[i][0][0])
			}
		}
	}
}

// The rate of lesson 2 makes as many spikes as the library's sound.
func TestSpikesExpectedAreTheLibrarys(t *testing.T) {
	d := devicetest.Open(t)
	for _, c := range []struct{ maximal, power float64 }{{600, 2}, {400, 4}} {
		s := stimulus.Default()
		s.MaximalRate, s.EnvelopePower = c.maximal, c.power
		gen, err := stimulus.NewGenerator(d.Backend, s)
		if err != nil {
			t.Fatal(err)
		}
		set, err := gen.Generate(64, random.NewKey(1))
		if err != nil {
			t.Fatal(err)
		}
		count := 0.0
		for i := range set.Len() {
			raster, err := set.Raster(i)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range raster {
				for _, spike := range row {
					count += float64(spike)
				}
			}
		}
		fibres := float64(set.Len() * set.Afferents)
		want := spikesExpected(c.maximal, c.power, s.TimeStep)
		// 12,800 fibres with a variance below their mean: five standard errors.
		if got := count / fibres; math.Abs(got-want) > 5*math.Sqrt(want/fibres) {
			t.Errorf("maximum %g, power %g: %g spikes a fibre, expected %g", c.maximal, c.power, got, want)
		}
	}
}

// The Adam of lesson 5 is the one that trains: two steps of every weight, from the library's gradients.
func TestAdamIsTheLibrarys(t *testing.T) {
	const rate, beta1, beta2 = 0.005, 0.9, 0.999
	d := devicetest.Open(t)
	stim, s := stimulus.Default(), snn.Default()
	stim.AfferentsPerEar, stim.Duration, s.HiddenUnits, s.Classes = 8, 0.03, 5, 4
	gen, err := stimulus.NewGenerator(d.Backend, stim)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Generate(16, random.NewKey(5))
	if err != nil {
		t.Fatal(err)
	}
	net, err := snn.New(s, stim)
	if err != nil {
		t.Fatal(err)
	}
	initial := net.InitialWeights(random.NewKey(5))
	replay, err := training.NewReplay(d.Backend, net, set.Spikes, set.Labels(s.Classes), 16, initial, rate)
	if err != nil {
		t.Fatal(err)
	}
	var gradients [][][]float32
	for range 2 {
		values, err := replay.Values(0)
		if err != nil {
			t.Fatal(err)
		}
		gradients = append(gradients, values.GradW1)
		if _, err := replay.Step(0); err != nil {
			t.Fatal(err)
		}
	}
	after, err := replay.Weights()
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	for i, row := range initial.W1 {
		for j := range row {
			w, m, v := float64(row[j]), 0.0, 0.0
			for step, g := range gradients {
				x := float64(g[i][j])
				m, v = beta1*m+(1-beta1)*x, beta2*v+(1-beta2)*x*x
				n := float64(step + 1)
				w = adamStep(w, m/(1-math.Pow(beta1, n)), v/(1-math.Pow(beta2, n)), rate)
			}
			got := float64(after.W1[i][j])
			if got != float64(row[j]) {
				moved++
			}
			// Where the gradient is of the size of epsilon, its rounding shows.
			if math.Abs(got-w) > 1e-5 && math.Abs(float64(gradients[0][i][j])) > 1e-6 {
				t.Errorf("weight %d, %d: %v after two steps, want %v", i, j, got, w)
			}
		}
	}
	if moved < 60 {
		t.Errorf("only %d of 80 weights moved", moved)
	}
}

// A network of lesson 7 in which all units inhibit has no hidden spike, and one answer for all.
func TestInhibitionOnlyIsAGuess(t *testing.T) {
	d := devicetest.Open(t)
	s := plan.Default()
	s.Network.DalesLaw, s.Network.InhibitoryFraction = true, 1
	net, err := trained.Before(s.Trainings()[0])
	if err != nil {
		t.Fatal(err)
	}
	gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Generate(128, random.NewKey(1))
	if err != nil {
		t.Fatal(err)
	}
	responses, err := net.Responses(t.Context(), d.Backend, set)
	if err != nil {
		t.Fatal(err)
	}
	if n := responses.Hidden[0].Spikes(); n != 0 {
		t.Errorf("%d hidden spikes", n)
	}
	for _, k := range responses.Predicted {
		if k != responses.Predicted[0] {
			t.Fatalf("answers %d and %d", responses.Predicted[0], k)
		}
	}
	if r := Inhibited(100.0 / float64(s.Network.Classes)); r.State != exercise.Done {
		t.Error(r)
	}
}

// The network of lesson 9 is the library's: spikes, logits and both gradients.
func TestNetworkIsTheLibrarys(t *testing.T) {
	d := devicetest.Open(t)
	for _, x := range scenes(99) {
		steps, fibres, units, classes := len(x.x), len(x.w1), len(x.w1[0]), len(x.w2[0])
		s := snn.Default()
		s.HiddenUnits, s.Classes = units, classes
		net, err := snn.NewFor(s, snn.Input{TimeStep: 1e-3, Steps: steps, Afferents: fibres})
		if err != nil {
			t.Fatal(err)
		}
		var packed [][][]uint8
		for _, row := range x.x {
			bits := make([]uint8, fibres)
			for i, spike := range row {
				bits[i] = uint8(spike)
			}
			p, err := stimulus.Pack(bits, fibres)
			if err != nil {
				t.Fatal(err)
			}
			packed = append(packed, [][]uint8{p})
		}
		out, err := graph.CallOnceN(d.Backend, func(x, w1, w2, class *graph.Node) []*graph.Node {
			trace := net.Forward(x, []*graph.Node{w1, w2}, nil)
			l := graph.ReduceAllMean(loss.SparseCategoricalCrossEntropyLogits([]*graph.Node{class}, []*graph.Node{trace.Logits}))
			first := trace.Layers[0]
			values := []*graph.Node{graph.Squeeze(first.Membrane, 1), graph.Squeeze(first.Spikes, 1), trace.Logits, l}
			return append(values, net.Backward(trace, l)...)
		}, packed, narrow(x.w1), narrow(x.w2), [][]int32{{int32(x.class)}})
		if err != nil {
			t.Fatal(err)
		}
		v, spikes := hiddenLayer(x.x, x.w1)
		l, dw1, dw2 := networkGradients(x.x, x.class, x.w1, x.w2)
		count := 0.0
		for _, row := range spikes {
			for _, spike := range row {
				count += spike
			}
		}
		if count == 0 {
			t.Fatalf("%s: no spikes", x.name)
		}
		for name, c := range map[string]struct {
			ours   table
			theirs any
			apart  float64
		}{
			"potentials": {v, out[0].Value(), 1e-4}, "spikes": {spikes, out[1].Value(), 0}, "logits": {table{leakyReadout(spikes, x.w2)}, out[2].Value(), 1e-4},
			"gradient of w1": {dw1, out[4].Value(), 1e-4}, "gradient of w2": {dw2, out[5].Value(), 1e-4},
		} {
			theirs := c.theirs.([][]float32)
			for i := range theirs {
				for j := range theirs[i] {
					if diff := math.Abs(c.ours[i][j] - float64(theirs[i][j])); diff > c.apart*max(1, math.Abs(c.ours[i][j])) {
						t.Fatalf("%s, %s [%d][%d]: %g, the library has %g", x.name, name, i, j, c.ours[i][j], theirs[i][j])
					}
				}
			}
		}
		if theirs := float64(out[3].Value().(float32)); math.Abs(l-theirs) > 1e-4 {
			t.Errorf("%s: loss %g, the library has %g", x.name, l, theirs)
		}
	}
}

func narrow(t table) [][]float32 {
	n := make([][]float32, len(t))
	for i := range t {
		for _, x := range t[i] {
			n[i] = append(n[i], float32(x))
		}
	}
	return n
}
