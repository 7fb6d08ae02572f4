package training

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Trainer fits networks of one shape on one device. Compilation happens once, at the first use of a program.
type Trainer struct {
	settings Settings
	net      *snn.Network
	programs *programs
}

// NewTrainer prepares a trainer for these settings.
func NewTrainer(backend compute.Backend, s Settings) (*Trainer, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	net, err := snn.New(s.Network, s.Stimulus)
	if err != nil {
		return nil, err
	}
	p, err := newPrograms(backend, net, s.Schedule.BatchSize, net.InitialWeights(random.Key{}))
	if err != nil {
		return nil, fmt.Errorf("training: building the programs: %w", err)
	}
	return &Trainer{settings: s, net: net, programs: p}, nil
}

// Epoch is what an epoch came to.
type Epoch struct {
	Number         int     // from 0
	Loss           float64 // mean of the training batches' losses, each before its step
	ValidationLoss float64 // mean over the validation set after the epoch, without dropout
}

// Fit is a trained network's history. Its weights stay on the device, for Evaluate, until the next Fit; Weights fetches
// them.
type Fit struct {
	Epochs       []Epoch
	StoppedEarly bool
}

// Fit trains a new network. The key decides the initial weights, the order of the samples and the dropout. dropout is
// the probability that a hidden spike is dropped. after, if not nil, is called after each epoch. When ctx ends, so does
// the training, between two steps, with ctx's error.
func (tr *Trainer) Fit(ctx context.Context, train, validation *stimulus.Dataset, dropout float64, key random.Key, after func(Epoch)) (*Fit, error) {
	s := tr.settings
	s.Network.Dropout = dropout
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := tr.programs.reset(tr.net.InitialWeights(key.Derive("weights")), s.Schedule.LearningRate); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	labels := tr.labels(train)
	shuffle := key.Derive("order").Rand()
	order := make([]int32, train.Len())
	for i := range order {
		order[i] = int32(i)
	}

	fit := &Fit{}
	stopping := EarlyStopping{AfterEpoch: s.Schedule.StopAfterEpoch, Window: s.Schedule.StopWindow}
	for e := range s.Schedule.Epochs {
		shuffle.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		epoch := Epoch{Number: e}
		var err error
		if epoch.Loss, err = tr.epoch(ctx, train, labels, order, dropout, key.Derive("dropout", e)); err != nil {
			return nil, fmt.Errorf("training: epoch %d: %w", e, err)
		}
		outcome, err := tr.Evaluate(ctx, validation)
		if err != nil {
			return nil, fmt.Errorf("training: validation after epoch %d: %w", e, err)
		}
		epoch.ValidationLoss = outcome.Loss
		fit.Epochs = append(fit.Epochs, epoch)
		if after != nil {
			after(epoch)
		}
		if stopping.Stop(epoch.ValidationLoss) {
			fit.StoppedEarly = e < s.Schedule.Epochs-1
			break
		}
	}
	return fit, nil
}

// epoch makes a step for each whole batch of the samples in the given order and returns the mean loss.
func (tr *Trainer) epoch(ctx context.Context, train *stimulus.Dataset, labels *tensors.Tensor, order []int32, dropout float64, key random.Key) (float64, error) {
	program, extra := tr.programs.step, []any(nil)
	shuffled := tensors.FromFlatDataAndDimensions(append([]int32(nil), order...), len(order))
	batches := train.Len() / tr.settings.Schedule.BatchSize
	if batches == 0 {
		return 0, fmt.Errorf("%w: %d samples are less than a batch of %d", ErrSettings, train.Len(), tr.settings.Schedule.BatchSize)
	}
	losses := make([]*tensors.Tensor, batches)
	for i := range batches {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if dropout > 0 {
			k0, k1 := random.Words(key, uint32(i), 0)
			program, extra = tr.programs.dropStep, []any{float32(dropout), []uint32{k0, k1}}
		}
		var err error
		if losses[i], err = call1(program, append([]any{train.Spikes, labels, shuffled, int32(i)}, extra...)...); err != nil {
			return 0, err
		}
	}
	var sum float64
	for _, l := range losses { // fetched at the end: fetching one waits for it
		sum += float64(tensors.ToScalar[float32](l))
		if err := l.FinalizeAll(); err != nil {
			return 0, err
		}
	}
	return sum / float64(batches), nil
}

func call1(program *model.Exec, args ...any) (*tensors.Tensor, error) {
	out, err := program.Call(args...)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// Outcome is what the current network makes of a data set, without dropout. Samples that don't fill a batch are left
// out, as in the original study.
type Outcome struct {
	Loss      float64 // mean cross-entropy
	Predicted []int   // class of each sample, in order
}

// Evaluate shows a data set to the network of the latest Fit.
func (tr *Trainer) Evaluate(ctx context.Context, set *stimulus.Dataset) (*Outcome, error) {
	labels := tr.labels(set)
	batches := set.Len() / tr.settings.Schedule.BatchSize
	if batches == 0 {
		return nil, fmt.Errorf("%w: %d samples are less than a batch of %d", ErrSettings, set.Len(), tr.settings.Schedule.BatchSize)
	}
	type answer struct{ loss, predicted *tensors.Tensor }
	answers := make([]answer, batches)
	for i := range batches {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out, err := tr.programs.evaluate.Call(set.Spikes, labels, int32(i))
		if err != nil {
			return nil, err
		}
		answers[i] = answer{out[0], out[1]}
	}
	outcome := &Outcome{}
	for _, a := range answers {
		outcome.Loss += float64(tensors.ToScalar[float32](a.loss)) / float64(batches)
		for _, k := range a.predicted.Value().([]int32) {
			outcome.Predicted = append(outcome.Predicted, int(k))
		}
		for _, t := range []*tensors.Tensor{a.loss, a.predicted} {
			if err := t.FinalizeAll(); err != nil {
				return nil, err
			}
		}
	}
	return outcome, nil
}

// Weights fetches the weights of the latest Fit from the device.
func (tr *Trainer) Weights() (snn.Weights, error) { return tr.programs.weights() }

func (tr *Trainer) labels(set *stimulus.Dataset) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(set.Labels(tr.settings.Network.Classes), set.Len())
}
