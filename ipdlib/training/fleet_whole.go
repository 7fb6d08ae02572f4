package training

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"ipd/ipdlib/snn"
)

// Whole epochs in one program: a loop over batches around the loops over time, so that the host has nothing to do between two
// steps. It takes a backend that has loops in loops (see device.Nested). What GoMLX's Adam keeps in variables is then state
// of the loop; adamStep computes the same.

// wholePrograms are programs that go from one batch to the next by themselves.
type wholePrograms struct {
	epoch, dropEpoch *model.Exec // steps on the batches from ... to-1 → their losses
	validate         *model.Exec // losses and answers of the batches from ... to-1
	moments          []*model.Variable
	steps            *model.Variable

	training, validation pace
}

// A pace is how fast batches are gone through.
type pace struct {
	compiled bool
	ofBatch  time.Duration // 0 before it is known
}

// newWholePrograms builds the graphs. They compile at their first use.
func newWholePrograms(backend compute.Backend, p *fleetPrograms, net *snn.Many) (*wholePrograms, error) {
	w := &wholePrograms{}
	weights := []*model.Variable{p.w1, p.w2}
	var err error
	for i, v := range []*model.Variable{p.w1, p.w2, p.w1, p.w2} {
		m, err := p.store.CreateVariable(fmt.Sprintf("/moment%d", i), tensors.FromShape(v.Shape()))
		if err != nil {
			return nil, err
		}
		w.moments = append(w.moments, m)
	}
	if w.steps, err = p.store.CreateVariable("/steps", tensors.FromScalar(float32(0))); err != nil {
		return nil, err
	}

	// in: batches, labels, losses [count, M], from, to, active [M], learning rate, and for dropout P [M], keys [count, M, 2]
	train := func(_ *model.Scope, in []*Node) *Node {
		g := in[0].Graph()
		variables := append(append(append([]*model.Variable{}, weights...), w.moments...), w.steps)
		var state []*Node
		for _, v := range variables {
			state = append(state, v.NodeValue(g))
		}
		n := len(state)
		state = append(append(state, in[:3]...), in[5:]...)
		state = overBatches(in[3], in[4], state, func(i *Node, state []*Node) []*Node {
			batches, labels, losses, active, rate := state[n], state[n+1], state[n+2], state[n+3], state[n+4]
			var dropout *snn.ManyDropout
			if len(state) > n+5 {
				dropout = &snn.ManyDropout{P: state[n+5], Key: element(state[n+6], i)}
			}
			trace := net.Forward(element(batches, i), state[0], state[1], dropout)
			ofBatch := crossEntropies(element(labels, i), trace.Logits)
			dW1, dW2 := net.Backward(trace, Gradient(ReduceAllSum(ofBatch), trace.Logits)[0])

			next := append([]*Node{}, state...)
			next[n-1] = Add(state[n-1], ScalarOne(state[0].Graph(), dtypes.Float32))
			for k, gradient := range []*Node{dW1, dW2} {
				var updated *Node
				updated, next[2+k], next[4+k] = adamStep(state[k], gradient, state[2+k], state[4+k], next[n-1], rate)
				keep := BroadcastToShape(Reshape(active, -1, 1, 1), updated.Shape())
				next[k] = Where(keep, updated, state[k])
			}
			next[n+2] = DynamicUpdateSlice(losses, InsertAxes(ofBatch, 0), []*Node{i, Const(i.Graph(), int32(0))})
			return next
		})
		for k, v := range variables {
			v.SetNodeValue(state[k])
		}
		return state[n+2]
	}
	if w.epoch, err = model.NewExec(backend, p.store, train); err != nil {
		return nil, err
	}
	if w.dropEpoch, err = model.NewExec(backend, p.store, train); err != nil {
		return nil, err
	}
	// in: batches, labels, losses [count, M], predicted [count, M, B], from, to
	w.validate, err = model.NewExec(backend, p.store, func(_ *model.Scope, in []*Node) (*Node, *Node) {
		g := in[0].Graph()
		state := append([]*Node{p.w1.NodeValue(g), p.w2.NodeValue(g)}, in[:4]...)
		state = overBatches(in[4], in[5], state, func(i *Node, state []*Node) []*Node {
			trace := net.Forward(element(state[2], i), state[0], state[1], nil)
			losses := crossEntropies(element(state[3], i), trace.Logits)
			predicted := ArgMax(trace.Logits, -1, dtypes.Int32)
			next := append([]*Node{}, state...)
			zero := Const(i.Graph(), int32(0))
			next[4] = DynamicUpdateSlice(state[4], InsertAxes(losses, 0), []*Node{i, zero})
			next[5] = DynamicUpdateSlice(state[5], InsertAxes(predicted, 0), []*Node{i, zero, zero})
			return next
		})
		return state[4], state[5]
	})
	if err != nil {
		return nil, err
	}
	w.epoch.WithName("epoch of many networks")
	w.dropEpoch.WithName("epoch of many networks with dropout")
	w.validate.WithName("validation of many networks")
	return w, nil
}

// overBatches loops over i = from ... to-1. As in any loop, the body may only use its arguments.
func overBatches(from, to *Node, state []*Node, body func(i *Node, state []*Node) []*Node) []*Node {
	g := from.Graph()
	closure := func(f func(i, to *Node, state []*Node) []*Node) *Function {
		return NewClosure(g, func(g *Graph) []*Node {
			i, to := Parameter(g, "batch", shapes.Make(dtypes.Int32)), Parameter(g, "end", shapes.Make(dtypes.Int32))
			nodes := make([]*Node, len(state))
			for k, s := range state {
				nodes[k] = Parameter(g, fmt.Sprintf("carried%d", k), s.Shape())
			}
			return f(i, to, nodes)
		})
	}
	condition := closure(func(i, to *Node, _ []*Node) []*Node { return []*Node{LessThan(i, to)} })
	loop := closure(func(i, to *Node, state []*Node) []*Node {
		return append([]*Node{Add(i, Const(i.Graph(), int32(1))), to}, body(i, state)...)
	})
	return While(condition, loop, append([]*Node{from, to}, state...)...)[2:]
}

// adamStep is a step of Adam, of D. Kingma and J. Ba, ICLR 2015, as GoMLX and PyTorch compute it: weights, moments and step,
// counted from 1, → weights and moments.
func adamStep(w, gradient, first, second, step, rate *Node) (*Node, *Node, *Node) {
	g := w.Graph()
	number := func(x float64) *Node { return Const(g, shapes.CastAsDType(x, w.DType())) }
	beta1, beta2 := number(0.9), number(0.999)
	first = Add(Mul(beta1, first), Mul(OneMinus(beta1), gradient))
	second = Add(Mul(beta2, second), Mul(OneMinus(beta2), Square(gradient)))
	unbiased1 := Mul(first, Reciprocal(OneMinus(Pow(beta1, step))))
	unbiased2 := Mul(second, Reciprocal(OneMinus(Pow(beta2, step))))
	change := Div(Mul(rate, unbiased1), Add(Sqrt(unbiased2), number(adamEpsilon)))
	return Sub(w, change), first, second
}

// patience is how long a call may take: nobody can stop it.
const patience = 250 * time.Millisecond

// inCalls goes through count batches in as few calls as patience allows: one for the first batch, which may compile, a second
// one that is timed, and then for all batches that take that long.
func (w *pace) inCalls(ctx context.Context, count int, call func(from, to int32) error) error {
	for from := 0; from < count; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := 1
		if w.ofBatch > 0 {
			n = max(1, int(patience/w.ofBatch))
		}
		to := min(count, from+n)
		start := time.Now()
		if err := call(int32(from), int32(to)); err != nil {
			return err
		}
		if w.compiled {
			w.ofBatch = max(1, time.Since(start)/time.Duration(to-from))
		}
		w.compiled, from = true, to
	}
	return nil
}

// wholeEpoch is epoch, in a call or a few.
func (f *Fleet) wholeEpoch(ctx context.Context, shuffled *batches, run *fleetRun, number int) (sums []float64, err error) {
	w := f.programs.whole
	program := w.epoch
	inputs := []any{shuffled.spikes, shuffled.labels, nil, nil, nil, tensors.FromValue(run.active), tensors.FromScalar(float32(run.schedule.LearningRate))}
	if run.dropout {
		program = w.dropEpoch
		p, keys := run.dropoutInputs(number, shuffled.count)
		inputs = append(inputs, tensors.FromValue(p), tensors.FromValue(keys))
	}
	losses := tensors.FromShape(shapes.Make(dtypes.Float32, shuffled.count, f.networks))
	defer func() {
		for _, x := range append(inputs[5:], losses) {
			err = errors.Join(err, x.(*tensors.Tensor).FinalizeAll())
		}
	}()
	var all []float32 // [count, M]
	err = w.training.inCalls(ctx, shuffled.count, func(from, to int32) error {
		inputs[2], inputs[3], inputs[4] = losses, from, to
		out, err := program.Call(inputs...)
		if err != nil {
			return err
		}
		old := losses
		losses = out[0]
		all, err = tensors.CopyFlatData[float32](losses) // waits for it
		return errors.Join(err, old.FinalizeAll())
	})
	if err != nil {
		return nil, err
	}
	sums = make([]float64, f.networks)
	for i, l := range all {
		sums[i%f.networks] += float64(l)
	}
	return sums, nil
}

// wholeEvaluation is evaluate, in a call or a few.
func (f *Fleet) wholeEvaluation(ctx context.Context, sets *batches) (outcomes []*Outcome, err error) {
	w, size := f.programs.whole, f.settings.Schedule.BatchSize
	losses := tensors.FromShape(shapes.Make(dtypes.Float32, sets.count, f.networks))
	predicted := tensors.FromShape(shapes.Make(dtypes.Int32, sets.count, f.networks, size))
	defer func() { err = errors.Join(err, losses.FinalizeAll(), predicted.FinalizeAll()) }()
	var all []float32
	err = w.validation.inCalls(ctx, sets.count, func(from, to int32) error {
		out, err := w.validate.Call(sets.spikes, sets.labels, losses, predicted, from, to)
		if err != nil {
			return err
		}
		old := []*tensors.Tensor{losses, predicted}
		losses, predicted = out[0], out[1]
		all, err = tensors.CopyFlatData[float32](losses)
		return errors.Join(err, old[0].FinalizeAll(), old[1].FinalizeAll())
	})
	if err != nil {
		return nil, err
	}
	classes, err := tensors.CopyFlatData[int32](predicted) // [count, M, B]
	if err != nil {
		return nil, err
	}
	for m := range f.networks {
		o := &Outcome{}
		for i := range sets.count {
			o.Loss += float64(all[i*f.networks+m]) / float64(sets.count)
			for _, k := range classes[(i*f.networks+m)*size : (i*f.networks+m+1)*size] {
				o.Predicted = append(o.Predicted, int(k))
			}
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}
