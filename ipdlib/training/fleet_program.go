package training

import (
	"errors"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"ipd/ipdlib/device"
	"ipd/ipdlib/snn"
)

// fleetPrograms are [programs] for M networks, with an axis of networks. All of them make a step at once, so that one count
// of steps serves Adam.
type fleetPrograms struct {
	store                             *model.Store
	w1, w2                            *model.Variable
	arrange, step, dropStep, evaluate *model.Exec
	whole                             *wholePrograms // in place of the last three, where loops may stand in loops
}

// newFleetPrograms builds the graphs. They compile at their first use.
func newFleetPrograms(backend compute.Backend, net *snn.Many, networks, batch int, initial snn.Weights) (*fleetPrograms, error) {
	p := &fleetPrograms{store: model.NewStore()}
	all := make([]snn.Weights, networks)
	for i := range all {
		all[i] = initial
	}
	w1, w2 := stackWeights(all)
	var err error
	if p.w1, err = p.store.CreateVariable("/w1", w1); err != nil {
		return nil, err
	}
	if p.w2, err = p.store.CreateVariable("/w2", w2); err != nil {
		return nil, err
	}
	adam := optimizer.Adam().Betas(0.9, 0.999).Epsilon(adamEpsilon).Done()

	// data: uint8 [M, N, T, G]; labels: int32 [M, N]; order: int32 [M, N]
	p.arrange, err = model.NewExec(backend, p.store, func(_ *model.Scope, data, labels, order *Node) (*Node, *Node) {
		return inManyBatches(inOrders(data, order), batch), inManyBatches(inOrders(labels, order), batch)
	})
	if err != nil {
		return nil, err
	}
	// active: bool [M]; dropout nil, or the probabilities and the keys of all steps of an epoch, uint32 [count, M, 2]
	trainStep := func(scope *model.Scope, batches, labels, i, active *Node, dropout *snn.ManyDropout) *Node {
		g := batches.Graph()
		before := []*Node{p.w1.NodeValue(g), p.w2.NodeValue(g)}
		trace := net.Forward(element(batches, i), before[0], before[1], dropout)
		losses := crossEntropies(element(labels, i), trace.Logits)
		total := ReduceAllSum(losses) // its gradient by a network's logits is that of the network's own loss
		dW1, dW2 := net.Backward(trace, Gradient(total, trace.Logits)[0])
		adam.(gradientOptimizer).UpdateGraphWithGradients(scope, []*Node{dW1, dW2}, total.DType())
		for j, w := range []*model.Variable{p.w1, p.w2} {
			keep := BroadcastToShape(Reshape(active, networks, 1, 1), before[j].Shape())
			w.SetNodeValue(Where(keep, w.NodeValue(g), before[j]))
		}
		return losses
	}
	p.step, err = model.NewExec(backend, p.store, func(scope *model.Scope, in []*Node) *Node {
		return trainStep(scope, in[0], in[1], in[2], in[3], nil)
	})
	if err != nil {
		return nil, err
	}
	p.dropStep, err = model.NewExec(backend, p.store, func(scope *model.Scope, in []*Node) *Node {
		return trainStep(scope, in[0], in[1], in[2], in[3], &snn.ManyDropout{P: in[4], Key: element(in[5], in[2])})
	})
	if err != nil {
		return nil, err
	}
	p.evaluate, err = model.NewExec(backend, p.store, func(_ *model.Scope, batches, labels, i *Node) (*Node, *Node) {
		g := batches.Graph()
		trace := net.Forward(element(batches, i), p.w1.NodeValue(g), p.w2.NodeValue(g), nil)
		return crossEntropies(element(labels, i), trace.Logits), ArgMax(trace.Logits, -1, dtypes.Int32)
	})
	if err != nil {
		return nil, err
	}
	if device.Nests(backend) {
		if p.whole, err = newWholePrograms(backend, p, net); err != nil {
			return nil, err
		}
	}
	p.arrange.WithName("batches of many networks")
	p.step.WithName("training step of many networks")
	p.dropStep.WithName("training step of many networks with dropout")
	p.evaluate.WithName("evaluation of many networks")
	return p, nil
}

// inOrders takes the samples of each set in an order: x [M, N, ...], order [M, S] → [M, S, ...].
func inOrders(x, order *Node) *Node {
	dims := x.Shape().Dimensions
	flat := Reshape(x, append([]int{dims[0] * dims[1]}, dims[2:]...)...)
	first := Mul(Iota(x.Graph(), order.Shape(), 0), Const(x.Graph(), int32(dims[1])))
	return Gather(flat, InsertAxes(Add(first, order), -1))
}

// inManyBatches cuts samples [M, N, ...] into whole batches [N/B, M, B, ...]; what is left over is dropped. Spikes
// [M, N, T, G] become [N/B, T, M, B, G]: the networks go through time first.
func inManyBatches(samples *Node, batch int) *Node {
	dims := samples.Shape().Dimensions
	whole := dims[1] / batch * batch
	x := Slice(samples, AxisRange(), AxisRange(0, whole))
	x = Reshape(x, append([]int{dims[0], whole / batch, batch}, dims[2:]...)...)
	if x.Rank() == 5 {
		return TransposeAllDims(x, 1, 3, 0, 2, 4)
	}
	return TransposeAllDims(x, 1, 0, 2)
}

// crossEntropies of labels [M, B] and logits [M, B, K]: the mean over each network's batch, [M]. It is crossEntropy's
// formula; GoMLX's own takes the mean over all.
func crossEntropies(labels, logits *Node) *Node {
	right := OneHot(labels, logits.Shape().Dimensions[2], logits.DType())
	return ReduceMean(ReduceSum(Neg(Mul(right, LogSoftmax(logits))), -1), -1)
}

// stackWeights puts the weights of M networks into tensors [M, C, H] and [M, H, K].
func stackWeights(all []snn.Weights) (w1, w2 *tensors.Tensor) {
	var one, two [][][]float32
	for _, w := range all {
		one, two = append(one, w.W1), append(two, w.W2)
	}
	return tensors.FromValue(one), tensors.FromValue(two)
}

// reset begins new trainings: initial weights, Adam forgets all.
func (p *fleetPrograms) reset(initial []snn.Weights, learningRate float64) error {
	if err := forget(p.store, learningRate); err != nil {
		return err
	}
	w1, w2 := stackWeights(initial)
	return errors.Join(p.w1.SetValue(w1), p.w2.SetValue(w2))
}

// weights fetches a network's weights from the device.
func (p *fleetPrograms) weights(i int) (snn.Weights, error) {
	w1, err := p.w1.Value()
	if err != nil {
		return snn.Weights{}, err
	}
	w2, err := p.w2.Value()
	if err != nil {
		return snn.Weights{}, err
	}
	return snn.Weights{W1: w1.Value().([][][]float32)[i], W2: w2.Value().([][][]float32)[i]}, nil
}
