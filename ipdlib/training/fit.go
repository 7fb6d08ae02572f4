package training

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/compute"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Epoch holds the losses of an epoch: mean cross-entropies.
type Epoch struct {
	Number         int     // from 0
	Loss           float64 // mean of the training batches' losses, each before its step
	ValidationLoss float64 // mean over the validation set after the epoch, without dropout
}

// ErrDiverged is wrapped by errors about a training whose loss became infinite or NaN.
var ErrDiverged = errors.New("training diverged")

// trainer fits M networks of one kind side by side, each to its own data, with its own dropout and random numbers. Each
// stops by its own early stopping, with the same result as if trained alone, up to float32 rounding; see
// [Runner.RunTogether].
type trainer struct {
	settings Settings // what all networks share
	networks int
	net      *snn.Network
	engine   engine
}

func newTrainer(backend compute.Backend, s Settings, networks int) (*trainer, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	net, err := snn.New(s.Network, s.Stimulus)
	if err != nil {
		return nil, err
	}
	e, err := newEngine(backend, net, networks, s.Schedule.BatchSize)
	if err != nil {
		return nil, fmt.Errorf("training: building the programs: %w", err)
	}
	return &trainer{settings: s, networks: networks, net: net, engine: e}, nil
}

// history is the training of one network so far.
type history struct {
	epochs       []Epoch
	stoppedEarly bool
	weightsOf    int   // the epoch whose weights are kept
	diverged     error // why it ended prematurely; wraps ErrDiverged

	task     Task
	active   bool
	order    *order
	stopping EarlyStopping
	best     *snn.Weights // those with the smallest validation loss, of epoch bestOf, if they are to be restored
	bestOf   int
}

// A source returns the training sets of an epoch, one for each network.
type source func(epoch int) ([]*stimulus.Dataset, error)

// fit trains new networks, one for each task; with fewer tasks than networks, the other networks are idle. observe is called
// with all networks in training before the first step, after the steps of an epoch and after its validation, and with those
// whose training has ended, whose weights no longer change; its error ends the training. When ctx ends, training ends within
// a few steps, with ctx's error.
func (tr *trainer) fit(ctx context.Context, tasks []Task, train source, validation func() ([]*stimulus.Dataset, error), observe func(stage Stage, of map[int]*history) error) error {
	all, err := tr.begin(tasks)
	if err != nil {
		return err
	}
	var validationBatches batches // drawn when the first epoch is done
	defer func() {
		if validationBatches != nil {
			validationBatches.close()
		}
	}()
	active := map[int]*history{}
	for m := range tasks {
		active[m] = all[m]
	}
	for e := 0; e < tr.settings.Schedule.Epochs && len(active) > 0; e++ {
		sets, err := train(e)
		if err != nil {
			return fmt.Errorf("training: epoch %d: %w", e, err)
		}
		if e == 0 {
			if err := observe(Begun, active); err != nil {
				return err
			}
		}
		losses, err := tr.epoch(ctx, sets, all, e)
		if err != nil {
			return fmt.Errorf("training: epoch %d: %w", e, err)
		}
		if err := observe(Stepped, active); err != nil {
			return err
		}
		if e == 0 {
			sets, err := validation()
			if err == nil {
				validationBatches, err = tr.load(sets, nil)
			}
			if err != nil {
				return fmt.Errorf("training: validation set: %w", err)
			}
		}
		validated, _, err := tr.evaluate(ctx, validationBatches)
		if err != nil {
			return fmt.Errorf("training: validation after epoch %d: %w", e, err)
		}
		ended := map[int]*history{}
		for m, h := range active {
			end, err := tr.finish(m, h, Epoch{Number: e, Loss: losses[m], ValidationLoss: validated[m]})
			if err != nil {
				return fmt.Errorf("training: weights of epoch %d: %w", e, err)
			}
			if end {
				ended[m] = h
			}
		}
		if err := observe(Validated, active); err != nil {
			return err
		}
		for m, h := range ended {
			if h.best != nil {
				if err := tr.engine.setWeights(m, *h.best); err != nil {
					return fmt.Errorf("training: restoring the weights of epoch %d: %w", h.bestOf, err)
				}
				h.weightsOf = h.bestOf
			}
			h.active = false
			delete(active, m)
		}
		if len(ended) > 0 {
			if err := observe(Ended, ended); err != nil {
				return err
			}
		}
	}
	return nil
}

// begin draws the initial weights and clears Adam's moments.
func (tr *trainer) begin(tasks []Task) ([]*history, error) {
	if len(tasks) < 1 || len(tasks) > tr.networks {
		return nil, fmt.Errorf("%w: %d trainings for programs of %d networks", ErrSettings, len(tasks), tr.networks)
	}
	s := tr.settings.Schedule
	var all []*history
	var initial []snn.Weights
	for m := range tr.networks {
		task := tasks[min(m, len(tasks)-1)]
		if err := task.Settings.Validate(); err != nil {
			return nil, err
		}
		all = append(all, &history{task: task, active: m < len(tasks), stopping: EarlyStopping{AfterEpoch: s.StopAfterEpoch, Window: s.StopWindow}})
		initial = append(initial, tr.net.InitialWeights(task.key(fitKey).Derive(weightsKey)))
	}
	if err := tr.engine.reset(initial, s.LearningRate); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return all, nil
}

// load divides data sets into batches; without orders, samples stay in order.
func (tr *trainer) load(sets []*stimulus.Dataset, orders [][]int32) (batches, error) {
	for _, set := range sets {
		if n, size := set.Len(), tr.settings.Schedule.BatchSize; n < size {
			return nil, fmt.Errorf("%w: %d samples are fewer than a batch of %d", ErrSettings, n, size)
		}
	}
	if orders == nil {
		for _, set := range sets {
			orders = append(orders, upTo(0, set.Len()))
		}
	}
	return tr.engine.load(sets, orders)
}

// epoch shuffles the training sets, makes a step for each whole batch, and returns the networks' mean losses.
func (tr *trainer) epoch(ctx context.Context, sets []*stimulus.Dataset, all []*history, number int) ([]float64, error) {
	unit := 1 // samples that stay together
	if tr.settings.Stimulus.Variant.PerBatch() {
		unit = tr.settings.Schedule.BatchSize
	}
	active, orders, keys := make([]bool, tr.networks), make([][]int32, tr.networks), make([]random.Key, tr.networks)
	for m, h := range all {
		if h.order == nil {
			h.order = newOrder(sets[m].Len(), unit, h.task.key(fitKey).Derive(orderKey))
		}
		active[m], orders[m], keys[m] = h.active, h.order.next(), h.task.key(fitKey).Derive(dropoutKey, number)
	}
	b, err := tr.load(sets, orders)
	if err != nil {
		return nil, err
	}
	defer b.close()
	losses, _, err := tr.each(ctx, b.count(), func(i int) (outcome, error) {
		d := make([]dropout, tr.networks)
		for m, h := range all {
			k0, k1 := random.Words(keys[m], uint32(i), 0)
			d[m] = dropout{h.task.Settings.Network.Dropout, random.Key{k0, k1}}
		}
		return tr.engine.step(b, i, d, active)
	})
	return losses, err
}

// evaluate runs the networks, with their current weights, on batches: mean losses [M], predicted classes [M][N].
func (tr *trainer) evaluate(ctx context.Context, b batches) (losses []float64, predicted [][]int, err error) {
	return tr.each(ctx, b.count(), func(i int) (outcome, error) { return tr.engine.evaluate(b, i) })
}

// inFlight is the number of steps that are queued before the host waits for one. With fewer, the device waits for the host;
// larger values delay cancellation.
const inFlight = 4

// each computes something for each of count batches and combines the results: the means of the losses, and all predictions.
func (tr *trainer) each(ctx context.Context, count int, compute func(i int) (outcome, error)) (losses []float64, predicted [][]int, err error) {
	losses, predicted = make([]float64, tr.networks), make([][]int, tr.networks)
	var waiting []outcome
	take := func() error {
		wait := waiting[0]
		waiting = waiting[1:]
		l, p, err := wait()
		for m := range l {
			losses[m] += l[m]
		}
		for m := range p {
			predicted[m] = append(predicted[m], p[m]...)
		}
		return err
	}
	defer func() {
		for _, wait := range waiting { // after an error, when the losses no longer matter
			_, _, _ = wait()
		}
	}()
	for i := range count {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		o, err := compute(i)
		if err != nil {
			return nil, nil, err
		}
		if waiting = append(waiting, o); len(waiting) > inFlight {
			if err := take(); err != nil {
				return nil, nil, err
			}
		}
	}
	for len(waiting) > 0 {
		if err := take(); err != nil {
			return nil, nil, err
		}
	}
	for m := range losses {
		losses[m] /= float64(count)
	}
	return losses, predicted, nil
}

// finish records an epoch and reports whether the network's training ends with it.
func (tr *trainer) finish(m int, h *history, e Epoch) (end bool, err error) {
	s := tr.settings.Schedule
	h.epochs = append(h.epochs, e)
	h.weightsOf = e.Number
	if bad(e.Loss) || bad(e.ValidationLoss) {
		h.diverged = fmt.Errorf("%w: epoch %d has loss %v and validation loss %v; use a smaller learning_rate", ErrDiverged, e.Number, e.Loss, e.ValidationLoss)
		return true, nil
	}
	if s.Variant.RestoreBest && (h.best == nil || e.ValidationLoss < h.epochs[h.bestOf].ValidationLoss) {
		w, err := tr.engine.weights(m) // a copy on the host: further steps overwrite the device's
		if err != nil {
			return false, err
		}
		h.best, h.bestOf = &w, e.Number
	}
	last := e.Number == s.Epochs-1
	if h.stopping.Stop(e.ValidationLoss) {
		h.stoppedEarly = !last
		return true, nil
	}
	return last, nil
}

func bad(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }
