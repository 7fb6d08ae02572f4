package training

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// adamEpsilon is PyTorch's default, which the original uses; GoMLX's default is 1e-7.
const adamEpsilon = 1e-8

// graphs is the engine that computes with GoMLX, on any of its backends. Each graph compiles at its first use. The weights,
// with a first axis of networks, and Adam's moments are variables of the store, which all graphs share; they stay on the
// device.
type graphs struct {
	networks   int // M
	net        *snn.Network
	store      *model.Store
	parameters []parameter
	form       snn.Weights // of one network, to be filled with values

	arrange  *model.Exec // data sets in batches, in a given order
	train    *model.Exec // one training step, without dropout
	dropping *model.Exec // one training step, with dropout
	answer   *model.Exec // losses and predicted classes of a batch
	inspect  *model.Exec // all intermediate values of a batch
}

// parameter is one array of the weights, with its name in [snn.Weights.Arrays].
type parameter struct {
	name     string
	variable *model.Variable // [M, ...]
}

// gradientOptimizer is the part of GoMLX's Adam that takes gradients computed elsewhere.
type gradientOptimizer interface {
	UpdateGraphWithGradients(scope *model.Scope, gradients []*Node, lossDType dtypes.DType)
}

func newGraphs(backend compute.Backend, net *snn.Network, networks, batch int) (*graphs, error) {
	e := &graphs{networks: networks, net: net, store: model.NewStore(), form: net.InitialWeights(random.Key{})}
	for i, a := range e.form.Arrays() {
		value, err := stacked(e.alike(e.form), i)
		if err != nil {
			return nil, err
		}
		v, err := e.store.CreateVariable("/"+a.Name, value)
		if err != nil {
			return nil, err
		}
		v.SetTrainable(snn.Learnt(a.Name))
		e.parameters = append(e.parameters, parameter{a.Name, v})
	}
	adam := optimizer.Adam().Betas(0.9, 0.999).Epsilon(adamEpsilon).Done().(gradientOptimizer)

	var err error
	program := func(name string, graph func(scope *model.Scope, in []*Node) []*Node) *model.Exec {
		exec, wrong := model.NewExec(backend, e.store, graph)
		if err = errors.Join(err, wrong); wrong != nil {
			return nil
		}
		return exec.WithName(name)
	}
	// in: the data sets, uint8 [N, T, G] each; then labels and orders, int32 [M, N] each
	e.arrange = program("batches", func(_ *model.Scope, in []*Node) []*Node { return e.inBatches(in, batch) })
	// in: batches, labels, the batch's number; with several networks, which are active; with dropout, its probabilities and keys
	e.train = program("training step", func(scope *model.Scope, in []*Node) []*Node {
		return []*Node{e.trainingStep(scope, adam, in, nil)}
	})
	e.dropping = program("training step with dropout", func(scope *model.Scope, in []*Node) []*Node {
		last := len(in) - 2
		return []*Node{e.trainingStep(scope, adam, in[:last], &snn.Dropout{P: in[last], Key: in[last+1]})}
	})
	e.answer = program("evaluation", func(_ *model.Scope, in []*Node) []*Node {
		trace := net.Forward(element(in[0], in[2]), e.nodes(in[0].Graph()), nil)
		return []*Node{e.crossEntropies(element(in[1], in[2]), trace.Logits), ArgMax(trace.Logits, -1, dtypes.Int32)}
	})
	e.inspect = program("values of a training step", func(_ *model.Scope, in []*Node) []*Node {
		trace := net.Forward(element(in[0], in[2]), e.nodes(in[0].Graph()), nil)
		loss := ReduceAllSum(e.crossEntropies(element(in[1], in[2]), trace.Logits))
		gradients := net.Backward(trace, loss)
		first := trace.Layers[0]
		all := []*Node{first.Spikes, first.Membrane, trace.Output(), trace.Logits, loss, Squeeze(gradients[0], 0), Squeeze(gradients[1], 0)}
		for i := range all {
			all[i] = ConvertDType(all[i], dtypes.Float32)
		}
		return all
	})
	return e, err
}

// trainingStep is the graph of a training step. in: batches, labels, the batch's number, and, with several networks, which
// are active.
func (e *graphs) trainingStep(scope *model.Scope, adam gradientOptimizer, in []*Node, dropout *snn.Dropout) *Node {
	batches, labels, i := in[0], in[1], in[2]
	before := e.nodes(batches.Graph())
	trace := e.net.Forward(element(batches, i), before, dropout)
	losses := e.crossEntropies(element(labels, i), trace.Logits)
	if trace.RateCost != nil {
		losses = Add(losses, trace.RateCost)
	}
	// The networks share nothing, so the gradient of the sum with respect to a network's weights is that of its own loss.
	total := ReduceAllSum(losses)
	adam.UpdateGraphWithGradients(scope, e.net.Backward(trace, total), total.DType())
	if e.networks > 1 {
		for j, p := range e.parameters {
			dims := make([]int, before[j].Rank())
			for k := range dims {
				dims[k] = 1
			}
			dims[0] = e.networks
			active := BroadcastToShape(Reshape(in[3], dims...), before[j].Shape())
			p.variable.SetNodeValue(Where(active, p.variable.NodeValue(batches.Graph()), before[j]))
		}
	}
	return losses
}

// nodes are the weights in a graph.
func (e *graphs) nodes(g *Graph) (nodes []*Node) {
	for _, p := range e.parameters {
		nodes = append(nodes, p.variable.NodeValue(g))
	}
	return nodes
}

// inBatches puts the samples of each network's data set in order and divides them into whole batches; the rest is left out.
// Spikes become [N/B, T, M·B, G], since the networks have time as their first axis, and labels [N/B, M·B]: row m·B + b is
// sample b of network m.
func (e *graphs) inBatches(in []*Node, batch int) []*Node {
	var allSpikes, allLabels []*Node
	for m, data := range in[:e.networks] {
		of := func(x *Node) *Node { return Squeeze(Slice(x, AxisElem(m)), 0) }
		order := InsertAxes(of(in[e.networks+1]), -1)
		cut := func(samples *Node) *Node {
			dims := samples.Shape().Dimensions
			whole := dims[0] / batch * batch
			return Reshape(Slice(samples, AxisRange(0, whole)), append([]int{whole / batch, batch}, dims[1:]...)...)
		}
		allSpikes = append(allSpikes, TransposeAllDims(cut(Gather(data, order)), 0, 2, 1, 3))
		allLabels = append(allLabels, cut(Gather(of(in[e.networks]), order)))
	}
	if e.networks == 1 {
		return []*Node{allSpikes[0], allLabels[0]}
	}
	return []*Node{Concatenate(allSpikes, 2), Concatenate(allLabels, 1)}
}

// element returns x[i], [...], of x [N, ...].
func element(x, i *Node) *Node {
	return Reshape(Gather(x, Reshape(i, 1, 1)), x.Shape().Dimensions[1:]...)
}

// crossEntropies returns the mean cross-entropy over each network's batch, [M], from labels [M·B] and logits [M·B, K].
func (e *graphs) crossEntropies(labels, logits *Node) *Node {
	right := OneHot(labels, logits.Shape().Dimensions[1], logits.DType())
	ofSamples := ReduceSum(Neg(Mul(right, LogSoftmax(logits))), -1)
	return ReduceMean(Reshape(ofSamples, e.networks, -1), -1)
}

// loaded are batches on the device.
type loaded struct {
	spikes *tensors.Tensor // packed, uint8 [count, T, M·B, G]
	labels *tensors.Tensor // int32 [count, M·B]
}

func (b *loaded) count() int { return b.labels.Shape().Dimensions[0] }

func (b *loaded) close() {
	_ = errors.Join(b.spikes.FinalizeAll(), b.labels.FinalizeAll()) // a tensor that was already freed is no error
}

// load arranges all batches at once, which takes 5 ms per epoch; inside each training step it would take twice that.
func (e *graphs) load(sets []*stimulus.Dataset, orders [][]int32) (batches, error) {
	var in []any
	var labels [][]int32
	for _, set := range sets {
		in, labels = append(in, set.Spikes), append(labels, set.Labels(e.net.Classes))
	}
	out, err := e.arrange.Call(append(in, labels, orders)...)
	if err != nil {
		return nil, err
	}
	return &loaded{out[0], out[1]}, nil
}

func (e *graphs) step(b batches, i int, d []dropout, active []bool) (outcome, error) {
	l := b.(*loaded)
	in := []any{l.spikes, l.labels, int32(i)}
	if e.networks > 1 {
		in = append(in, active)
	}
	program := e.train
	p, keys := make([]float32, len(d)), make([][]uint32, len(d))
	for m := range d {
		p[m], keys[m] = float32(d[m].p), []uint32{d[m].key[0], d[m].key[1]}
		if d[m].p > 0 {
			program = e.dropping
		}
	}
	if program == e.dropping {
		in = append(in, p, keys)
	}
	return e.call(program, in)
}

func (e *graphs) evaluate(b batches, i int) (outcome, error) {
	l := b.(*loaded)
	return e.call(e.answer, []any{l.spikes, l.labels, int32(i)})
}

func (e *graphs) call(program *model.Exec, in []any) (outcome, error) {
	out, err := program.Call(in...)
	if err != nil {
		return nil, err
	}
	return func() (losses []float64, predicted [][]int, err error) {
		for _, l := range out[0].Value().([]float32) {
			losses = append(losses, float64(l))
		}
		if len(out) > 1 {
			classes := out[1].Value().([]int32) // [M·B]
			predicted = make([][]int, e.networks)
			for i, k := range classes {
				m := i * e.networks / len(classes)
				predicted[m] = append(predicted[m], int(k))
			}
		}
		for _, t := range out {
			err = errors.Join(err, t.FinalizeAll())
		}
		return losses, predicted, err
	}, nil
}

func (e *graphs) values(b batches, i int) (*Values, error) {
	l := b.(*loaded)
	out, err := e.inspect.Call(l.spikes, l.labels, int32(i))
	if err != nil {
		return nil, err
	}
	return &Values{
		Spikes:         out[0].Value().([][][]float32),
		Membrane:       out[1].Value().([][][]float32),
		OutputMembrane: out[2].Value().([][][]float32),
		Logits:         out[3].Value().([][]float32),
		Loss:           out[4].Value().(float32),
		GradW1:         out[5].Value().([][]float32),
		GradW2:         out[6].Value().([][]float32),
	}, nil
}

func (e *graphs) reset(initial []snn.Weights, learningRate float64) error {
	e.store.RootScope().SetParam(optimizer.ParamLearningRate, learningRate)
	for v := range e.store.IterVariables() {
		value := tensors.FromShape(v.Shape()) // zero: Adam's moments and its step count
		if v.Name() == optimizer.ParamLearningRate {
			value = tensors.FromScalar(float32(learningRate))
		}
		if err := v.SetValue(value); err != nil {
			return fmt.Errorf("resetting %s: %w", v.Path(), err)
		}
	}
	return e.setAll(initial)
}

// setAll replaces the weights of all networks.
func (e *graphs) setAll(all []snn.Weights) error {
	for i, p := range e.parameters {
		value, err := stacked(all, i)
		if err == nil {
			err = p.variable.SetValue(value)
		}
		if err != nil {
			return fmt.Errorf("setting %s: %w", p.name, err)
		}
	}
	return nil
}

// alike returns the same weights for all networks.
func (e *graphs) alike(w snn.Weights) []snn.Weights {
	all := make([]snn.Weights, e.networks)
	for m := range all {
		all[m] = w
	}
	return all
}

// stacked returns array i of the weights of all networks as a tensor, [M, ...].
func stacked(all []snn.Weights, i int) (*tensors.Tensor, error) {
	var matrices [][][]float32
	var vectors [][]float32
	for _, w := range all {
		arrays := w.Arrays()
		if i >= len(arrays) {
			return nil, fmt.Errorf("the weights have %d arrays, the network has more", len(arrays))
		}
		switch value := arrays[i].Value.(type) {
		case [][]float32:
			matrices = append(matrices, value)
		case []float32:
			vectors = append(vectors, value)
		}
	}
	if matrices != nil {
		return tensors.FromAnyValue(matrices)
	}
	return tensors.FromAnyValue(vectors)
}

func (e *graphs) weights(network int) (snn.Weights, error) {
	w := e.form.Clone()
	for _, p := range e.parameters {
		value, err := p.variable.Value()
		if err != nil {
			return snn.Weights{}, err
		}
		var array any
		switch all := value.Value().(type) {
		case [][][]float32:
			array = all[network]
		case [][]float32:
			array = all[network]
		}
		if err := w.SetArray(p.name, array); err != nil {
			return snn.Weights{}, err
		}
	}
	return w, nil
}

func (e *graphs) setWeights(network int, w snn.Weights) error {
	all := make([]snn.Weights, e.networks)
	for m := range all {
		var err error
		if all[m], err = e.weights(m); err != nil {
			return err
		}
	}
	all[network] = w
	return e.setAll(all)
}

func (e *graphs) close() {
	for _, program := range []*model.Exec{e.arrange, e.train, e.dropping, e.answer, e.inspect} {
		program.Finalize()
	}
	e.store.Finalize()
}
