package checks

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/teaching/exercise"
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
			trace := net.Forward(x, w1, w2, nil)
			return []*graph.Node{trace.Membrane, trace.Spikes}
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

// Whatever a student writes, a check answers.
func TestWildAnswers(t *testing.T) {
	d := devicetest.Open(t)
	nan := math.NaN()
	type node = *graph.Node
	for name, r := range map[string]exercise.Result{
		"Weakest, NaN":      Weakest(func(_, _ float64) float64 { return nan }),
		"Weakest, infinite": Weakest(func(_, _ float64) float64 { return math.Inf(1) }),
		"Weakest, panic":    Weakest(func(_, _ float64) float64 { panic("no") }),
		"Fire, NaN":         Fire(func(float64) (float64, float64) { return nan, nan }),
		"Fire, panic":       Fire(func(float64) (float64, float64) { var x []float64; return x[3], 0 }),
		"Patience":          Patience(nan),
		"Patience, nil":     Patience(nil),
		"Chance, NaN":       Chance(func(_, _, _, _ float64) float64 { return nan }),
		"Chance, negative":  Chance(func(_, _, _, _ float64) float64 { return -1 }),
		"Expected":          ExpectedSpikes("twelve"),
		"Finer":             FinerSteps(3),
		"Triangle, NaN":     Triangle(func(_, _ float64) float64 { return nan }),
		"Triangle, panic":   Triangle(func(_, _ float64) float64 { panic(nan) }),
		"Which":             WhichLearns("E"),
		"Strongest":         StrongestTail(1.5),
		"Step, nil":         PromptStep(d.Backend, func(v, h node) (node, node) { return nil, nil }),
		"Step, panic":       PromptStep(d.Backend, func(v, h node) (node, node) { panic("no") }),
		"Step, scalar":      PromptStep(d.Backend, func(v, h node) (node, node) { return graph.ReduceAllSum(v), h }),
		"Step, integers":    PromptStep(d.Backend, func(v, h node) (node, node) { return graph.ConvertDType(v, 3), h }),
		"Weights":           NumberOfWeights(-1),
		"Best":              BestError("?!"),
	} {
		if r.State != exercise.NotYet || len(r.String()) > 500 {
			t.Errorf("%s: %s", name, r)
		}
	}
}
