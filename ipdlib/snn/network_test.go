package snn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
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

// problem is a network, a batch for it, and a loss: Σ d·m with given d, and the cost of rates. Any loss is one of these to
// first order, so its gradient is all that a network has to get right.
type problem struct {
	name   string
	s      Settings
	in     Input
	batch  int
	p      float64 // of dropout
	smooth bool

	x       [][][]float64 // [B][T][C]
	d       [][]float64   // [B][K]
	weights [][][]float64 // in the layers' order
	logTau  []float64
	signs   [][]float64
	key     random.Key // of dropout
}

func newProblem(name string, change func(*Settings)) problem {
	s := Default()
	s.HiddenUnits, s.Classes = 7, 4
	change(&s)
	p := problem{name: name, s: s, in: Input{TimeStep: 1e-3, Steps: 25, Afferents: 11}, batch: 3, key: random.Key{7, 8}}
	rng := rand.New(rand.NewPCG(1, 2))
	from := p.in.Afferents
	for i, to := range append(s.HiddenLayers(), s.Classes) {
		bound := []float64{1.5, 2, 2, 2}[i] // so that units spike
		if i == len(s.HiddenLayers()) {
			bound = 1
		}
		m := make([][]float64, from)
		for j := range m {
			for range to {
				m[j] = append(m[j], bound*(2*rng.Float64()-1))
			}
		}
		p.weights = append(p.weights, m)
		var signs []float64
		for range from {
			signs = append(signs, float64(2*rng.IntN(2)-1))
		}
		p.signs = append(p.signs, signs)
		from = to
	}
	for _, tau := range s.LayerTimeConstants() {
		p.logTau = append(p.logTau, math.Log(tau))
	}
	if !s.Variant.LearnTimeConstants {
		p.logTau = nil
	}
	if !s.DalesLaw || s.Variant.DaleMask != RandomInhibit {
		p.signs = nil
	}
	for range p.batch {
		sample := make([][]float64, p.in.Steps)
		for t := range sample {
			for range p.in.Afferents {
				sample[t] = append(sample[t], map[bool]float64{true: 1}[rng.Float64() < 0.4])
			}
		}
		p.x = append(p.x, sample)
		var d []float64
		for range s.Classes {
			d = append(d, 2*rng.Float64()-1)
		}
		p.d = append(p.d, d)
	}
	if s.Dropout > 0 {
		p.p = float64(float32(s.Dropout)) // as the graph takes it
	}
	return p
}

// members are networks of one kind with weights, losses, dropouts and keys of their own, to be solved side by side; the
// last one has no dropout. One member is the problem itself.
func (p problem) members(networks int) (all []problem) {
	for m := range networks {
		q, factor := p, 1+0.1*float64(m)
		q.key = random.Key{7, uint32(8 + m)}
		if m > 0 {
			q.p *= float64(networks-1-m) / float64(networks-1)
		}
		q.weights, q.d = nil, nil
		for _, w := range p.weights {
			q.weights = append(q.weights, scaled(w, factor))
		}
		q.d = scaled(p.d, factor)
		all = append(all, q)
	}
	return all
}

func scaled(m [][]float64, factor float64) (all [][]float64) {
	for _, row := range m {
		var scaled []float64
		for _, x := range row {
			scaled = append(scaled, factor*x)
		}
		all = append(all, scaled)
	}
	return all
}

// packed are the spikes of so many networks, the same for all: [T, M·B, G].
func (p problem) packed(t *testing.T, networks int) *tensors.Tensor {
	t.Helper()
	var spikes []uint8
	for step := range p.in.Steps {
		for range networks {
			for b := range p.batch {
				for _, s := range p.x[b][step] {
					spikes = append(spikes, uint8(s))
				}
			}
		}
	}
	packed, err := stimulus.Pack(spikes, p.in.Afferents)
	if err != nil {
		t.Fatal(err)
	}
	return tensors.FromFlatDataAndDimensions(packed, p.in.Steps, networks*p.batch, stimulus.Groups(p.in.Afferents))
}

// arguments are the weights in the order of Weights.Arrays; trained says how many of them are learnt.
func (p problem) arguments() (all []any, trained int) {
	last := len(p.weights) - 1
	all = append(all, p.weights[0], p.weights[last])
	for _, m := range p.weights[1:last] {
		all = append(all, m)
	}
	if p.logTau != nil {
		all = append(all, p.logTau)
	}
	trained = len(all)
	for _, s := range p.signs {
		all = append(all, s)
	}
	return all, trained
}

// solution is what a graph made of a problem. Gradients are flat, in the order of the arguments.
type solution struct {
	loss      float64
	logits    [][]float64
	s, v      [][][][]float64 // [layer][T][B][H]
	out       [][][]float64
	gradients [][]float64
}

// solve gives the solution of each of the members, in one graph; of one member without an axis of networks.
func solve(t *testing.T, backend compute.Backend, dtype dtypes.DType, members ...problem) []solution {
	t.Helper()
	p, networks := members[0], len(members)
	n := network(t, p.s, p.in)
	n.smooth = p.smooth
	arguments, trained := p.arguments()
	var d [][][]float64
	var probabilities, keys any = p.p, []uint32{p.key[0], p.key[1]}
	if networks > 1 {
		for a := range arguments {
			arguments[a] = stack(members, a)
		}
		var all []float64
		var words [][]uint32
		for _, q := range members {
			all, words = append(all, q.p), append(words, []uint32{q.key[0], q.key[1]})
		}
		probabilities, keys = all, words
	}
	for _, q := range members {
		d = append(d, q.d)
	}
	exec, err := NewExec(backend, func(in []*Node) []*Node {
		var nodes []*Node
		for _, w := range in[2 : 2+len(arguments)] {
			nodes = append(nodes, ConvertDType(w, dtype))
		}
		var dropout *Dropout
		if p.p > 0 {
			dropout = &Dropout{P: ConvertDType(in[len(in)-2], dtypes.Float32), Key: in[len(in)-1]}
		}
		trace := n.Forward(in[0], nodes, dropout)
		losses := ReduceSum(Mul(ConvertDType(in[1], dtype), Reshape(trace.Logits, networks, p.batch, -1)), 1, 2)
		if trace.RateCost != nil {
			losses = Add(losses, trace.RateCost)
		}
		all := []*Node{losses, trace.Logits, trace.Output()}
		for _, layer := range trace.Layers {
			all = append(all, layer.Spikes, layer.Membrane)
		}
		for i, g := range n.Backward(trace, ReduceAllSum(losses)) {
			if !g.Shape().EqualDimensions(nodes[i].Shape()) {
				panic(fmt.Sprintf("gradient %d has shape %s, want %s", i, g.Shape(), nodes[i].Shape()))
			}
			all = append(all, Reshape(g, networks, -1))
		}
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
	call := append([]any{p.packed(t, networks), d}, arguments...)
	out, err := exec.Call(append(call, probabilities, keys)...)
	if err != nil {
		t.Fatal(err)
	}
	solutions := make([]solution, networks)
	for m := range solutions {
		from, to := m*p.batch, (m+1)*p.batch // its rows
		rows := func(t *tensors.Tensor) (all [][][]float64) {
			for _, step := range t.Value().([][][]float64) {
				all = append(all, step[from:to])
			}
			return all
		}
		s := solution{loss: out[0].Value().([]float64)[m], logits: out[1].Value().([][]float64)[from:to], out: rows(out[2])}
		rest := out[3:]
		for range p.s.HiddenLayers() {
			s.s, s.v = append(s.s, rows(rest[0])), append(s.v, rows(rest[1]))
			rest = rest[2:]
		}
		for _, g := range rest {
			s.gradients = append(s.gradients, g.Value().([][]float64)[m])
		}
		if len(s.gradients) != trained {
			t.Fatalf("%d gradients, want %d", len(s.gradients), trained)
		}
		solutions[m] = s
	}
	return solutions
}

// stack puts argument a of all members side by side.
func stack(members []problem, a int) any {
	var matrices [][][]float64
	var vectors [][]float64
	for _, q := range members {
		arguments, _ := q.arguments()
		switch x := arguments[a].(type) {
		case [][]float64:
			matrices = append(matrices, x)
		case []float64:
			vectors = append(vectors, x)
		}
	}
	if matrices != nil {
		return matrices
	}
	return vectors
}

// reference computes the same in plain loops: everything but the gradients, and those by one parameter after the other.
func (p problem) reference() solution {
	r := reference{Settings: p.s, in: p.in, smooth: p.smooth, p: p.p, key: p.key, signs: p.signs}
	var matrices [][][]dual
	for _, m := range p.weights {
		d := duals(len(m), len(m[0]))
		for i := range m {
			for j := range m[i] {
				d[i][j].x = m[i][j]
			}
		}
		matrices = append(matrices, d)
	}
	var logTau []dual
	for _, x := range p.logTau {
		logTau = append(logTau, number(x))
	}
	loss := func(each func(b int, a answer)) dual {
		var sum dual
		for b := range p.batch {
			a := r.forward(b, p.batch, p.x[b], matrices, logTau)
			for k, m := range a.logits {
				sum = sum.plus(m.scaled(p.d[b][k]))
			}
			sum = sum.plus(a.rateCost)
			if each != nil {
				each(b, a)
			}
		}
		return sum
	}
	var s solution
	s.s, s.v = make([][][][]float64, len(matrices)-1), make([][][][]float64, len(matrices)-1)
	s.loss = loss(func(b int, a answer) {
		var m []float64
		for _, x := range a.logits {
			m = append(m, x.x)
		}
		s.logits = append(s.logits, m)
		for i := range a.s {
			s.s[i], s.v[i] = append(s.s[i], a.s[i]), append(s.v[i], a.v[i])
		}
		s.out = append(s.out, a.out)
	}).x
	by := func(parameters ...*dual) {
		var g []float64
		for _, w := range parameters {
			w.d = 1
			g = append(g, loss(nil).d)
			w.d = 0
		}
		s.gradients = append(s.gradients, g)
	}
	entries := func(m [][]dual) (all []*dual) {
		for i := range m {
			for j := range m[i] {
				all = append(all, &m[i][j])
			}
		}
		return all
	}
	last := len(matrices) - 1
	by(entries(matrices[0])...)
	by(entries(matrices[last])...)
	for _, m := range matrices[1:last] {
		by(entries(m)...)
	}
	if logTau != nil {
		by(entries([][]dual{logTau})...)
	}
	return s
}

// expect compares flat values, relative to the largest.
func expect(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	largest, worst, at := 0.0, 0.0, 0
	for i := range want {
		largest = math.Max(largest, math.Abs(want[i]))
		if d := math.Abs(got[i] - want[i]); d > worst || math.IsNaN(d) {
			worst, at = d, i
		}
	}
	if !(worst <= tolerance*math.Max(largest, 1e-300)) {
		t.Errorf("%s: value %d is %g, want %g; that is %.2g of the largest, more than %.0g", what, at, got[at], want[at], worst/largest, tolerance)
	}
}

// flat lists the numbers of nested slices.
func flat(x any) (all []float64) {
	switch x := x.(type) {
	case []float64:
		return x
	case [][]float64:
		for _, row := range x {
			all = append(all, row...)
		}
	case [][][]float64:
		for _, m := range x {
			all = append(all, flat(m)...)
		}
	}
	return all
}

// timeFirst turns [B][T][...] into [T][B][...].
func timeFirst(x [][][]float64) [][][]float64 {
	y := make([][][]float64, len(x[0]))
	for t := range y {
		for b := range x {
			y[t] = append(y[t], x[b][t])
		}
	}
	return y
}

func compare(t *testing.T, p problem, got, want solution, tolerance float64) {
	t.Helper()
	expect(t, "logits", flat(got.logits), flat(want.logits), tolerance)
	expect(t, "loss", []float64{got.loss}, []float64{want.loss}, 10*tolerance)
	for i := range want.s {
		expect(t, fmt.Sprintf("spikes of layer %d", i+1), flat(got.s[i]), flat(timeFirst(want.s[i])), map[bool]float64{true: tolerance}[p.smooth])
		expect(t, fmt.Sprintf("potential of layer %d", i+1), flat(got.v[i]), flat(timeFirst(want.v[i])), tolerance)
		sum := 0.0
		for _, s := range flat(want.s[i]) {
			sum += s
		}
		if !p.smooth && sum < float64(p.batch*len(want.s[i][0][0])) {
			t.Errorf("%v spikes in layer %d: too few to test anything", sum, i+1)
		}
	}
	expect(t, "output", flat(got.out), flat(timeFirst(want.out)), tolerance)
	names := []string{"w1", "w2"}
	for i := range want.gradients {
		name := fmt.Sprint("further weights ", i)
		if i < len(names) {
			name = names[i]
		}
		if i == len(p.weights) {
			name = "log time constants"
		}
		expect(t, "gradient by "+name, got.gradients[i], want.gradients[i], tolerance)
		if !slices.ContainsFunc(want.gradients[i], func(x float64) bool { return x != 0 }) {
			t.Errorf("the gradient by %s is zero: that tests nothing", name)
		}
	}
}

type S = *Settings

func two(s S) { s.Variant.FurtherLayers = []int{5} }

// problems have every option, alone and with others.
func problems() []problem {
	all := []problem{
		newProblem("study", func(s S) {}),
		newProblem("study, dropout, Dale", func(s S) { s.Dropout, s.DalesLaw, s.InhibitoryFraction = 0.3, true, 0.4 }),
		newProblem("two layers", two),
		newProblem("three layers, dropout", func(s S) { s.Variant.FurtherLayers, s.Dropout = []int{6, 18}, 0.3 }),
		newProblem("time constants", func(s S) { two(s); s.Variant.TimeConstants = []float64{2e-3, 9e-3, 20e-3} }),
		newProblem("scale", func(s S) { s.Variant.SurrogateScale = 0.3 }),
		newProblem("random Dale", func(s S) {
			two(s)
			s.DalesLaw, s.Variant.DaleMask, s.Variant.Reset = true, RandomInhibit, SubtractReset
		}),
		newProblem("bounded rates", func(s S) {
			two(s)
			s.Variant.RateLowerBound, s.Variant.RateLowerStrength = 200, 0.1
			s.Variant.RateUpperBound, s.Variant.RateUpperStrength = 250, 0.07
		}),
	}
	for _, reset := range []Reset{LateReset, SameStepReset, SubtractReset, NoReset} {
		for _, detached := range []bool{false, true} {
			for _, learnt := range []bool{false, true}[:1+map[bool]int{false: 1}[detached]] {
				name := fmt.Sprintf("reset %s, detached %v, learnt time constants %v", reset, detached, learnt)
				all = append(all, newProblem(name, func(s S) {
					two(s)
					s.Variant.Reset, s.Variant.DetachReset, s.Variant.LearnTimeConstants = reset, detached, learnt
					if learnt {
						s.Variant.TimeConstants = []float64{3e-3, 5e-3, 8e-3}
					}
				}))
			}
		}
	}
	for _, readout := range []Readout{MaximumReadout, SpikeCountReadout} {
		for _, learnt := range []bool{false, true} {
			all = append(all, newProblem(fmt.Sprintf("readout %s, learnt time constants %v", readout, learnt), func(s S) {
				s.Variant.Readout, s.Variant.LearnTimeConstants, s.Dropout = readout, learnt, 0.2
			}))
		}
	}
	for _, kind := range []DropoutKind{DropHiddenUnits, DropInputs, DropConnections, DropSpikingUnits} {
		for _, further := range [][]int{nil, {5}} {
			all = append(all, newProblem(fmt.Sprintf("dropout of %s, %d layers", kind, 1+len(further)), func(s S) {
				s.Variant.FurtherLayers = further
				s.Variant.DropoutKind, s.Dropout, s.Variant.Reset = kind, 0.4, SameStepReset
			}))
		}
	}
	for _, surrogate := range []Surrogate{FastSigmoidSlope, ArctanSlope, TriangleSlope, GaussianSlope} {
		all = append(all, newProblem(fmt.Sprintf("surrogate %s", surrogate), func(s S) { two(s); s.Variant.Surrogate = surrogate }))
	}
	return all
}

// combined have every option, too, but several in one network: XLA takes seconds to compile each.
func combined() []problem {
	return []problem{
		newProblem("study, dropout, Dale", func(s S) { s.Dropout, s.DalesLaw, s.InhibitoryFraction = 0.3, true, 0.4 }),
		newProblem("three layers, dropout, same step, fast sigmoid, learnt time constants", func(s S) {
			s.Dropout, s.Variant.FurtherLayers, s.Variant.Reset, s.Variant.Surrogate = 0.3, []int{6, 18}, SameStepReset, FastSigmoidSlope
			s.Variant.LearnTimeConstants, s.Variant.TimeConstants = true, []float64{2e-3, 9e-3, 7e-3, 20e-3}
		}),
		newProblem("subtraction, random Dale, bounded rates, arctan, dropout of connections", func(s S) {
			two(s)
			s.DalesLaw, s.Variant.DaleMask, s.Variant.Reset, s.Variant.Surrogate = true, RandomInhibit, SubtractReset, ArctanSlope
			s.Variant.RateLowerBound, s.Variant.RateLowerStrength = 200, 0.1
			s.Variant.RateUpperBound, s.Variant.RateUpperStrength = 250, 0.07
			s.Variant.DropoutKind, s.Dropout = DropConnections, 0.1
		}),
		newProblem("no reset, learnt time constants, maximum, scaled triangle, dropout of inputs", func(s S) {
			s.Variant.Reset, s.Variant.LearnTimeConstants, s.Variant.Readout = NoReset, true, MaximumReadout
			s.Variant.Surrogate, s.Variant.SurrogateScale = TriangleSlope, 0.7
			s.Variant.DropoutKind, s.Dropout = DropInputs, 0.3
		}),
		newProblem("detached, spike count, learnt time constants, Gaussian, dropout of spiking units", func(s S) {
			s.Variant.DetachReset, s.Variant.Readout, s.Variant.LearnTimeConstants, s.Variant.Surrogate = true, SpikeCountReadout, true, GaussianSlope
			s.Variant.DropoutKind, s.Dropout = DropSpikingUnits, 0.4
		}),
		newProblem("detached subtraction, dropout of hidden units", func(s S) {
			s.Variant.Reset, s.Variant.DetachReset, s.Variant.DropoutKind, s.Dropout = SubtractReset, true, DropHiddenUnits, 0.4
		}),
	}
}

// No option is left out.
func TestProblemsHaveAllOptions(t *testing.T) {
	for _, all := range [][]problem{problems(), combined()} {
		seen := map[string]bool{}
		for _, p := range all {
			v := p.s.Variant
			for _, word := range []any{v.Reset, v.Surrogate, v.Readout, v.DropoutKind, v.DaleMask} {
				seen[fmt.Sprintf("%T %s", word, word)] = true
			}
			fields := reflect.ValueOf(v)
			for i := range fields.NumField() {
				if !fields.Field(i).IsZero() {
					seen[fields.Type().Field(i).Name] = true
				}
			}
		}
		want := func(name string) {
			if !seen[name] {
				t.Errorf("%s is in none of %d problems", name, len(all))
			}
		}
		for _, word := range []interface{ Words() []string }{LateReset, SigmoidSlope, MeanReadout, DropHiddenSpikes, FirstInhibit} {
			for _, name := range word.Words() {
				want(fmt.Sprintf("%T %s", word, name))
			}
		}
		fields := reflect.TypeFor[Variant]()
		for i := range fields.NumField() {
			if name := fields.Field(i).Name; name != "InitialBound" { // which no graph knows of
				want(name)
			}
		}
	}
}

// One network, and several side by side, agree with plain loops, forward and in their surrogate gradients, for every option:
// with the While loops on XLA and the unrolled ones on the Go backend.
func TestNetworkAgainstPlainLoops(t *testing.T) {
	const tolerance = 1e-11 // float64, sums in another order, through 25 steps and up to three layers
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		agree := func(networks int, all ...problem) {
			for _, p := range all {
				t.Run(fmt.Sprintf("%d of %s", networks, p.name), func(t *testing.T) {
					if err := p.s.Validate(); err != nil {
						t.Fatal(err)
					}
					members := p.members(networks)
					for m, got := range solve(t, d.Backend, dtypes.Float64, members...) {
						compare(t, members[m], got, members[m].reference(), tolerance)
					}
				})
			}
		}
		study := newProblem("study", func(S) {})
		if d.IsGo() {
			agree(1, problems()...)
		} else {
			agree(1, append(combined(), study)...)
		}
		agree(3, append(combined(), study)...)
	})
}

// Graphs of float32 are of that type throughout, and right but for its rounding.
func TestFloat32(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, p := range combined()[2:5] {
			t.Run(p.name, func(t *testing.T) {
				got, want := solve(t, d.Backend, dtypes.Float32, p)[0], p.reference()
				expect(t, "logits", flat(got.logits), flat(want.logits), 2e-5)
				for i := range want.gradients {
					expect(t, fmt.Sprint("gradient ", i), got.gradients[i], want.gradients[i], 2e-4)
				}
			})
		}
	})
}

// With a sigmoid in place of the step the surrogate slope is the true one, so the gradients must be what finite differences
// of the plain loops say. Kinds of dropout that look at spikes, and detached resets, have no such truth.
// They are computed on one backend: that both agree is tested above.
func TestGradientAgainstFiniteDifferences(t *testing.T) {
	const step = 3e-5 // the error of this difference is of order step⁴ = 1e-18, and by rounding 1e-15/step = 3e-11
	const tolerance = 1e-8
	d, err := device.Open(t.Context(), device.Options{Backend: "go"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, p := range problems() {
		if p.s.Variant.DetachReset || !p.s.Variant.Surrogate.IsZero() || p.s.Variant.SurrogateScale != 0 || len(p.s.Variant.FurtherLayers) > 1 {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			p.smooth = true
			got := solve(t, d.Backend, dtypes.Float64, p)[0]
			arguments, trained := p.arguments()
			for i, a := range arguments[:trained] {
				var rows [][]float64
				switch a := a.(type) {
				case [][]float64:
					rows = a
				case []float64:
					rows = [][]float64{a}
				}
				var want, of []float64
				rng := rand.New(rand.NewPCG(3, uint64(i)))
				for n, count := 0, 0; count < 12 && n < 200; n++ { // some of them are enough
					r := rng.IntN(len(rows))
					c := rng.IntN(len(rows[r]))
					w := rows[r][c]
					difference := func(step float64) float64 {
						rows[r][c] = w + step
						above := p.lossOnly()
						rows[r][c] = w - step
						below := p.lossOnly()
						rows[r][c] = w
						return (above - below) / (2 * step)
					}
					want = append(want, (4*difference(step)-difference(2*step))/3)
					of = append(of, got.gradients[i][r*len(rows[0])+c])
					count++
				}
				expect(t, fmt.Sprint("gradient by array ", i), of, want, tolerance)
			}
		})
	}
}

func (p problem) lossOnly() float64 {
	r := reference{Settings: p.s, in: p.in, smooth: p.smooth, p: p.p, key: p.key, signs: p.signs}
	var matrices [][][]dual
	for _, m := range p.weights {
		d := duals(len(m), len(m[0]))
		for i := range m {
			for j := range m[i] {
				d[i][j].x = m[i][j]
			}
		}
		matrices = append(matrices, d)
	}
	var logTau []dual
	for _, x := range p.logTau {
		logTau = append(logTau, number(x))
	}
	sum := 0.0
	for b := range p.batch {
		a := r.forward(b, p.batch, p.x[b], matrices, logTau)
		for k, m := range a.logits {
			sum += m.x * p.d[b][k]
		}
		sum += a.rateCost.x
	}
	return sum
}

// Wrong shapes are errors that name the tensor.
func TestShapeMistakes(t *testing.T) {
	d := devicetest.Open(t)
	p := newProblem("", func(s *Settings) { s.Variant.FurtherLayers = []int{5} })
	p.weights[1] = p.weights[1][:6]
	n, err := NewFor(p.s, p.in)
	if err != nil {
		t.Fatal(err)
	}
	_, err = CallOnce(d.Backend, func(in []*Node) *Node { return n.Forward(in[0], in[1:], nil).Logits }, p.packed(t, 1), p.weights[0], p.weights[2], p.weights[1])
	if err == nil || !strings.Contains(err.Error(), "matrix 2 [M, from, to] has shape [1 6 5], want [1 7 5]") {
		t.Error(err)
	}
	_, err = CallOnce(d.Backend, func(in []*Node) *Node { return n.Forward(in[0], in[1:], nil).Logits }, p.packed(t, 1), p.weights[0], p.weights[2])
	if err == nil || !strings.Contains(err.Error(), "there are 2 arrays of weights; a network with these settings has 3") {
		t.Error(err)
	}
}

func network(t testing.TB, s Settings, in Input) *Network {
	t.Helper()
	n, err := NewFor(s, in)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
