package snn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// problem is a network, a batch for it, and a loss: Σ d·m, with given d [B][K]. Any loss is one of these to first order,
// so its gradient is all that a network has to get right.
type problem struct {
	T, B, C, H, K int
	tau           float64
	dale          bool
	fraction      float64
	dropout       float64
	scale         float64 // of the input weights, so that units spike

	x      [][][]float64 // [B][T][C]
	w1, w2 [][]float64
	d      [][]float64
}

func (p problem) String() string {
	return fmt.Sprintf("T=%d,B=%d,C=%d,H=%d,K=%d,dale=%v,dropout=%g", p.T, p.B, p.C, p.H, p.K, p.dale, p.dropout)
}

// draw fills in spikes, weights and loss, always the same.
func (p problem) draw() problem {
	rng := rand.New(rand.NewPCG(1, uint64(p.C)))
	uniform := func(rows, columns int, scale float64) [][]float64 {
		w := zeros(rows, columns)
		for i := range w {
			for j := range w[i] {
				w[i][j] = float64(float32(scale * (2*rng.Float64() - 1))) // so that float32 graphs begin with the same
			}
		}
		return w
	}
	p.w1, p.w2, p.d = uniform(p.C, p.H, p.scale), uniform(p.H, p.K, 1), uniform(p.B, p.K, 1)
	p.w1[0][0], p.w2[p.H-1][0] = 0, 0 // where |w| has no derivative
	p.x = nil
	for range p.B {
		sample := zeros(p.T, p.C)
		for t := range sample {
			for i := range sample[t] {
				if rng.Float64() < 0.3 {
					sample[t][i] = 1
				}
			}
		}
		p.x = append(p.x, sample)
	}
	return p
}

func (p problem) network(t testing.TB) *Network {
	t.Helper()
	s := Default()
	s.HiddenUnits, s.Classes, s.MembraneTimeConstant = p.H, p.K, p.tau
	s.DalesLaw, s.InhibitoryFraction = p.dale, p.fraction
	n, err := NewFor(s, Input{TimeStep: 1e-3, Steps: p.T, Afferents: p.C})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (p problem) reference() reference {
	return reference{alpha: math.Exp(-1e-3 / p.tau), beta: 5, dale: p.dale, fraction: p.fraction}
}

// packed gives the spikes as the graph wants them, [T, B, G].
func (p problem) packed(t testing.TB) *tensors.Tensor {
	t.Helper()
	var spikes []uint8
	for step := range p.T {
		for b := range p.B {
			for _, s := range p.x[b][step] {
				spikes = append(spikes, uint8(s))
			}
		}
	}
	packed, err := stimulus.Pack(spikes, p.C)
	if err != nil {
		t.Fatal(err)
	}
	return tensors.FromFlatDataAndDimensions(packed, p.T, p.B, stimulus.Groups(p.C))
}

// solution is what a graph made of a problem.
type solution struct {
	logits    [][]float64   // [B][K]
	spikes, v [][][]float64 // [T][B][H]
	out       [][][]float64 // [T][B][K]
	dW1, dW2  [][]float64
	keep      [][][]float64 // dropout mask [T][B][H]
}

// solve computes in float64, or in float32.
func (p problem) solve(t *testing.T, backend compute.Backend, dtype dtypes.DType) solution {
	t.Helper()
	n := p.network(t)
	exec, err := NewExec(backend, func(in []*Node) []*Node {
		x, w1, w2, d := in[0], ConvertDType(in[1], dtype), ConvertDType(in[2], dtype), ConvertDType(in[3], dtype)
		var dropout *Dropout
		if p.dropout > 0 {
			dropout = &Dropout{P: in[4], Key: in[5]}
		}
		trace := n.Forward(x, w1, w2, dropout)
		dW1, dW2 := n.Backward(trace, d)
		keep := OnesLike(trace.Spikes)
		if dropout != nil {
			keep = Slice(trace.keep, AxisRange(), AxisRange(), AxisRange(0, n.HiddenUnits))
		}
		all := []*Node{trace.Logits, trace.Spikes, trace.Membrane, n.OutputMembrane(trace), dW1, dW2, keep}
		for i := range all {
			if all[i].DType() != dtype {
				panic(fmt.Sprintf("value %d is %s in a graph of %s", i, all[i].DType(), dtype))
			}
			all[i] = ConvertDType(all[i], dtypes.Float64)
		}
		return all
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	out, err := exec.Call(p.packed(t), p.w1, p.w2, p.d, float32(p.dropout), []uint32{7, 8})
	if err != nil {
		t.Fatal(err)
	}
	return solution{
		logits: out[0].Value().([][]float64), spikes: out[1].Value().([][][]float64), v: out[2].Value().([][][]float64),
		out: out[3].Value().([][][]float64), dW1: out[4].Value().([][]float64), dW2: out[5].Value().([][]float64),
		keep: out[6].Value().([][][]float64),
	}
}

// sampleOf gives one sample's rows of x [T][B][...].
func sampleOf(x [][][]float64, b int) [][]float64 {
	rows := make([][]float64, len(x))
	for t := range x {
		rows[t] = x[t][b]
	}
	return rows
}

// expect compares matrices, relative to the largest entry.
func expect(t *testing.T, what string, got, want [][]float64, tolerance float64) {
	t.Helper()
	largest, worst, at := 0.0, 0.0, ""
	for i := range want {
		for j := range want[i] {
			largest = math.Max(largest, math.Abs(want[i][j]))
			if d := math.Abs(got[i][j] - want[i][j]); d > worst || math.IsNaN(d) {
				worst, at = d, fmt.Sprintf("[%d][%d] is %g, want %g", i, j, got[i][j], want[i][j])
			}
		}
	}
	if !(worst <= tolerance*math.Max(largest, 1e-300)) {
		t.Errorf("%s: %s; that is %.2g of the largest entry, more than %.0g", what, at, worst/largest, tolerance)
	}
}

var problems = []problem{
	{T: 2, B: 1, C: 1, H: 1, K: 2, tau: 5e-3, scale: 2},
	{T: 30, B: 3, C: 13, H: 10, K: 7, tau: 2e-3, scale: 1.5},
	{T: 25, B: 4, C: 9, H: 16, K: 5, tau: 5e-3, scale: 1, dropout: 0.5},
	{T: 20, B: 2, C: 24, H: 33, K: 3, tau: 20e-3, scale: 0.3, dale: true, fraction: 0.3, dropout: 0.25},
}

// The While loop (on XLA) and the unrolled one (on the Go backend) agree with the plain loops, forward and backward.
func TestNetworkAgainstPlainLoops(t *testing.T) {
	// Both are float64; sums in another order differ by a few roundings of 1e-16.
	const tolerance = 1e-12
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, p := range problems {
			t.Run(p.String(), func(t *testing.T) {
				p := p.draw()
				compareWithLoops(t, p, p.solve(t, d.Backend, dtypes.Float64), tolerance)
			})
		}
	})
}

// So do they in float32, in which everything is trained. The problem's potentials keep clear of the threshold, so all
// spikes are equal. 1e-5 is the tolerance that the original's own values are held to.
func TestFloat32AgainstPlainLoops(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		p := problems[1].draw()
		compareWithLoops(t, p, p.solve(t, d.Backend, dtypes.Float32), 1e-5)
	})
}

func compareWithLoops(t *testing.T, p problem, s solution, tolerance float64) {
	t.Helper()
	r := p.reference()
	dW1, dW2, m := zeros(p.C, p.H), zeros(p.H, p.K), [][]float64{}
	spikes := 0.0
	for b := range p.B {
		keep := sampleOf(s.keep, b)
		a := r.forward(p.x[b], p.w1, p.w2, keep)
		r.backward(p.x[b], p.w1, p.w2, keep, a, p.d[b], dW1, dW2)
		m = append(m, a.m)
		expect(t, "spikes", sampleOf(s.spikes, b), a.s, 0)
		expect(t, "potential", sampleOf(s.v, b), a.v, tolerance)
		if p.dropout == 0 { // it shows the readout as it is without dropout
			expect(t, "output membrane", sampleOf(s.out, b), a.out, tolerance)
		}
		for _, row := range a.s {
			for _, x := range row {
				spikes += x
			}
		}
	}
	expect(t, "logits", s.logits, m, tolerance)
	expect(t, "gradient by w1", s.dW1, dW1, tolerance)
	expect(t, "gradient by w2", s.dW2, dW2, tolerance)
	if p.T > 2 && spikes < float64(p.B*p.H) {
		t.Errorf("%v spikes in all: too few to test anything", spikes)
	}
	if p.dale && (s.dW1[0][0] != 0 || s.dW2[p.H-1][0] != 0) {
		t.Errorf("under Dale's law the gradient by a weight of 0 is %g and %g, want 0", s.dW1[0][0], s.dW2[p.H-1][0])
	}
}

// With a sigmoid in place of the step the surrogate slope is the true one, so the gradient must be what finite
// differences say: backpropagation through leak, reset, readout and Dale's law is right, whatever the slope.
func TestGradientAgainstFiniteDifferences(t *testing.T) {
	const step = 1e-5      // the error of a central difference is about step² = 1e-10, and 1e-16/step = 1e-11 by rounding
	const tolerance = 1e-8 // of the largest entry
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, dale := range []bool{false, true} {
			p := problem{T: 12, B: 2, C: 5, H: 4, K: 3, tau: 5e-3, scale: 1.5, dale: dale, fraction: 0.5}.draw()
			if dale { // |w| has no derivative at 0
				p.w1[0][0], p.w2[p.H-1][0] = 0.3, -0.3
			}
			n := p.network(t)
			n.smooth = true
			exec, err := NewExec(d.Backend, func(x, w1, w2, d *Node) (loss, dW1, dW2 *Node) {
				trace := n.Forward(x, w1, w2, nil)
				dW1, dW2 = n.Backward(trace, d)
				return ReduceAllSum(Mul(d, trace.Logits)), dW1, dW2
			})
			if err != nil {
				t.Fatal(err)
			}
			call := func() (float64, [][]float64, [][]float64) {
				out, err := exec.Call(p.packed(t), p.w1, p.w2, p.d)
				if err != nil {
					t.Fatal(err)
				}
				return tensors.ToScalar[float64](out[0]), out[1].Value().([][]float64), out[2].Value().([][]float64)
			}
			_, dW1, dW2 := call()
			for _, layer := range []struct {
				name string
				w    [][]float64
				got  [][]float64
			}{{"w1", p.w1, dW1}, {"w2", p.w2, dW2}} {
				want := zeros(len(layer.w), len(layer.w[0]))
				for i := range layer.w {
					for j, w := range layer.w[i] {
						layer.w[i][j] = w + step
						above, _, _ := call()
						layer.w[i][j] = w - step
						below, _, _ := call()
						layer.w[i][j] = w
						want[i][j] = (above - below) / (2 * step)
					}
				}
				expect(t, fmt.Sprintf("gradient by %s (Dale's law %v)", layer.name, dale), layer.got, want, tolerance)
			}
			exec.Finalize()
		}
	})
}

// Wrong shapes are errors that name the tensor, what it is and what it must be.
func TestShapeMistakes(t *testing.T) {
	d := goDevice(t)
	p := problem{T: 4, B: 2, C: 9, H: 3, K: 2, tau: 5e-3, scale: 1}.draw()
	n := p.network(t)
	for _, c := range []struct {
		x, w1, w2 *tensors.Tensor
		want      string
	}{
		{zeroTensor(dtypes.Uint8, 5, 2, 2), zeroTensor(dtypes.F32, 9, 3), zeroTensor(dtypes.F32, 3, 2), "spikes [T, B, G] has shape [5 2 2], want [4 -1 2]"},
		{zeroTensor(dtypes.Uint8, 4, 2, 1), zeroTensor(dtypes.F32, 9, 3), zeroTensor(dtypes.F32, 3, 2), "spikes [T, B, G] has shape [4 2 1], want [4 -1 2]"},
		{zeroTensor(dtypes.Uint8, 4, 2), zeroTensor(dtypes.F32, 9, 3), zeroTensor(dtypes.F32, 3, 2), "spikes [T, B, G] has shape [4 2], want"},
		{zeroTensor(dtypes.Uint8, 4, 2, 2), zeroTensor(dtypes.F32, 8, 3), zeroTensor(dtypes.F32, 3, 2), "w1 [C, H] has shape [8 3], want [9 3]"},
		{zeroTensor(dtypes.Uint8, 4, 2, 2), zeroTensor(dtypes.F32, 9, 3), zeroTensor(dtypes.F32, 2, 2), "w2 [H, K] has shape [2 2], want [3 2]"},
	} {
		exec, err := NewExec(d.Backend, func(x, w1, w2 *Node) *Node { return n.Forward(x, w1, w2, nil).Logits })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := exec.Call(c.x, c.w1, c.w2); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %q", err, c.want)
		}
		exec.Finalize()
	}
}

func TestUnusableInput(t *testing.T) {
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
	bad := stimulus.Default()
	bad.AfferentsPerEar = 0
	if _, err := New(Default(), bad); err == nil || !strings.Contains(err.Error(), "afferents_per_ear") {
		t.Errorf("a stimulus without afferents: %v", err)
	}
}

// Initial weights fill ±1/√H and ±1/√K evenly, and depend on the key alone.
func TestInitialWeights(t *testing.T) {
	n, err := New(Default(), stimulus.Default())
	if err != nil {
		t.Fatal(err)
	}
	w := n.InitialWeights(random.NewKey(5))
	for _, c := range []struct {
		name          string
		w             [][]float32
		rows, columns int
	}{{"w1", w.W1, 200, 30}, {"w2", w.W2, 30, 12}} {
		bound := 1 / math.Sqrt(float64(c.columns))
		var sum, squares, largest float64
		for _, row := range c.w {
			if len(c.w) != c.rows || len(row) != c.columns {
				t.Fatalf("%s is [%d][%d], want [%d][%d]", c.name, len(c.w), len(row), c.rows, c.columns)
			}
			for _, x := range row {
				sum, squares, largest = sum+float64(x), squares+float64(x)*float64(x), math.Max(largest, math.Abs(float64(x)))
			}
		}
		count := float64(c.rows * c.columns)
		deviation := bound / math.Sqrt(3) // of a uniform number in ±bound
		if math.Abs(sum/count) > 5*deviation/math.Sqrt(count) || math.Abs(math.Sqrt(squares/count)/deviation-1) > 5/math.Sqrt(count) {
			t.Errorf("%s: mean %g, deviation %g; want 0 and %g", c.name, sum/count, math.Sqrt(squares/count), deviation)
		}
		if largest > bound || largest < 0.97*bound {
			t.Errorf("%s: the largest weight is %g, the bound %g", c.name, largest, bound)
		}
	}
	again, other := n.InitialWeights(random.NewKey(5)), n.InitialWeights(random.NewKey(6))
	if fmt.Sprint(again) != fmt.Sprint(w) || fmt.Sprint(other) == fmt.Sprint(w) {
		t.Error("one key gave two sets of weights, or two keys the same")
	}
}
