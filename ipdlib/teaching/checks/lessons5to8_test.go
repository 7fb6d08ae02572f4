package checks

import (
	"math"
	"strings"
	"testing"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/teaching/exercise"
	"ipd/ipdlib/trained"
	"ipd/ipdlib/training"
)

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

// What is asked for in lesson 8 is the smallest number of seeds that will do.
func TestNeededSeeds(t *testing.T) {
	r := Needed(func(s, half float64) float64 {
		n := 1.0
		for 2*s/math.Sqrt(n) > half*(1+1e-12) {
			n++
		}
		return n
	})
	if r.State != exercise.Done {
		t.Error(r)
	}
}

// Every order of the four curves is right or has a hint.
func TestRates(t *testing.T) {
	right := 0
	for _, a := range "ABCD" {
		for _, b := range "ABCD" {
			for _, c := range "ABCD" {
				for _, d := range "ABCD" {
					r := Rates(string([]rune{a, b, c, d}))
					switch r.State {
					case exercise.Done:
						right++
					case exercise.NotYet:
						if r.Hint == "" {
							t.Errorf("%c%c%c%c: %s", a, b, c, d, r)
						}
					default:
						t.Errorf("%c%c%c%c: %s", a, b, c, d, r)
					}
				}
			}
		}
	}
	if right != 1 {
		t.Errorf("%d orders are right", right)
	}
	for _, answer := range []string{" cadb ", "C, A, D, B", "CADB"} {
		if r := Rates(answer); r.State != exercise.Done {
			t.Errorf("%q: %s", answer, r)
		}
	}
	rates := map[string]float64{}
	for _, c := range LossCurves() {
		rates[c.Name] = c.Rate
	}
	order := strings.Split("CADB", "")
	for i := 1; i < len(order); i++ {
		if rates[order[i]] <= rates[order[i-1]] {
			t.Errorf("curve %s has the rate %v after %v", order[i], rates[order[i]], rates[order[i-1]])
		}
	}
}

// Whatever a student writes, a check answers.
func TestWildAnswers5to8(t *testing.T) {
	nan := math.NaN()
	flat := func(_, _, _ float64) float64 { return nan }
	good := func(w, m, v, rate float64) float64 { return w - rate*m/(math.Sqrt(v)+1e-8) }
	for name, r := range map[string]exercise.Result{
		"Step, NaN":          Step(flat, good),
		"Step, panic":        Step(func(_, _, _ float64) float64 { panic("no") }, good),
		"Mistakes":           Mistakes(3),
		"Rates, number":      Rates(12),
		"Rates, long":        Rates("CADBC"),
		"Silenced, nil":      Silenced(func([][]float64, int) [][]float64 { return nil }),
		"Silenced, short":    Silenced(func(w [][]float64, _ int) [][]float64 { return w[:1] }),
		"Silenced, ragged":   Silenced(func(w [][]float64, i int) [][]float64 { w[i] = nil; return w }),
		"Silenced, wide":     Silenced(func(w [][]float64, i int) [][]float64 { w[0] = make([]float64, 9); return w }),
		"Silenced, NaN":      Silenced(func(w [][]float64, i int) [][]float64 { w[i][0] = nan; return w }),
		"Silenced, panic":    Silenced(func(w [][]float64, i int) [][]float64 { w[99][0] = 0; return w }),
		"Harm":               Harm("D"),
		"Say":                Say(nil),
		"Signs, nil":         Signs(func(int, float64) []float64 { return nil }),
		"Signs, NaN":         Signs(func(n int, _ float64) []float64 { x := make([]float64, n); x[0] = nan; return x }),
		"Signs, twos":        Signs(func(n int, _ float64) []float64 { return slicesOf(n, 2) }),
		"Inhibited":          Inhibited("guess"),
		"Memory":             Memory(math.Inf(1)),
		"Gap":                Gap(40),
		"Needed, NaN":        Needed(func(_, _ float64) float64 { return nan }),
		"Needed, negative":   Needed(func(_, _ float64) float64 { return -64 }),
		"Needed, infinitely": Needed(func(_, _ float64) float64 { return math.Inf(1) }),
		"Conclude":           Conclude("none"),
	} {
		if r.State != exercise.NotYet || len(r.String()) > 500 {
			t.Errorf("%s: %s", name, r)
		}
	}
}

func slicesOf(n int, x float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = x
	}
	return all
}
