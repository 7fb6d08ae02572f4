package snn

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// Every surrogate is its closed form, is β/4 at threshold, and is the slope of a function that rises from 0 to 1: its area
// between any two potentials is that function's difference.
func TestSurrogates(t *testing.T) {
	const beta, p = 3.0, 3.0 / 4
	rises := map[Surrogate]func(u float64) float64{
		SigmoidSlope:     func(u float64) float64 { return 1 / (1 + math.Exp(-beta*u)) },
		FastSigmoidSlope: func(u float64) float64 { return 0.5 * (1 + 2*p*u/(1+2*p*math.Abs(u))) },
		ArctanSlope:      func(u float64) float64 { return 0.5 + math.Atan(math.Pi*p*u)/math.Pi },
		TriangleSlope: func(u float64) float64 {
			switch x := p * u; {
			case x <= -1:
				return 0
			case x < 0:
				return (1 + x) * (1 + x) / 2
			case x < 1:
				return 1 - (1-x)*(1-x)/2
			}
			return 1
		},
		GaussianSlope: func(u float64) float64 { return 0.5 * (1 + math.Erf(math.Sqrt(math.Pi)*p*u)) },
	}
	var v []float64
	const from, to, count = -7.0, 9.0, 16001
	for i := range count {
		v = append(v, from+(to-from)*float64(i)/(count-1))
	}
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, row := range surrogates {
			s, surrogate := Default(), Surrogate(row.Name).Normal()
			s.SurrogateSlope, s.Variant.Surrogate = beta, surrogate
			spike, slope, err := Curves(d.Backend, s, v)
			if err != nil {
				t.Fatal(err)
			}
			area, rise := 0.0, rises[surrogate]
			for i, x := range v {
				if want := slopeOf(s, x-1); math.Abs(slope[i]-want) > 1e-12 {
					t.Fatalf("%s: slope at v=%g is %g, want %g", surrogate, x, slope[i], want)
				}
				if want := map[bool]float64{true: 1}[x > 1]; spike[i] != want {
					t.Fatalf("spike at v=%g is %g, want %g", x, spike[i], want)
				}
				if i == 0 {
					continue
				}
				area += (slope[i] + slope[i-1]) / 2 * (v[i] - v[i-1]) // the trapezium rule: off by about (1e-3)² p³
				if i%1000 == 0 {
					if want := rise(x-1) - rise(from-1); math.Abs(area-want) > 2e-6 {
						t.Errorf("%s: area up to v=%g is %g, want %g", surrogate, x, area, want)
					}
				}
			}
			s.Variant.SurrogateScale = 0.3
			_, scaled, err := Curves(d.Backend, s, []float64{1, 1.4})
			if err != nil {
				t.Fatal(err)
			}
			for i, x := range []float64{1, 1.4} {
				if want := slopeOf(s, x-1); math.Abs(scaled[i]-want) > 1e-12 {
					t.Errorf("%s, scaled: slope at v=%g is %g, want %g", surrogate, x, scaled[i], want)
				}
			}
			if math.Abs(scaled[0]-0.3*beta/4) > 1e-12 {
				t.Errorf("%s: %g at threshold, want 0.3 β/4", surrogate, scaled[0])
			}
		}
	})
}

func TestCurvesOfNothing(t *testing.T) {
	d := devicetest.Open(t)
	if _, _, err := Curves(d.Backend, Default(), nil); err == nil || !strings.Contains(err.Error(), "give one or more") {
		t.Error(err)
	}
	bad := Default()
	bad.Variant.Surrogate = "step"
	if _, _, err := Curves(d.Backend, bad, []float64{1}); !errors.Is(err, ErrSettings) {
		t.Error(err)
	}
}

// dropped shows spikes that are all 1, but for silent units, to a kind of dropout: what is left, [T][B][H]. Unit 0 of every
// sample is silent.
func dropped(t *testing.T, d *device.Device, kind DropoutKind, p float32, layer int, key random.Key) [][][]float32 {
	t.Helper()
	const steps, samples, units = 6, 40, 32
	s := Default()
	s.Variant.DropoutKind = kind
	n := network(t, s, Input{TimeStep: 1e-3, Steps: steps, Afferents: 8})
	spikes := make([]float32, steps*samples*units)
	for i := range spikes {
		if i%units != 0 {
			spikes[i] = 1
		}
	}
	out, err := CallOnce(d.Backend, func(x, p, key *Node) *Node {
		return Mul(x, dropoutKinds.Of(string(kind)).spikes(&pass{n, 1, samples, &Dropout{P: p, Key: key}}, layer, x))
	}, tensors.FromFlatDataAndDimensions(spikes, steps, samples, units), p, []uint32{key[0], key[1]})
	if err != nil {
		t.Fatal(err)
	}
	return out.Value().([][][]float32)
}

// The masks of the kinds: what is kept is scaled, so that the mean stays 1; units are kept or dropped for all steps of a
// sample, or for each by itself; layers and keys have masks of their own.
func TestDropoutMasks(t *testing.T) {
	const p = 0.4
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, kind := range []DropoutKind{DropHiddenSpikes, DropHiddenUnits, DropSpikingUnits} {
			a := dropped(t, d, kind, p, 0, random.NewKey(1))
			scaled := float32(1 / (1 - float64(float32(p))))
			var sum, count, changes float64
			for step := range a {
				for b := range a[step] {
					for h, x := range a[step][b] {
						if h == 0 {
							if x != 0 {
								t.Fatalf("%s: a silent unit spikes", kind)
							}
							continue
						}
						if x != 0 && math.Abs(float64(x-scaled)) > 1e-6 {
							t.Fatalf("%s: what is left of a spike is %v, want 0 or %v", kind, x, scaled)
						}
						sum, count = sum+float64(x), count+1
						if step > 0 && x != a[step-1][b][h] {
							changes++
						}
					}
				}
			}
			draws := count // independent ones
			if !kind.IsZero() {
				draws /= float64(len(a))
			}
			if deviation := math.Sqrt(p / (1 - p) / draws); math.Abs(sum/count-1) > 5*deviation {
				t.Errorf("%s: the mean is %v, want 1 ± %v", kind, sum/count, deviation)
			}
			// Of pairs of steps a share 2p(1-p) differs where each step is drawn, else none.
			switch share := changes / (count * 5 / 6); {
			case kind.IsZero() && math.Abs(share-2*p*(1-p)) > 0.05:
				t.Errorf("%s: a share of %v changes from step to step, want %v", kind, share, 2*p*(1-p))
			case !kind.IsZero() && changes > 0:
				t.Errorf("%s: %v changes from step to step", kind, changes)
			}
			if reflect.DeepEqual(a, dropped(t, d, kind, p, 1, random.NewKey(1))) || reflect.DeepEqual(a, dropped(t, d, kind, p, 0, random.NewKey(2))) {
				t.Errorf("%s: two layers, or two keys, have one mask", kind)
			}
			if !reflect.DeepEqual(a, dropped(t, d, kind, p, 0, random.NewKey(1))) {
				t.Errorf("%s: one key has two masks", kind)
			}
		}
	})
}

// Dropout of spiking units leaves the gradient of silent ones alone; that of hidden units doesn't.
func TestSilentUnitsKeepTheirGradient(t *testing.T) {
	d := devicetest.Open(t)
	for kind, want := range map[DropoutKind]bool{DropSpikingUnits: true, DropHiddenUnits: false} {
		s := Default()
		s.Variant.DropoutKind = kind
		n := network(t, s, Input{TimeStep: 1e-3, Steps: 4, Afferents: 8})
		out, err := CallOnce(d.Backend, func(x, p, key *Node) *Node {
			mask := dropoutKinds.Of(string(kind)).spikes(&pass{n, 1, 50, &Dropout{P: p, Key: key}}, 0, x)
			return Gradient(ReduceAllSum(Mul(x, mask)), x)[0]
		}, tensors.FromFlatDataAndDimensions(make([]float32, 4*50*16), 4, 50, 16), float32(0.5), []uint32{1, 2}) // nothing spikes
		if err != nil {
			t.Fatal(err)
		}
		all := true
		tensors.MustConstFlatData(out, func(g []float32) {
			for _, x := range g {
				all = all && x == 1
			}
		})
		if all != want {
			t.Errorf("%s: all silent units keep their gradient: %v, want %v", kind, all, want)
		}
	}
}

// An afferent is dropped for the whole sample, in the packed bits too.
func TestDroppedInputs(t *testing.T) {
	const p, steps, samples, afferents = 0.3, 5, 60, 24
	s := Default()
	s.Variant.DropoutKind = DropInputs
	n := network(t, s, Input{TimeStep: 1e-3, Steps: steps, Afferents: afferents})
	full := make([]uint8, steps*samples*afferents/8)
	for i := range full {
		full[i] = 0xff
	}
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		out, err := CallOnceN(d.Backend, func(x, p, key *Node) []*Node {
			kept, factor := dropoutKinds.Of("inputs").inputs(&pass{n, 1, samples, &Dropout{P: p, Key: key}}, x, p)
			return []*Node{Reshape(unpack(kept, 2, p.DType()), steps*samples, afferents), factor}
		}, tensors.FromFlatDataAndDimensions(full, steps, samples, afferents/8), float32(p), []uint32{3, 4})
		if err != nil {
			t.Fatal(err)
		}
		rows := out[0].Value().([][]float32) // [T·B][C]
		kept := 0.0
		for i, row := range rows {
			for c, x := range row {
				kept += float64(x)
				if x != rows[i%samples][c] {
					t.Fatalf("afferent %d of sample %d changes in time", c, i%samples)
				}
			}
		}
		share, deviation := kept/(steps*samples*afferents), math.Sqrt(p*(1-p)/(samples*afferents))
		if math.Abs(share-(1-p)) > 5*deviation {
			t.Errorf("a share of %v is kept, want %v ± %v", share, 1-p, deviation)
		}
		if factor := out[1].Value().([][]float32)[0][0]; math.Abs(float64(factor)-1/(1-p)) > 1e-6 {
			t.Errorf("the factor is %v", factor)
		}
	})
}

// Dropped connections are shared by the samples, other matrices have other masks, and weights keep their mean.
func TestDroppedConnections(t *testing.T) {
	const p, rows, columns = 0.3, 200, 32
	s := Default()
	s.Variant.DropoutKind = DropConnections
	n := network(t, s, Input{TimeStep: 1e-3, Steps: 4, Afferents: 8})
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		out, err := CallOnceN(d.Backend, func(w, p, key *Node) []*Node {
			p1 := &pass{n, 1, 1, &Dropout{P: p, Key: key}}
			drop := func(i int) *Node {
				return Reshape(dropoutKinds.Of("connections").weights(p1, i, InsertAxes(OnesLike(w), 0)), rows, columns)
			}
			return []*Node{drop(0), drop(1)}
		}, tensors.FromFlatDataAndDimensions(make([]float32, rows*columns), rows, columns), float32(p), []uint32{3, 4})
		if err != nil {
			t.Fatal(err)
		}
		for i := range out {
			sum := 0.0
			for _, row := range out[i].Value().([][]float32) {
				for _, w := range row {
					if w != 0 && math.Abs(float64(w)-1/(1-p)) > 1e-6 {
						t.Fatalf("a weight of 1 is %v", w)
					}
					sum += float64(w)
				}
			}
			if deviation := math.Sqrt(p / (1 - p) / (rows * columns)); math.Abs(sum/(rows*columns)-1) > 5*deviation {
				t.Errorf("the mean weight is %v, want 1 ± %v", sum/(rows*columns), deviation)
			}
		}
		if reflect.DeepEqual(out[0].Value(), out[1].Value()) {
			t.Error("two matrices have one mask")
		}
	})
}

// A random mask of Dale's law has as many inhibitory units as the first ones would be, is decided by the key, and is
// another one for each matrix.
func TestRandomSigns(t *testing.T) {
	s := Default()
	s.DalesLaw, s.InhibitoryFraction = true, 0.3
	s.Variant.DaleMask, s.Variant.FurtherLayers = RandomInhibit, []int{30}
	n, err := New(s, stimulus.Default())
	if err != nil {
		t.Fatal(err)
	}
	w := n.InitialWeights(random.NewKey(1))
	sizes := []int{200, 30, 30}
	if len(w.Signs) != 3 {
		t.Fatalf("%d lists of signs", len(w.Signs))
	}
	for i, signs := range w.Signs {
		inhibitory, first := 0, 0
		for j, x := range signs {
			switch x {
			case -1:
				inhibitory++
				if j < sizes[i]/2 {
					first++
				}
			case 1:
			default:
				t.Fatalf("a sign is %v", x)
			}
		}
		if want := InhibitoryUnits(sizes[i], 0.3); len(signs) != sizes[i] || inhibitory != want || first == inhibitory {
			t.Errorf("of %d units %d are inhibitory, %d of them in the first half; want %d, anywhere", len(signs), inhibitory, first, want)
		}
	}
	if reflect.DeepEqual(w.Signs[1], w.Signs[2]) {
		t.Error("two layers have one mask")
	}
	if again := n.InitialWeights(random.NewKey(1)); !reflect.DeepEqual(again, w) {
		t.Error("one key gives two masks")
	}
	if other := n.InitialWeights(random.NewKey(2)); reflect.DeepEqual(other.Signs, w.Signs) {
		t.Error("two keys give one mask")
	}
}

// Initial weights lie within ±1/√(targets), or ±1/√(sources), and fill it; the study's matrices are drawn as the study draws
// them.
func TestInitialWeights(t *testing.T) {
	s := Default()
	s.Variant.FurtherLayers = []int{20}
	for _, bound := range []InitialBound{FanOutBound, FanInBound} {
		s.Variant.InitialBound = bound
		n, err := New(s, stimulus.Default())
		if err != nil {
			t.Fatal(err)
		}
		w := n.InitialWeights(random.NewKey(1))
		for i, m := range w.Matrices() {
			largest, fan := 0.0, len(m[0])
			if bound == FanInBound {
				fan = len(m)
			}
			for _, row := range m {
				for _, x := range row {
					largest = math.Max(largest, math.Abs(float64(x)))
				}
			}
			if limit := 1 / math.Sqrt(float64(fan)); largest > limit || largest < 0.95*limit {
				t.Errorf("%s: the largest weight of matrix %d is %g, the bound %g", bound, i+1, largest, limit)
			}
		}
		if got := []int{len(w.W1), len(w.Hidden[0]), len(w.W2)}; !reflect.DeepEqual(got, []int{200, 30, 20}) {
			t.Errorf("the matrices come from %v units", got)
		}
	}
	study, err := New(Default(), stimulus.Default())
	if err != nil {
		t.Fatal(err)
	}
	s = Default()
	s.Variant.Reset = NoReset
	n, err := New(s, stimulus.Default())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(n.InitialWeights(random.NewKey(3)), study.InitialWeights(random.NewKey(3))) {
		t.Error("a network of the study's shape begins with other weights")
	}
}

// Learnt time constants begin with those of the settings.
func TestTimeConstants(t *testing.T) {
	s := Default()
	s.Variant.LearnTimeConstants, s.Variant.TimeConstants = true, []float64{2e-3, 9e-3}
	n, err := New(s, stimulus.Default())
	if err != nil {
		t.Fatal(err)
	}
	for i, tau := range n.InitialWeights(random.NewKey(1)).TimeConstants() {
		if want := s.Variant.TimeConstants[i]; math.Abs(tau/want-1) > 1e-6 {
			t.Errorf("time constant %d is %g, want %g", i, tau, want)
		}
	}
}

// What can't be built is refused, naming the field.
func TestRefused(t *testing.T) {
	s := Default()
	s.Variant.TimeConstants = []float64{1}
	if _, err := New(s, stimulus.Default()); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), "2 values") {
		t.Error(err)
	}
	bad := stimulus.Default()
	bad.AfferentsPerEar = 0
	if _, err := New(Default(), bad); err == nil || !strings.Contains(err.Error(), "afferents_per_ear") {
		t.Error(err)
	}
	for _, c := range []struct {
		in   Input
		want string
	}{
		{Input{TimeStep: 0, Steps: 2, Afferents: 1}, "time step is 0"},
		{Input{TimeStep: math.NaN(), Steps: 2, Afferents: 1}, "time step is NaN"},
		{Input{TimeStep: 1e-3, Steps: 1, Afferents: 1}, "number of time steps is 1"},
		{Input{TimeStep: 1e-3, Steps: 2, Afferents: 0}, "number of afferents is 0"},
	} {
		if _, err := NewFor(Default(), c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error is %v, want %q", c.in, err, c.want)
		}
	}
}

// Closed forms of a single unit under a constant current h without a leak to speak of: how often it spikes, and what is left.
func TestResetsOfOneUnit(t *testing.T) {
	const steps = 21
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, c := range []struct {
			reset Reset
			h     float64
			count float64
			v     float64 // at the last step
		}{
			// 0 .6 1.2 1.8 0 | 0 .6 1.2 ...: the crossing at 1.2 is a spike at 1.8, which resets the next step, in which 1.8 makes the
			// second spike; that one resets the step after. Two spikes in five steps.
			{LateReset, 0.6, 8, 0},
			{SameStepReset, 0.6, 10, 1.2}, // 0 .6 1.2 .6 1.2 ...: every other step
			{SubtractReset, 0.75, 14, 1},  // 0.75 less than 1 a step; h·20 = 15 = count + v
			{NoReset, 0.6, 19, 12},        // above threshold from step 2 on
		} {
			s := Default()
			s.MembraneTimeConstant = 1e9
			s.Variant.Reset = c.reset
			n := network(t, s, Input{TimeStep: 1e-3, Steps: steps, Afferents: 1})
			out, err := CallOnceN(d.Backend, func(h *Node) []*Node {
				spikes, v := n.layer(h, leak{given: 1})
				return []*Node{ReduceAllSum(spikes), Reshape(Slice(v, AxisElem(steps-1)))}
			}, tensors.FromFlatDataAndDimensions(constant(c.h, steps), steps, 1, 1))
			if err != nil {
				t.Fatal(err)
			}
			count, v := tensors.ToScalar[float64](out[0]), tensors.ToScalar[float64](out[1])
			if count != c.count || math.Abs(v-c.v) > 1e-9 {
				t.Errorf("reset %s: %g spikes and %g at the end, want %g and %g", c.reset, count, v, c.count, c.v)
			}
		}
	})
}

func constant(x float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = x
	}
	return all
}
