package training

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/loss"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"ipd/ipdlib/snn"
)

// adamEpsilon is PyTorch's default, which the original uses; GoMLX's own is 1e-7.
const adamEpsilon = 1e-8

// programs are the compiled graphs of one network on one device. The weights and Adam's moments are variables of the
// store, which both programs share; they stay on the device.
type programs struct {
	store    *model.Store
	w1, w2   *model.Variable
	step     *model.Exec // one training step, without dropout
	dropStep *model.Exec // one training step with dropout
	evaluate *model.Exec // mean loss and predicted classes of a batch, without dropout
}

// newPrograms builds the graphs. They compile at their first use.
func newPrograms(backend compute.Backend, net *snn.Network, batch int, initial snn.Weights) (*programs, error) {
	p := &programs{store: model.NewStore()}
	var err error
	if p.w1, err = p.store.CreateVariable("/w1", tensors.FromValue(initial.W1)); err != nil {
		return nil, err
	}
	if p.w2, err = p.store.CreateVariable("/w2", tensors.FromValue(initial.W2)); err != nil {
		return nil, err
	}
	adam := optimizer.Adam().Betas(0.9, 0.999).Epsilon(adamEpsilon).Done()

	trainStep := func(scope *model.Scope, data, labels, order, i *Node, dropout *snn.Dropout) *Node {
		g := data.Graph()
		samples := batchOf(order, i, batch)
		w1, w2 := p.w1.NodeValue(g), p.w2.NodeValue(g)
		trace := net.Forward(timeFirst(Gather(data, samples)), w1, w2, dropout)
		meanLoss := crossEntropy(Gather(labels, samples), trace.Logits)
		dW1, dW2 := net.Backward(trace, Gradient(meanLoss, trace.Logits)[0])
		adam.(gradientOptimizer).UpdateGraphWithGradients(scope, []*Node{dW1, dW2}, meanLoss.DType())
		return meanLoss
	}
	p.step, err = model.NewExec(backend, p.store, func(scope *model.Scope, in []*Node) *Node {
		return trainStep(scope, in[0], in[1], in[2], in[3], nil)
	})
	if err != nil {
		return nil, err
	}
	p.dropStep, err = model.NewExec(backend, p.store, func(scope *model.Scope, in []*Node) *Node {
		return trainStep(scope, in[0], in[1], in[2], in[3], &snn.Dropout{P: in[4], Key: in[5]})
	})
	if err != nil {
		return nil, err
	}
	p.evaluate, err = model.NewExec(backend, p.store, func(_ *model.Scope, data, labels, i *Node) (*Node, *Node) {
		g := data.Graph()
		order := Iota(g, shapes.Make(dtypes.Int32, data.Shape().Dimensions[0]), 0)
		samples := batchOf(order, i, batch)
		trace := net.Forward(timeFirst(Gather(data, samples)), p.w1.NodeValue(g), p.w2.NodeValue(g), nil)
		meanLoss := crossEntropy(Gather(labels, samples), trace.Logits)
		return meanLoss, ArgMax(trace.Logits, -1, dtypes.Int32)
	})
	if err != nil {
		return nil, err
	}
	p.step.WithName("training step")
	p.dropStep.WithName("training step with dropout")
	p.evaluate.WithName("evaluation")
	return p, nil
}

// gradientOptimizer is what GoMLX's Adam can do with gradients that are computed by hand.
type gradientOptimizer interface {
	UpdateGraphWithGradients(scope *model.Scope, gradients []*Node, lossDType dtypes.DType)
}

// batchOf gives the numbers of the samples of batch i: order[i·B ... (i+1)·B-1], [B, 1].
func batchOf(order, i *Node, batch int) *Node {
	position := Iota(order.Graph(), shapes.Make(dtypes.Int32, batch, 1), 0)
	return InsertAxes(Gather(order, Add(position, Mul(i, Const(i.Graph(), int32(batch))))), -1)
}

// timeFirst turns packed spikes [B, T, G] into [T, B, G].
func timeFirst(x *Node) *Node { return TransposeAllDims(x, 1, 0, 2) }

// crossEntropy of labels [B] and logits [B, K], the mean over the batch.
func crossEntropy(labels, logits *Node) *Node {
	return loss.SparseCategoricalCrossEntropyLogits([]*Node{InsertAxes(labels, -1)}, []*Node{logits})
}

// reset begins a new training: initial weights, Adam forgets all, and the learning rate may be another one.
func (p *programs) reset(initial snn.Weights, learningRate float64) error {
	p.store.RootScope().SetParam(optimizer.ParamLearningRate, learningRate)
	for v := range p.store.IterVariables() {
		var value *tensors.Tensor
		switch {
		case v == p.w1:
			value = tensors.FromValue(initial.W1)
		case v == p.w2:
			value = tensors.FromValue(initial.W2)
		case v.Name() == optimizer.ParamLearningRate:
			value = tensors.FromScalar(float32(learningRate))
		default:
			value = tensors.FromShape(v.Shape()) // zero
		}
		if err := v.SetValue(value); err != nil {
			return fmt.Errorf("resetting %s: %w", v.Path(), err)
		}
	}
	return nil
}

// weights fetches the weights from the device.
func (p *programs) weights() (snn.Weights, error) {
	w1, err := p.w1.Value()
	if err != nil {
		return snn.Weights{}, err
	}
	w2, err := p.w2.Value()
	if err != nil {
		return snn.Weights{}, err
	}
	return snn.Weights{W1: w1.Value().([][]float32), W2: w2.Value().([][]float32)}, nil
}
