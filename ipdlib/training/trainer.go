package training

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/snn/variant"
	"ipd/ipdlib/stimulus"
)

// Trainer fits networks of one shape on one device. Compilation happens once, at the first use of a program.
type Trainer struct {
	settings Settings
	net      *variant.Network
	programs *programs
}

// NewTrainer prepares a trainer for these settings.
func NewTrainer(backend compute.Backend, s Settings) (*Trainer, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	net, err := variant.New(s.Network, s.Stimulus)
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
	// WeightsOf is the epoch whose weights are left: the last, or with Variant.RestoreBest the one with the smallest
	// validation loss.
	WeightsOf int
}

// Fit trains a new network. The key decides the initial weights, the order of the samples and the dropout. dropout is
// the probability that a hidden spike is dropped. after, if not nil, is called after each epoch. When ctx ends, so does
// the training, between two steps, with ctx's error.
//
// All epochs have the same training set: where the settings want others, see [Trainer.FitSource].
func (tr *Trainer) Fit(ctx context.Context, train, validation *stimulus.Dataset, dropout float64, key random.Key, after func(Epoch)) (*Fit, error) {
	return tr.FitSource(ctx, Same(train), validation, dropout, key, after)
}

// FitSource is Fit with a training set for each epoch.
func (tr *Trainer) FitSource(ctx context.Context, source Source, validation *stimulus.Dataset, dropout float64, key random.Key, after func(Epoch)) (*Fit, error) {
	s := tr.settings
	s.Network.Dropout = dropout
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := tr.programs.reset(tr.net.InitialWeights(key.Derive("weights")), s.Schedule.LearningRate); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	validationBatches, err := tr.arrange(validation, inOrder(validation))
	if err != nil {
		return nil, fmt.Errorf("training: validation set: %w", err)
	}
	defer validationBatches.close()

	var order *order
	var best best
	defer best.forget()
	fit := &Fit{}
	stopping := EarlyStopping{AfterEpoch: s.Schedule.StopAfterEpoch, Window: s.Schedule.StopWindow}
	for e := range s.Schedule.Epochs {
		train, err := source(e)
		if err != nil {
			return nil, fmt.Errorf("training: epoch %d: %w", e, err)
		}
		if order == nil {
			order = newOrder(train.Len(), tr.unit(), key.Derive("order"))
		} else if train.Len() != order.len() {
			return nil, fmt.Errorf("%w: epoch %d has %d samples, the first had %d; all must have as many", ErrSettings, e, train.Len(), order.len())
		}
		epoch := Epoch{Number: e}
		if epoch.Loss, err = tr.epoch(ctx, train, order.next(), dropout, key.Derive("dropout", e)); err != nil {
			return nil, fmt.Errorf("training: epoch %d: %w", e, err)
		}
		outcome, err := tr.evaluate(ctx, validationBatches)
		if err != nil {
			return nil, fmt.Errorf("training: validation after epoch %d: %w", e, err)
		}
		epoch.ValidationLoss = outcome.Loss
		fit.Epochs = append(fit.Epochs, epoch)
		if s.Schedule.Variant.RestoreBest {
			if err := best.see(tr.programs, epoch); err != nil {
				return nil, fmt.Errorf("training: weights of epoch %d: %w", e, err)
			}
		}
		if after != nil {
			after(epoch)
		}
		if stopping.Stop(epoch.ValidationLoss) {
			fit.StoppedEarly = e < s.Schedule.Epochs-1
			break
		}
	}
	fit.WeightsOf = len(fit.Epochs) - 1
	if s.Schedule.Variant.RestoreBest {
		fit.WeightsOf = best.epoch
		if err := best.restore(tr.programs); err != nil {
			return nil, fmt.Errorf("training: weights of epoch %d: %w", best.epoch, err)
		}
	}
	return fit, nil
}

// unit is how many samples stay together when an epoch is shuffled.
func (tr *Trainer) unit() int {
	if tr.settings.Stimulus.Variant.PerBatch() {
		return tr.settings.Schedule.BatchSize
	}
	return 1
}

// epoch makes a step for each whole batch of the samples in the given order and returns the mean loss.
func (tr *Trainer) epoch(ctx context.Context, train *stimulus.Dataset, order []int32, dropout float64, key random.Key) (float64, error) {
	shuffled, err := tr.arrange(train, order)
	if err != nil {
		return 0, err
	}
	defer shuffled.close()
	losses := make([]*tensors.Tensor, shuffled.count)
	for i := range losses {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if dropout > 0 {
			k0, k1 := random.Words(key, uint32(i), 0)
			losses[i], err = call1(tr.programs.dropStep, shuffled.spikes, shuffled.labels, int32(i), float32(dropout), []uint32{k0, k1})
		} else {
			losses[i], err = call1(tr.programs.step, shuffled.spikes, shuffled.labels, int32(i))
		}
		if err != nil {
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
	return sum / float64(len(losses)), nil
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
	b, err := tr.arrange(set, inOrder(set))
	if err != nil {
		return nil, fmt.Errorf("training: evaluation: %w", err)
	}
	defer b.close()
	outcome, err := tr.evaluate(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("training: evaluation: %w", err)
	}
	return outcome, nil
}

func (tr *Trainer) evaluate(ctx context.Context, set *batches) (*Outcome, error) {
	type answer struct{ loss, predicted *tensors.Tensor }
	answers := make([]answer, set.count)
	for i := range answers {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out, err := tr.programs.evaluate.Call(set.spikes, set.labels, int32(i))
		if err != nil {
			return nil, err
		}
		answers[i] = answer{out[0], out[1]}
	}
	outcome := &Outcome{}
	for _, a := range answers {
		outcome.Loss += float64(tensors.ToScalar[float32](a.loss)) / float64(set.count)
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
