package training

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
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
	arrange  *model.Exec // a data set in batches, in some order
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

	p.arrange, err = model.NewExec(backend, p.store, func(_ *model.Scope, data, labels, order *Node) (*Node, *Node) {
		return inBatches(Gather(data, InsertAxes(order, -1)), batch), inBatches(Gather(labels, InsertAxes(order, -1)), batch)
	})
	if err != nil {
		return nil, err
	}
	trainStep := func(scope *model.Scope, batches, labels, i *Node, dropout *snn.Dropout) *Node {
		g := batches.Graph()
		trace := net.Forward(element(batches, i), p.w1.NodeValue(g), p.w2.NodeValue(g), dropout)
		meanLoss := crossEntropy(element(labels, i), trace.Logits)
		dW1, dW2 := net.Backward(trace, Gradient(meanLoss, trace.Logits)[0])
		adam.(gradientOptimizer).UpdateGraphWithGradients(scope, []*Node{dW1, dW2}, meanLoss.DType())
		return meanLoss
	}
	p.step, err = model.NewExec(backend, p.store, func(scope *model.Scope, batches, labels, i *Node) *Node {
		return trainStep(scope, batches, labels, i, nil)
	})
	if err != nil {
		return nil, err
	}
	p.dropStep, err = model.NewExec(backend, p.store, func(scope *model.Scope, in []*Node) *Node {
		return trainStep(scope, in[0], in[1], in[2], &snn.Dropout{P: in[3], Key: in[4]})
	})
	if err != nil {
		return nil, err
	}
	p.evaluate, err = model.NewExec(backend, p.store, func(_ *model.Scope, batches, labels, i *Node) (*Node, *Node) {
		g := batches.Graph()
		trace := net.Forward(element(batches, i), p.w1.NodeValue(g), p.w2.NodeValue(g), nil)
		return crossEntropy(element(labels, i), trace.Logits), ArgMax(trace.Logits, -1, dtypes.Int32)
	})
	if err != nil {
		return nil, err
	}
	p.arrange.WithName("batches")
	p.step.WithName("training step")
	p.dropStep.WithName("training step with dropout")
	p.evaluate.WithName("evaluation")
	return p, nil
}

// gradientOptimizer is what GoMLX's Adam can do with gradients that are computed by hand.
type gradientOptimizer interface {
	UpdateGraphWithGradients(scope *model.Scope, gradients []*Node, lossDType dtypes.DType)
}

// inBatches cuts samples [N, ...] into whole batches [N/B, B, ...]; what is left over is dropped. Spikes [N, T, G] become
// [N/B, T, B, G]: the network goes through time first.
func inBatches(samples *Node, batch int) *Node {
	dims := samples.Shape().Dimensions
	whole := dims[0] / batch * batch
	x := Reshape(Slice(samples, AxisRange(0, whole)), append([]int{whole / batch, batch}, dims[1:]...)...)
	if x.Rank() == 4 {
		x = TransposeAllDims(x, 0, 2, 1, 3)
	}
	return x
}

// element gives x[i] of x [N, ...], [...].
func element(x, i *Node) *Node {
	return Reshape(Gather(x, Reshape(i, 1, 1)), x.Shape().Dimensions[1:]...)
}

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
