package checks

import (
	"fmt"
	"math"
	"slices"

	"ipd/ipdlib/teaching/course"
	"ipd/ipdlib/teaching/exercise"
)

// ByHand asks for the gradient of a loss on three steps, reckoned on paper: v[t+1] = v[t]/2 + w x[t], x = 1, 0, 1, w = 0.4 and
// L = (v[3] - 1)²/2.
func ByHand(gradient any) exercise.Result {
	const alpha, w = 0.5, 0.4
	v, dv := 0.0, 0.0 // the potential, and how it changes with w
	for _, x := range []float64{1, 0, 1} {
		v, dv = alpha*v+w*x, alpha*dv+x
	}
	return exercise.Exercise{
		Name: "Exercise 1, by hand",
		Why: fmt.Sprintf("v[3] is %.2g, so the loss changes with it by %.2g. The input of the last step counts fully, that of the first one a quarter, as two leaks lie between: "+
			"%.2g · (1 + 1/4) = %.4g.", v, v-1, v-1, (v-1)*dv),
	}.Number(gradient, (v-1)*dv, 0.0055,
		exercise.Slip{Gives: (1 - v) * dv, Hint: "The sign: the loss falls when v[3] comes nearer to 1. Which way is w then to go?"},
		exercise.Slip{Gives: v - 1, Hint: "That is how the loss changes with v[3]. And v[3] with w?"},
		exercise.Slip{Gives: dv, Hint: "That is how v[3] changes with w. And the loss with v[3]?"},
		exercise.Slip{Gives: (v - 1) * 2, Hint: "The input of the first step has leaked twice until the end."},
		exercise.Slip{Gives: (v - 1) * 1.5, Hint: "The input of the first step has leaked twice until the end, not once."},
		exercise.Slip{Gives: (v - 1) * 1.75, Hint: "In step 1 there is no input: its term is 0."},
		exercise.Slip{Gives: 2 * (v - 1) * dv, Hint: "The square is halved in the loss."},
		exercise.Slip{Gives: (v - 1) * 0.25, Hint: "The input of the last step is missing."},
		exercise.Slip{Gives: (v - 1) * dv * w, Hint: "The slope of w·x by w is x."},
		exercise.Slip{Gives: (v - 1) * (v - 1) / 2, Hint: "That is the loss itself."},
		exercise.Slip{Gives: v, Hint: "That is v[3]."})
}

// trace is the input of a neuron of one weight without spikes, its leak, and how the loss changes with its last potential.
type trace struct {
	x           []float64
	alpha, last float64
}

// ThreeSteps asks for the gradient of the weight, backwards through any number of steps.
func ThreeSteps(backward func(x []float64, alpha, last float64) float64) exercise.Result {
	r := draws(91)
	inputs := []trace{{[]float64{1, 0, 1}, 0.5, -0.5}}
	for _, n := range []int{3, 3, 1, 2, 5, 9} {
		x := trace{alpha: between(r, 0.2, 0.95), last: between(r, -2, 2)}
		for range n {
			x.x = append(x.x, math.Round(between(r, -3, 3)*10)/10)
		}
		inputs = append(inputs, x)
	}
	// sum adds up the inputs times how much of each is left at the end, weighted: factor(steps until the end) x[t].
	sum := func(factor func(alpha float64, left int) float64) func(x trace) float64 {
		return func(x trace) float64 {
			total := 0.0
			for t, in := range x.x {
				total += factor(x.alpha, len(x.x)-1-t) * in
			}
			return x.last * total
		}
	}
	type formula = exercise.Formula[trace]
	return exercise.Exercise{
		Name: "Exercise 2, backwards in code",
		Why: "One pass from the last step to the first: at each, the gradient by the weight gets its part, and the gradient by the potential leaks. This is " +
			"backpropagation through time.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[trace]{
			Property: "it is how the loss changes with the weight", Inputs: inputs,
			Given: func(x trace) string {
				return fmt.Sprintf("x = %v, alpha = %.3g and last = %.3g", x.x, x.alpha, x.last)
			},
			Right: []formula{{Of: sum(func(alpha float64, left int) float64 { return math.Pow(alpha, float64(left)) })}},
			Slips: []formula{
				{Of: sum(func(float64, int) float64 { return 1 }), Hint: "Nothing leaks on the way back: what is left of dv one step earlier?"},
				{Of: sum(func(alpha float64, left int) float64 { return math.Pow(alpha, float64(left+1)) }), Hint: "It leaks once too often: the last input counts fully."},
				{Of: func(x trace) float64 {
					total := 0.0
					for t, in := range x.x {
						total += math.Pow(x.alpha, float64(t)) * in
					}
					return x.last * total
				}, Hint: "The steps are in the wrong order: begin at the last one."},
				{Of: sum(func(alpha float64, left int) float64 { return math.Pow(alpha, float64(-left)) }), Hint: "It grows on the way back. It should leak."},
				{Of: func(x trace) float64 { return x.last * x.x[len(x.x)-1] }, Hint: "That is the last step only."},
				{Of: func(x trace) float64 {
					return x.last * math.Pow(x.alpha, float64(len(x.x)-1)) * x.x[0]
				}, Hint: "That is the first step only: add up all of them, with +=."},
				{Of: func(x trace) float64 {
					return sum(func(alpha float64, left int) float64 { return math.Pow(alpha, float64(left)) })(x) / x.last
				}, Hint: "That is how the last potential changes. Where is last?"},
				{Of: func(x trace) float64 {
					return -sum(func(alpha float64, left int) float64 { return math.Pow(alpha, float64(left)) })(x)
				}, Hint: "The gradient itself, without a minus: the minus belongs to the step of learning."},
			},
		}, func(x trace) float64 { return backward(slices.Clone(x.x), x.alpha, x.last) })
	})
}

// A scene is a random sound with weights, small enough to compute at once.
type scene struct {
	x, w1, w2 table
	class     int
	name      string
}

// scenes are of several sizes. Their weights are large enough for spikes, and for resets.
func scenes(seed uint64) (all []scene) {
	r := draws(seed)
	for _, size := range []struct{ steps, fibres, units, classes int }{{6, 3, 2, 2}, {30, 8, 4, 3}, {50, 5, 6, 4}} {
		s := scene{
			x: newTable(size.steps, size.fibres), w1: newTable(size.fibres, size.units), w2: newTable(size.units, size.classes),
			class: r.IntN(size.classes),
			name:  fmt.Sprintf("%d time steps, %d fibres, %d hidden units and %d classes", size.steps, size.fibres, size.units, size.classes),
		}
		for _, fill := range []struct {
			t        table
			from, to float64
		}{{s.w1, -0.3, 0.9}, {s.w2, -2, 2}} {
			for i := range fill.t {
				for j := range fill.t[i] {
					fill.t[i][j] = between(r, fill.from, fill.to)
				}
			}
		}
		for i := range s.x {
			for j := range s.x[i] {
				if r.Float64() < 0.4 {
					s.x[i][j] = 1
				}
			}
		}
		all = append(all, s)
	}
	return all
}

func clone(t table) table {
	c := make(table, len(t))
	for i := range t {
		c[i] = slices.Clone(t[i])
	}
	return c
}

// sameTable demands a table; hint explains the first number that is wrong.
func sameTable(t *exercise.Try, property string, got, want table, hint func() string) {
	t.Holds(len(got) == len(want) && (len(want) == 0 || len(got[0]) == len(want[0])), property,
		fmt.Sprintf("The table should have %d rows, and has %d.", len(want), len(got)))
	for i := range want {
		for j := range want[i] {
			if math.Abs(got[i][j]-want[i][j]) <= 1e-9+1e-6*math.Abs(want[i][j]) {
				continue
			}
			say := hint()
			if say == "" {
				say = fmt.Sprintf("Row %d, column %d (from 0): expected about %.4g, got %.4g.", i, j, want[i][j], got[i][j])
			}
			t.Holds(false, property, say)
		}
	}
}

func equalTables(a, b table) bool {
	return len(a) == len(b) && !slices.ContainsFunc(indices(len(a)), func(i int) bool {
		return len(a[i]) != len(b[i]) || slices.ContainsFunc(indices(len(a[i])), func(j int) bool {
			return math.Abs(a[i][j]-b[i][j]) > 1e-9+1e-6*math.Abs(b[i][j])
		})
	})
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Layer asks for the potentials and spikes of a layer of LIF units, as in package snn.
func Layer(layer func(x, w [][]float64) (v, s [][]float64)) exercise.Result {
	// like gives what a layer with other rules would do, to tell slips by.
	like := func(x, w table, rule func(v, h, s float64) (vNext, sNext float64)) (v, s table) {
		v, s = newTable(len(x), len(w[0])), newTable(len(x), len(w[0]))
		for t := range len(x) - 1 {
			for j, h := range times(x[t], w) {
				v[t+1][j], s[t+1][j] = rule(v[t][j], h, s[t][j])
			}
		}
		return v, s
	}
	step := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	slips := []struct {
		rule func(v, h, s float64) (vNext, sNext float64)
		hint string
	}{
		{func(v, h, s float64) (float64, float64) { return decay*v + h, step(v > 1) }, "No spike resets the potential."},
		{func(v, h, s float64) (float64, float64) { return (v + h) * (1 - s), step(v > 1) }, "The leak is missing."},
		{func(v, h, s float64) (float64, float64) { return decay*v*(1-s) + h, step(v > 1) }, "The reset has to take the input of its step, too: mind the parentheses."},
		{func(v, h, s float64) (float64, float64) { return decay * (v + h) * (1 - s), step(v > 1) }, "The input does not leak in the step in which it arrives."},
		{func(v, h, s float64) (float64, float64) { return (decay*v + h) * s, step(v > 1) }, "The potential is kept exactly where there are spikes."},
		{func(v, h, s float64) (float64, float64) { return (decay*v + h) * (1 - s), step(v >= 0) }, "The threshold is 1."},
		{func(v, h, s float64) (float64, float64) { return decay*v + h - s, step(v > 1) }, "The threshold is subtracted; here nothing is left."},
		{func(v, h, s float64) (float64, float64) { n := (decay*v + h) * (1 - s); return n, step(n > 1) }, "The spike is taken from the new potential; in this network it comes from the old one."},
		{func(v, h, s float64) (float64, float64) { return h * (1 - s), step(v > 1) }, "Nothing of the old potential is left."},
		{func(v, h, s float64) (float64, float64) { return decay * v * (1 - s), step(v > 1) }, "The input is missing."},
		{func(v, h, s float64) (float64, float64) { return (decay*v + h) * (1 - s), v }, "A spike is 0 or 1: use spike."},
		{func(v, h, s float64) (float64, float64) { return (decay*v + h) * (1 - s), step(v <= 1) }, "Spikes and silence are exchanged."},
	}
	return exercise.Exercise{
		Name: "Exercise 3, a layer of neurons",
		Why:  "These are the equations of lesson 1, for every unit and with the spikes of many fibres as input.",
	}.Check(func(t *exercise.Try) {
		all := scenes(93)
		type answer struct{ v, s table }
		var got []answer
		for _, x := range all {
			t.Given("%s", x.name)
			v, s := layer(clone(x.x), clone(x.w1))
			got = append(got, answer{v, s})
		}
		hint := func() string {
			for _, slip := range slips {
				fits := true
				for i, x := range all {
					v, s := like(x.x, x.w1, slip.rule)
					fits = fits && equalTables(got[i].v, v) && equalTables(got[i].s, s)
				}
				if fits {
					return slip.hint
				}
			}
			return ""
		}
		for i, x := range all {
			t.Given("%s", x.name)
			v, s := hiddenLayer(x.x, x.w1)
			sameTable(t, "potentials leak, add their input, and are reset after a spike", got[i].v, v, hint)
			sameTable(t, "there is a spike in the step after the potential was above 1", got[i].s, s, hint)
		}
	})
}

// ReadOut asks for the logits.
func ReadOut(readout func(s, w [][]float64) []float64) exercise.Result {
	spikes := func(x scene) table { _, s := hiddenLayer(x.x, x.w1); return s }
	// like gives the logits of a readout with other rules.
	like := func(s, w table, rule func(u, h float64) float64, add func(u, logit float64) float64) []float64 {
		u, logits := make([]float64, len(w[0])), make([]float64, len(w[0]))
		for t := range len(s) - 1 {
			for k, h := range times(s[t], w) {
				u[k] = rule(u[k], h)
				logits[k] = add(u[k], logits[k])
			}
		}
		return logits
	}
	leaky := func(u, h float64) float64 { return decay*u + h }
	sum := func(u, logit float64) float64 { return logit + 0.01*u }
	slips := []struct {
		of   func(s, w table) []float64
		hint string
	}{
		{func(s, w table) []float64 { return like(s, w, func(u, h float64) float64 { return u + h }, sum) }, "The output units leak, too."},
		{func(s, w table) []float64 { return like(s, w, func(u, h float64) float64 { return h }, sum) }, "Nothing of the old potential is left."},
		{func(s, w table) []float64 {
			return like(s, w, leaky, func(u, logit float64) float64 { return logit + u })
		}, "Where is the factor of 0.01?"},
		{func(s, w table) []float64 { return like(s, w, leaky, func(u, _ float64) float64 { return 0.01 * u }) }, "That is the potential at the end. The logit adds up all steps, with +=."},
		{func(s, w table) []float64 {
			return like(s, w, func(u, h float64) float64 { return decay * (u + h) }, sum)
		}, "The input does not leak in the step in which it arrives."},
		{func(s, w table) []float64 {
			return like(s, w, leaky, func(u, logit float64) float64 { return max(logit, 0.01*u) })
		}, "That is the maximum; the readout adds up all steps."},
		{func(s, w table) []float64 {
			return like(s, w, func(u, h float64) float64 { return decay * u }, sum)
		}, "The input is missing."},
		{func(s, w table) []float64 {
			return like(s, w, leaky, func(u, logit float64) float64 { return logit + u/float64(len(s)) })
		}, "The factor is 0.01 for any length of the sound."},
	}
	return exercise.Exercise{
		Name: "Exercise 4, the readout",
		Why:  "Output units leak and add up but never spike, so the logits follow the spikes smoothly: no surrogate is needed here.",
	}.Check(func(t *exercise.Try) {
		all := scenes(94)
		var got []table
		for _, x := range all {
			t.Given("%s", x.name)
			got = append(got, table{readout(spikes(x), clone(x.w2))})
		}
		for i, x := range all {
			t.Given("%s", x.name)
			sameTable(t, "the logits are the sums of the leaky potentials over time, times 0.01", got[i], table{leakyReadout(spikes(x), x.w2)}, func() string {
				for _, slip := range slips {
					fits := true
					for i, x := range all {
						fits = fits && equalTables(got[i], table{slip.of(spikes(x), x.w2)})
					}
					if fits {
						return slip.hint
					}
				}
				return ""
			})
		}
	})
}

// logitsAndClass is what the loss sees.
type logitsAndClass struct {
	logits []float64
	class  int
}

// Loss asks for the cross-entropy and its gradient by the logits.
func Loss(loss func(logits []float64, class int) (l float64, d []float64)) exercise.Result {
	r := draws(95)
	inputs := []logitsAndClass{{[]float64{0, 0, 0, 0}, 2}}
	for range 6 {
		x := logitsAndClass{make([]float64, 2+r.IntN(5)), 0}
		for k := range x.logits {
			x.logits[k] = between(r, -3, 3)
		}
		x.class = r.IntN(len(x.logits))
		inputs = append(inputs, x)
	}
	share := func(x logitsAndClass) float64 {
		l, _ := lossOf(x.logits, x.class)
		return math.Exp(-l)
	}
	given := func(x logitsAndClass) string { return fmt.Sprintf("logits %.2f and class %d", x.logits, x.class) }
	type formula = exercise.Formula[logitsAndClass]
	return exercise.Exercise{
		Name: "Exercise 5, the loss",
		Why:  "The gradient is what the network believes less what is true: it pulls down every class by its share, and the true one up by what it lacks.",
	}.Check(func(t *exercise.Try) {
		exercise.Ask(t, exercise.Question[logitsAndClass]{
			Property: "the loss is that of the share of the true class", Inputs: inputs, Given: given,
			Right: []formula{{Of: func(x logitsAndClass) float64 { l, _ := lossOf(x.logits, x.class); return l }}},
			Slips: []formula{
				{Of: func(x logitsAndClass) float64 { return math.Log(share(x)) }, Hint: "It is negative: a loss is 0 at best."},
				{Of: share, Hint: "That is the share itself. Which function is 0 at 1 and grows without end towards 0?"},
				{Of: func(x logitsAndClass) float64 { return 1 - share(x) }, Hint: "That is what is missing of the share; the cross-entropy has a logarithm."},
				{Of: func(x logitsAndClass) float64 { return -math.Log2(share(x)) }, Hint: "The natural logarithm is math.Log."},
				{Of: func(x logitsAndClass) float64 { return -math.Log10(share(x)) }, Hint: "The natural logarithm is math.Log."},
				{Of: func(x logitsAndClass) float64 { return -x.logits[x.class] }, Hint: "The logarithm is of the share, not of the logit."},
				{Of: func(x logitsAndClass) float64 { return (1 - share(x)) * (1 - share(x)) }, Hint: "That is a squared error; the cross-entropy has a logarithm."},
			},
		}, func(x logitsAndClass) float64 { l, _ := loss(slices.Clone(x.logits), x.class); return l })
		for _, x := range inputs {
			t.Given("%s", given(x))
			_, got := loss(slices.Clone(x.logits), x.class)
			_, want := lossOf(x.logits, x.class)
			shares := slices.Clone(want)
			shares[x.class]++
			sameTable(t, "the gradient by each logit says how the loss changes with it", table{got}, table{want}, func() string {
				opposite := make([]float64, len(want))
				for k := range want {
					opposite[k] = -want[k]
				}
				switch {
				case equalTables(table{got}, table{shares}):
					return "Those are the shares. A larger logit of the true class makes the loss smaller: what is missing there?"
				case equalTables(table{got}, table{opposite}):
					return "The sign: a larger logit of the true class makes the loss smaller."
				}
				return ""
			})
		}
	})
}

// Backward asks for the gradient of the hidden layer's weights.
func Backward(backward func(x, w, v, s, ds [][]float64) [][]float64) exercise.Result {
	type rule func(dvNext, dsNext, v, s float64) (dh, dv float64)
	// like gives the gradient by other rules.
	like := func(x, w, v, s, ds table, rule rule) table {
		dw, dv := newTable(len(w), len(w[0])), newTable(len(x), len(w[0]))
		for t := len(x) - 2; t >= 0; t-- {
			for j, h := range times(x[t], w) {
				var dh float64
				dh, dv[t][j] = rule(dv[t+1][j], ds[t+1][j], v[t][j], s[t][j])
				ds[t][j] -= dv[t+1][j] * (decay*v[t][j] + h)
				for i := range dw {
					dw[i][j] += x[t][i] * dh
				}
			}
		}
		return dw
	}
	slips := []struct {
		rule rule
		hint string
	}{
		{func(dvn, dsn, v, s float64) (float64, float64) { return dvn, decay*dvn + dsn*surrogate(v) }, "A reset cuts the way back, too: in its step nothing of the input is kept."},
		{func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, dh + dsn*surrogate(v) }, "What goes back to the old potential leaks on the way."},
		{func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, decay * dh }, "The spike's way is missing: without it nothing is learnt."},
		{func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, dsn * surrogate(v) }, "The potential's own way back, through the leak, is missing."},
		{func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, decay*dh + dsn }, "Between spike and potential lies the step: its slope is missing."},
		{func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * s; return dh, decay*dh + dsn*surrogate(v) }, "It is kept exactly where there are spikes."},
		{func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return decay * dh, decay*dh + dsn*surrogate(v)
		}, "The input does not leak in its step; only the old potential does."},
		{func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return dh, decay*dh - dsn*surrogate(v)
		}, "A spike comes from a higher potential, so its way has a plus."},
		{func(dvn, dsn, v, s float64) (float64, float64) { dh := dvn * (1 - s); return dh, decay*dh + dsn*v }, "Between spike and potential lies the step: its slope is missing."},
		{func(dvn, dsn, v, s float64) (float64, float64) {
			dh := dvn * (1 - s)
			return dh, decay*dvn + dsn*surrogate(v)
		}, "The old potential is lost in a reset, as the input is."},
	}
	return exercise.Exercise{
		Name: "Exercise 6, backwards through time",
		Why:  "Three ways lead back from a step: to the input, to the potential before through the leak, and through the spike. This is what package snn computes.",
	}.Check(func(t *exercise.Try) {
		all := scenes(96)
		given := func(x scene) (v, s, ds table) {
			v, s = hiddenLayer(x.x, x.w1)
			_, d := lossOf(leakyReadout(s, x.w2), x.class)
			ds, _ = readoutGradients(d, s, x.w2)
			return v, s, ds
		}
		var got []table
		for _, x := range all {
			t.Given("%s", x.name)
			v, s, ds := given(x)
			got = append(got, backward(clone(x.x), clone(x.w1), v, s, ds))
		}
		for i, x := range all {
			t.Given("%s", x.name)
			v, s, ds := given(x)
			sameTable(t, "it is the gradient by the weights", got[i], layerGradient(x.x, x.w1, v, s, ds), func() string {
				for _, slip := range slips {
					fits := true
					for i, x := range all {
						v, s, ds := given(x)
						fits = fits && equalTables(got[i], like(x.x, x.w1, v, s, ds, slip.rule))
					}
					if fits {
						return slip.hint
					}
				}
				return ""
			})
		}
	})
}

// Trained asks for a loop that trains. It may learn after each sound or after all of an epoch: what is asked for holds in
// both cases.
func Trained(train func(sounds []course.Sound, w1, w2 [][]float64, epochs int, rate float64) []float64) exercise.Result {
	return exercise.Exercise{
		Name: "Exercise 7, the training loop",
		Why:  "Forward, loss, backward, step: that is all that training is, for three weights or three billion.",
	}.Check(func(t *exercise.Try) {
		x := scenes(97)[1]
		sounds := randomSounds(98, 3, len(x.x), len(x.w1))
		mean := 0.0
		for _, s := range sounds {
			loss, _, _ := networkGradients(s.Spikes, s.Class, x.w1, x.w2)
			mean += loss / float64(len(sounds))
		}

		t.Given("3 sounds, 2 epochs and a rate of 0")
		w1, w2 := clone(x.w1), clone(x.w2)
		losses := train(sounds, w1, w2, 2, 0)
		t.Holds(len(losses) == 2, "there is a loss for each epoch", fmt.Sprintf("There are %d.", len(losses)))
		hint := fmt.Sprintf("Expected about %.4g twice, got %.4g.", mean, losses)
		if math.Abs(losses[0]-3*mean) < 1e-6 {
			hint += " That is the sum over the sounds."
		} else if math.Abs(losses[1]-2*losses[0]) < 1e-6 {
			hint += " Begin each epoch's sum at 0."
		}
		t.Holds(math.Abs(losses[0]-mean) < 1e-6 && math.Abs(losses[1]-mean) < 1e-6, "it gives the mean loss of the sounds, epoch by epoch", hint)
		t.Holds(equalTables(w1, x.w1) && equalTables(w2, x.w2), "a rate of 0 changes nothing", "")

		const rate = 0.1
		t.Given("one sound, 1 epoch and a rate of %g", rate)
		_, dw1, dw2 := networkGradients(sounds[0].Spikes, sounds[0].Class, x.w1, x.w2)
		w1, w2 = clone(x.w1), clone(x.w2)
		train(sounds[:1], w1, w2, 1, rate)
		for _, layer := range []struct {
			name     string
			old, now table
			gradient table
		}{{"w2", x.w2, w2, dw2}, {"w1", x.w1, w1, dw1}} {
			want, up := clone(layer.old), clone(layer.old)
			descend(want, layer.gradient, rate)
			descend(up, layer.gradient, -rate)
			hint = ""
			switch {
			case equalTables(layer.now, layer.old):
				hint = "It has not changed. Call descend for it."
			case equalTables(layer.now, up):
				hint = "It goes uphill."
			default:
				full := clone(layer.old)
				descend(full, layer.gradient, 1)
				if equalTables(layer.now, full) {
					hint = "Where is the rate?"
				}
			}
			t.Holds(equalTables(layer.now, want), layer.name+" moves against its gradient, by the rate", hint)
		}

		t.Given("3 sounds and 200 epochs")
		w1, w2 = clone(x.w1), clone(x.w2)
		losses = train(sounds, w1, w2, 200, 0.3)
		t.Holds(len(losses) == 200, "there is a loss for each epoch", fmt.Sprintf("There are %d.", len(losses)))
		t.Holds(losses[199] < losses[0]/2, "three sounds are learnt in 200 epochs", fmt.Sprintf("The loss is %.3g at first and %.3g at the end.", losses[0], losses[199]))
	})
}

// randomSounds are n sounds, each of a class of its own, whose fibres spike at random.
func randomSounds(seed uint64, n, steps, fibres int) (sounds []course.Sound) {
	r := draws(seed)
	for class := range n {
		s := course.Sound{Spikes: newTable(steps, fibres), Class: class}
		for i := range s.Spikes {
			for j := range s.Spikes[i] {
				if r.Float64() < 0.4 {
					s.Spikes[i][j] = 1
				}
			}
		}
		sounds = append(sounds, s)
	}
	return sounds
}
