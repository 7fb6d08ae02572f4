package fused

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"ipd/ipdlib/random"
)

// Sums of packed numbers are the sums of the numbers, whatever the signs.
func TestWordsAddLikeNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 1000 {
		var word, first, second int64
		for range 1 + rng.IntN(200) {
			x, y := float32((rng.Float64()-0.5)*(1<<22)), float32((rng.Float64()-0.5)*(1<<22))
			word += pack(x, y)
			first, second = first+int64(math.RoundToEven(float64(x))), second+int64(math.RoundToEven(float64(y)))
		}
		if a, b := unpack(word); int64(a) != first || int64(b) != second {
			t.Fatalf("sums %d and %d, want %d and %d", a, b, first, second)
		}
	}
}

// A scale leaves a bound within 30 bits, and not far below, over all sizes that float32 has.
func TestScales(t *testing.T) {
	for exponent := -149; exponent <= 128; exponent++ {
		for _, mantissa := range []float64{1, 1.1, 1.5, 1.999} {
			bound := math.Ldexp(mantissa, exponent)
			scale, inverse, finite := scales(bound)
			largest := bound * float64(scale)
			if !finite || float64(scale)*float64(inverse) != 1 || largest > 1<<30 || (exponent > -96 && largest < 1<<28) {
				t.Errorf("bound %g: scale %g, inverse %g, largest sum %g", bound, scale, inverse, largest)
			}
		}
	}
	for _, bound := range []float64{math.NaN(), math.Inf(1)} {
		if scale, inverse, finite := scales(bound); finite || scale != 0 || inverse == inverse {
			t.Errorf("bound %g: scale %g, inverse %g, finite %v", bound, scale, inverse, finite)
		}
	}
}

// Slopes against their formula in double precision, relative to the largest slope, β/4, and to themselves.
func TestSlopes(t *testing.T) {
	for _, path := range Paths() {
		for _, beta := range []float64{0.1, 1, 5, 25, 300} {
			n := Network{Steps: 201, Afferents: 1, HiddenUnits: width, Classes: 2, Alpha: 0.5, SurrogateSlope: beta}
			e, err := NewOn(path, n, 1)
			if err != nil {
				t.Fatal(err)
			}
			b := e.blocks[0]
			for step := range n.Steps - 1 {
				for j := range width {
					b.at(step)[j] = 1 + float32(float64(step*width+j-100*width)/(100*width)*40/beta)
				}
			}
			b.at(0)[0], b.at(0)[1], b.at(0)[2] = float32(math.NaN()), float32(math.Inf(1)), -math.MaxFloat32
			e.kernels.slopes(b)
			for step := range n.Steps - 1 {
				for j := range width {
					v, got := float64(b.at(step)[j]), float64(b.slope[step][j])
					if step == 0 && j < 3 {
						if !(got >= 0 && got < 1e-25*beta) {
							t.Errorf("%s, β %g: slope at %g is %g, want almost 0", path, beta, v, got)
						}
						continue
					}
					e := math.Exp(-beta * math.Abs(v-1))
					want := beta * e / (1 + e) / (1 + e)
					if math.Abs(got-want) > 3e-7*beta/4 || math.Abs(got/want-1) > 2e-5 {
						t.Fatalf("%s, β %g: slope at %g is %g, want %g", path, beta, v, got, want)
					}
				}
			}
		}
	}
}

// Lists hold the spikes, and nothing else: not even bits behind the last afferent.
func TestPrepare(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	for afferents := 1; afferents <= 210; afferents++ {
		n := Network{Steps: 5, Afferents: afferents, HiddenUnits: 1, Classes: 2, Alpha: 0.5, SurrogateSlope: 5}
		p := newProblem(n, 1, 3, rng.Float64(), rng)
		e, err := New(n, 1)
		if err != nil {
			t.Fatal(err)
		}
		packed := p.packed()
		bytes := len(packed) / (3 * n.Steps)
		for i := bytes - 1; i < len(packed); i += bytes {
			packed[i] |= uint8(0xff << ((afferents-1)%8 + 1)) // of no afferent
		}
		s := e.Prepare(packed)
		for sample, list := range s.samples {
			for step := range n.Steps - 1 {
				var rows []uint16
				rows, list = nextStep(list)
				got := make([]uint8, afferents+groupSize)
				for _, r := range rows {
					if r%groupRows == 0 {
						t.Fatalf("C=%d: the list holds an empty subset", afferents)
					}
					for bit := range groupSize {
						got[int(r)/groupRows*groupSize+bit] += uint8(r >> bit & 1)
					}
				}
				want := append([]uint8{}, p.x[(sample*n.Steps+step)*afferents:][:afferents]...)
				want = append(want, make([]uint8, groupSize)...)
				if string(got) != string(want) {
					t.Fatalf("C=%d, sample %d, step %d: %v, want %v", afferents, sample, step, got, want)
				}
			}
			if len(list) != 0 {
				t.Fatalf("C=%d: %d numbers left", afferents, len(list))
			}
		}
	}
}

// Adam against its formula in double precision, over steps with changing gradients.
func TestAdam(t *testing.T) {
	for _, path := range Paths() {
		k, err := kernelsOf(path)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(1, 1))
		p := newParameter(64)
		w, m, s := make([]float64, 64), make([]float64, 64), make([]float64, 64)
		for i := range w {
			p.w[i] = rng.Float32()
			w[i] = float64(p.w[i])
		}
		for n := 1; n <= 50; n++ {
			for i := range w {
				d := (rng.Float64() - 0.3) * math.Exp(-float64(i))
				p.d[i] = float32(d)
				m[i] = 0.9*m[i] + 0.1*d
				s[i] = 0.999*s[i] + 0.001*d*d
				w[i] -= 0.01 * m[i] / (1 - math.Pow(0.9, float64(n))) / (math.Sqrt(s[i]/(1-math.Pow(0.999, float64(n)))) + 1e-8)
			}
			a := newAdam(0.01, n)
			k.adam(&p, &a)
		}
		for i := range w {
			if math.Abs(float64(p.w[i])-w[i]) > 2e-5*0.01*50 {
				t.Errorf("%s: weight %d is %v, want %v", path, i, p.w[i], w[i])
			}
		}
	}
}

// What can't be computed is refused, in words.
func TestRefusals(t *testing.T) {
	good := Network{Steps: 10, Afferents: 3, HiddenUnits: 2, Classes: 2, Alpha: 0.5, SurrogateSlope: 5}
	for want, change := range map[string]func(n *Network, batch *int){
		"batch size":         func(_ *Network, batch *int) { *batch = 0 },
		"Steps":              func(n *Network, _ *int) { n.Steps = 1 },
		"Afferents":          func(n *Network, _ *int) { n.Afferents = MostAfferents + 1 },
		"HiddenUnits":        func(n *Network, _ *int) { n.HiddenUnits = 0 },
		"Classes":            func(n *Network, _ *int) { n.Classes = 1 },
		"Alpha":              func(n *Network, _ *int) { n.Alpha = math.NaN() },
		"SurrogateSlope":     func(n *Network, _ *int) { n.SurrogateSlope = 0 },
		"InhibitoryFraction": func(n *Network, _ *int) { n.DalesLaw, n.InhibitoryFraction = true, 2 },
	} {
		n, batch := good, 4
		change(&n, &batch)
		if _, err := New(n, batch); !errors.Is(err, ErrNetwork) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", want, err)
		}
	}
	if _, err := NewOn("abacus", good, 4); err == nil || !strings.Contains(err.Error(), "portable") {
		t.Errorf("unknown path: error %v", err)
	}
	e, err := New(good, 2)
	if err != nil {
		t.Fatal(err)
	}
	s := e.Prepare(make([]uint8, 3*10))
	other, err := New(Network{Steps: 11, Afferents: 3, HiddenUnits: 2, Classes: 2, Alpha: 0.5, SurrogateSlope: 5}, 2)
	if err != nil {
		t.Fatal(err)
	}
	labels := []int32{0, 1, 0}
	for name, call := range map[string]func(){
		"half a sample":   func() { e.Prepare(make([]uint8, 15)) },
		"other network":   func() { other.Evaluate(s, []int32{0, 1}, labels) },
		"short batch":     func() { e.Evaluate(s, []int32{0}, labels) },
		"few labels":      func() { e.Evaluate(s, []int32{0, 1}, labels[:2]) },
		"label too large": func() { e.Evaluate(s, []int32{0, 1}, []int32{0, 2, 0}) },
		"no such sample":  func() { e.Evaluate(s, []int32{0, 3}, labels) },
		"dropout of one":  func() { e.Step(s, []int32{0, 1}, labels, 1, random.Key{}) },
		"shape of w1":     func() { e.SetWeights(newMatrix(2, 2), newMatrix(2, 2)) },
		"shape of w2":     func() { e.SetWeights(newMatrix(3, 2), newMatrix(2, 3)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}

func TestPathVariable(t *testing.T) {
	n := Network{Steps: 10, Afferents: 3, HiddenUnits: 2, Classes: 2, Alpha: 0.5, SurrogateSlope: 5}
	t.Setenv(PathVariable, "portable")
	if e, err := New(n, 1); err != nil || e.Path() != "portable" {
		t.Errorf("engine %v, error %v", e, err)
	}
	t.Setenv(PathVariable, "abacus")
	if _, err := New(n, 1); err == nil || !strings.Contains(err.Error(), PathVariable) {
		t.Errorf("error %v", err)
	}
	t.Setenv(PathVariable, "")
	if e, err := New(n, 1); err != nil || e.Path() != Paths()[0] {
		t.Errorf("engine %v, error %v", e, err)
	}
}
