package checks

import (
	"math"
	"strings"
	"testing"

	"ipd/ipdlib/teaching/exercise"
)

func TestStep(t *testing.T) {
	type plain = func(w, g, rate float64) float64
	type adams = func(w, m, v, rate float64) float64
	type pair struct {
		sgd  plain
		adam adams
	}
	root := math.Sqrt
	sgd := func(w, g, rate float64) float64 { return w - rate*g }
	adam := func(w, m, v, rate float64) float64 { return w - rate*m/(root(v)+1e-8) }
	s := func(f plain) pair { return pair{f, adam} }
	a := func(f adams) pair { return pair{sgd, f} }
	meets(t, "step", func(p pair) exercise.Result { return Step(p.sgd, p.adam) }, []pair{
		{sgd, adam}, s(func(w, g, rate float64) float64 { return w + (-rate)*g }), s(func(w, g, rate float64) float64 { w -= rate * g; return w }),
		s(func(w, g, rate float64) float64 { return -(rate*g - w) }), s(func(w, g, rate float64) float64 { step := g * rate; return w - step }),
		a(func(w, m, v, rate float64) float64 { return w - m/(root(v)+1e-8)*rate }), a(func(w, m, v, rate float64) float64 { w -= rate * m / (math.Pow(v, 0.5) + 1e-8); return w }),
		a(func(w, m, v, rate float64) float64 { return w - rate*(m/(root(v)+1e-8)) }), a(func(w, m, v, rate float64) float64 { return w + -rate*m/(1e-8+root(v)) }),
		a(func(w, m, v, rate float64) float64 { size := root(v) + math.Pow(10, -8); return w - rate/size*m }),
		a(func(w, m, v, rate float64) float64 { return w - rate*m*math.Pow(root(v)+1e-8, -1) }), a(func(w, m, v, rate float64) float64 {
			if v == 0 {
				return w
			}
			return w - rate*m/root(v)
		}),
	}, []pair{
		s(func(w, g, rate float64) float64 { return w + rate*g }), s(func(w, g, rate float64) float64 { return -rate * g }), s(func(w, g, rate float64) float64 { return w - g }),
		s(func(w, g, rate float64) float64 { return w - rate }), s(func(w, g, rate float64) float64 { return w - g/rate }), s(func(w, g, rate float64) float64 { return rate*g - w }),
		s(func(w, g, rate float64) float64 { return w }), s(func(w, g, rate float64) float64 { return w - rate*math.Abs(g) }), s(func(w, g, rate float64) float64 { return w * (1 - rate*g) }),
		s(func(w, g, rate float64) float64 { return w - 0.005*g }), s(func(w, g, rate float64) float64 { panic("no") }), s(func(w, g, rate float64) float64 { return math.NaN() }),
		a(func(w, m, v, rate float64) float64 { return w + rate*m/(root(v)+1e-8) }), a(func(w, m, v, rate float64) float64 { return w - rate*m/(v+1e-8) }),
		a(func(w, m, v, rate float64) float64 { return w - rate*m/root(v) }), a(func(w, m, v, rate float64) float64 { return w - rate*m/root(v+1e-8) }),
		a(func(w, m, v, rate float64) float64 { return w - rate*m*root(v) }), a(func(w, m, v, rate float64) float64 { return w - m/(root(v)+1e-8) }),
		a(func(w, m, v, rate float64) float64 { return w - rate*m }), a(func(w, m, v, rate float64) float64 { return w - rate/(root(v)+1e-8) }),
		a(func(w, m, v, rate float64) float64 { return -rate * m / (root(v) + 1e-8) }), a(func(w, m, v, rate float64) float64 { return w }),
		a(func(w, m, v, rate float64) float64 { return w - rate*m*m/(root(v)+1e-8) }), a(func(w, m, v, rate float64) float64 { return w - rate*m/(root(v)+1e-3) }),
		a(func(w, m, v, rate float64) float64 { return w - rate*m/math.Pow(v+1e-8, 2) }),
	}, "rate*m", "rate·m", "/(√v", "math.Sqrt", "w-rate", "rate·g", "rate*g")
}

func TestMistakes(t *testing.T) { choice(t, "mistakes", Mistakes, "A", "BC") }

func TestRatesAnswers(t *testing.T) {
	meets(t, "rates", Rates, []any{"CADB", "cadb", " CADB ", "C, A, D, B", "C A D B", "C-A-D-B", "C < A < D < B", "CADB.", "c,a,d,b", "(C, A, D, B)", "C; A; D; B", "C\nA\nD\nB"},
		[]any{"ACDB", "CABD", "BDAC", "CDAB", "ABCD", "DCBA", "CCDB", "CAD", "D", "CADBC", 12, nil, "none", true, 'C', "C A D E", "BADC", "CBAD"}, "cadb", "C, A", "CAD")
	for _, a := range "ABCD" { // every order has a hint
		for _, b := range "ABCD" {
			for _, c := range "ABCD" {
				for _, d := range "ABCD" {
					order := string([]rune{a, b, c, d})
					if r := Rates(order); (r.State == exercise.Done) != (order == "CADB") || r.State == exercise.NotYet && r.Hint == "" {
						t.Errorf("%s: %s", order, r)
					}
				}
			}
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
