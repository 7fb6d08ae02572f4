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
	"ipd/ipdlib/snn/variant"
)

// adamEpsilon is PyTorch's default, which the original uses; GoMLX's own is 1e-7.
const adamEpsilon = 1e-8

// programs are the compiled graphs of one network on one device. The weights and Adam's moments are variables of the
// store, which both programs share; they stay on the device.
type programs struct {
	store      *model.Store
	parameters []parameter
	empty      snn.Weights // of the right form, to be filled with values
	arrange    *model.Exec // a data set in batches, in some order
	step       *model.Exec // one training step, without dropout
	dropStep   *model.Exec // one training step with dropout
	evaluate   *model.Exec // mean loss and predicted classes of a batch, without dropout
}

// parameter is one array of the weights, under the name that it has in [snn.Weights.Arrays].
type parameter struct {
	name     string
	variable *model.Variable
}

// newPrograms builds the graphs. They compile at their first use.
func newPrograms(backend compute.Backend, net *variant.Network, batch int, initial snn.Weights) (*programs, error) {
	p := &programs{store: model.NewStore(), empty: initial.Clone()}
	for _, a := range initial.Arrays() {
		value, err := tensors.FromAnyValue(a.Value)
		if err != nil {
			return nil, err
		}
		v, err := p.store.CreateVariable("/"+a.Name, value)
		if err != nil {
			return nil, err
		}
		v.SetTrainable(snn.Trained(a.Name))
		p.parameters = append(p.parameters, parameter{a.Name, v})
	}
	weights := func(g *Graph) (nodes []*Node) {
		for _, w := range p.parameters {
			nodes = append(nodes, w.variable.NodeValue(g))
		}
		return nodes
	}
	var err error
	adam := optimizer.Adam().Betas(0.9, 0.999).Epsilon(adamEpsilon).Done()

	p.arrange, err = model.NewExec(backend, p.store, func(_ *model.Scope, data, labels, order *Node) (*Node, *Node) {
		return inBatches(Gather(data, InsertAxes(order, -1)), batch), inBatches(Gather(labels, InsertAxes(order, -1)), batch)
	})
	if err != nil {
		return nil, err
	}
	trainStep := func(scope *model.Scope, batches, labels, i *Node, dropout *snn.Dropout) *Node {
		g := batches.Graph()
		trace := net.Forward(element(batches, i), weights(g), dropout)
		meanLoss := crossEntropy(element(labels, i), trace.Logits)
		if trace.RateCost != nil {
			meanLoss = Add(meanLoss, trace.RateCost)
		}
		adam.(gradientOptimizer).UpdateGraphWithGradients(scope, net.Backward(trace, meanLoss), meanLoss.DType())
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
		trace := net.Forward(element(batches, i), weights(g), nil)
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
	if err := forget(p.store, learningRate); err != nil {
		return err
	}
	return p.setWeights(initial)
}

// forget makes Adam forget all. The store's other variables, the weights, become zero.
func forget(store *model.Store, learningRate float64) error {
	store.RootScope().SetParam(optimizer.ParamLearningRate, learningRate)
	for v := range store.IterVariables() {
		value := tensors.FromShape(v.Shape()) // zero
		if v.Name() == optimizer.ParamLearningRate {
			value = tensors.FromScalar(float32(learningRate))
		}
		if err := v.SetValue(value); err != nil {
			return fmt.Errorf("resetting %s: %w", v.Path(), err)
		}
	}
	return nil
}

// setWeights puts others of the same shapes in the place of the weights.
func (p *programs) setWeights(w snn.Weights) error {
	arrays := w.Arrays()
	if len(arrays) != len(p.parameters) {
		return fmt.Errorf("the weights have %d arrays, the network %d", len(arrays), len(p.parameters))
	}
	for i, a := range arrays {
		if a.Name != p.parameters[i].name {
			return fmt.Errorf("the weights have %s where the network has %s", a.Name, p.parameters[i].name)
		}
		value, err := tensors.FromAnyValue(a.Value)
		if err == nil {
			err = p.parameters[i].variable.SetValue(value)
		}
		if err != nil {
			return fmt.Errorf("setting %s: %w", a.Name, err)
		}
	}
	return nil
}

// weights fetches the weights from the device.
func (p *programs) weights() (snn.Weights, error) {
	w := p.empty.Clone()
	for _, parameter := range p.parameters {
		value, err := parameter.variable.Value()
		if err != nil {
			return snn.Weights{}, err
		}
		if err := w.SetArray(parameter.name, value.Value()); err != nil {
			return snn.Weights{}, err
		}
	}
	return w, nil
}
