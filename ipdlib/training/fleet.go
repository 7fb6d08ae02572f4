package training

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// Fleet trains M networks of one shape at once, in one program: what [Trainer] does with one. On a GPU that takes hardly
// longer than one training. Each network has its data, its dropout and its random numbers, ends when its own rule says, and
// comes out as it would alone: on XLA's CPU bit for bit, elsewhere but for the rounding of float32.
type Fleet struct {
	settings Settings
	net      *snn.Many
	networks int
	programs *fleetPrograms
}

// inFlight is how many steps are under way before one is waited for. Fewer, and the device waits for the host; more, and it
// goes on for long when nobody wants it any longer.
const inFlight = 4

// Member is a training of a fleet.
type Member struct {
	Dropout float64    // probability that a hidden spike is dropped
	Key     random.Key // decides the initial weights, the order of the samples and the dropout
}

// FleetEpoch is what an epoch came to for all members that were still in training.
type FleetEpoch struct {
	Number int     // of the epoch, from 0
	Epochs []Epoch // by member; only those of Active members mean something
	Active []int   // the members that trained in it
	Ended  []int   // those of them whose training ended with it
}

// NewFleet prepares a fleet of that many networks. dense says how products are computed: see [snn.NewMany]. On a backend of
// device.Nested an epoch is one call, or few; else each step is one, of which some are under way at once. It refuses
// settings with variants of the network or of the schedule, which only a Trainer knows.
func NewFleet(backend compute.Backend, s Settings, networks int, dense bool) (*Fleet, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if networks < 1 {
		return nil, fmt.Errorf("%w: a fleet of %d networks; it needs at least one", ErrSettings, networks)
	}
	if !Together(s) {
		return nil, fmt.Errorf("%w: networks or schedules with a variant are trained one by one; leave the variant out, or use a Trainer", ErrSettings)
	}
	one, err := snn.New(s.Network, s.Stimulus)
	if err != nil {
		return nil, err
	}
	net := snn.NewMany(one, dense)
	p, err := newFleetPrograms(backend, net, networks, s.Schedule.BatchSize, net.InitialWeights(random.Key{}))
	if err != nil {
		return nil, fmt.Errorf("training: building the programs of %d networks: %w", networks, err)
	}
	return &Fleet{settings: s, net: net, networks: networks, programs: p}, nil
}

// Together reports whether a fleet can train networks of these settings: those of the study's kind. What only changes the
// data, such as a variant of the stimulus, doesn't matter.
func Together(s Settings) bool { return s.Network.Variant.IsZero() && s.Schedule.Variant.IsZero() }

// FitMany trains new networks, each on its training set. There are as many members as networks, or fewer: then the last sets
// and networks are idle. after, if not nil, is called after each epoch; the networks may be evaluated in it, of which those
// that have ended don't change any more. When ctx ends, so does the training, within a few steps, with ctx's error; so it
// does with an error of after.
func (f *Fleet) FitMany(ctx context.Context, train, validation *stimulus.Datasets, members []Member, after func(FleetEpoch) error) ([]*Fit, error) {
	run, err := f.begin(train, validation, members)
	if err != nil {
		return nil, err
	}
	validationBatches, err := f.arrange(validation, sameOrder(f.networks, len(validation.IPD[0])))
	if err != nil {
		return nil, fmt.Errorf("training: validation sets: %w", err)
	}
	defer validationBatches.close()
	for e := 0; run.left > 0; e++ {
		losses, err := f.epoch(ctx, train, run, e)
		if err != nil {
			return nil, fmt.Errorf("training: epoch %d: %w", e, err)
		}
		outcomes, err := f.evaluate(ctx, validationBatches)
		if err != nil {
			return nil, fmt.Errorf("training: validation after epoch %d: %w", e, err)
		}
		now := run.finish(e, losses, outcomes)
		if after != nil {
			if err := after(now); err != nil {
				return nil, err
			}
		}
	}
	return run.fits, nil
}

// fleetRun is the state of a FitMany.
type fleetRun struct {
	schedule Schedule
	networks int
	members  []Member
	dropout  bool // whether any member has dropout
	active   []bool
	left     int // active ones
	orders   []*order
	stopping []EarlyStopping
	fits     []*Fit
}

func (f *Fleet) begin(train, validation *stimulus.Datasets, members []Member) (*fleetRun, error) {
	s := f.settings
	if n := len(members); n < 1 || n > f.networks {
		return nil, fmt.Errorf("%w: %d members in a fleet of %d networks", ErrSettings, n, f.networks)
	}
	for _, sets := range []*stimulus.Datasets{train, validation} {
		if len(sets.IPD) != f.networks {
			return nil, fmt.Errorf("%w: %d data sets for %d networks", ErrSettings, len(sets.IPD), f.networks)
		}
	}
	run := &fleetRun{schedule: s.Schedule, networks: f.networks, members: members, active: make([]bool, f.networks), left: len(members)}
	unit := 1
	if s.Stimulus.Variant.PerBatch() {
		unit = s.Schedule.BatchSize
	}
	var initial []snn.Weights
	for i, m := range members {
		s.Network.Dropout = m.Dropout
		if err := s.Validate(); err != nil {
			return nil, err
		}
		run.active[i] = true
		run.dropout = run.dropout || m.Dropout > 0
		run.orders = append(run.orders, newOrder(len(train.IPD[i]), unit, m.Key.Derive("order")))
		run.stopping = append(run.stopping, EarlyStopping{AfterEpoch: s.Schedule.StopAfterEpoch, Window: s.Schedule.StopWindow})
		run.fits = append(run.fits, &Fit{})
		initial = append(initial, f.net.InitialWeights(m.Key.Derive("weights")))
	}
	for len(initial) < f.networks {
		initial = append(initial, initial[0])
	}
	if err := f.programs.reset(initial, s.Schedule.LearningRate); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return run, nil
}

// sameOrder are the samples of each set as they are.
func sameOrder(networks, n int) [][]int32 {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	orders := make([][]int32, networks)
	for i := range orders {
		orders[i] = order
	}
	return orders
}

// shuffled are the samples of each set in the order of the next epoch. Idle networks take the first one's.
func (r *fleetRun) shuffled() [][]int32 {
	orders := make([][]int32, r.networks)
	for i := range orders {
		if i < len(r.orders) {
			orders[i] = r.orders[i].next()
		} else {
			orders[i] = orders[0]
		}
	}
	return orders
}

// dropoutInputs are the probabilities and, for each step of an epoch, the keys.
func (r *fleetRun) dropoutInputs(epoch, steps int) (p []float32, keys [][][]uint32) {
	p, keys = make([]float32, r.networks), make([][][]uint32, steps)
	for i := range keys {
		keys[i] = make([][]uint32, r.networks)
		for m := range keys[i] {
			keys[i][m] = make([]uint32, 2)
		}
	}
	for m, member := range r.members {
		p[m] = float32(member.Dropout)
		key := member.Key.Derive("dropout", epoch)
		for i := range keys {
			keys[i][m][0], keys[i][m][1] = random.Words(key, uint32(i), 0)
		}
	}
	return p, keys
}

// finish writes down an epoch and ends the trainings that are over.
func (r *fleetRun) finish(e int, losses []float64, outcomes []*Outcome) FleetEpoch {
	now := FleetEpoch{Number: e, Epochs: make([]Epoch, len(r.members))}
	for m := range r.members {
		if !r.active[m] {
			continue
		}
		epoch := Epoch{Number: e, Loss: losses[m], ValidationLoss: outcomes[m].Loss}
		now.Epochs[m], now.Active = epoch, append(now.Active, m)
		fit := r.fits[m]
		fit.Epochs, fit.WeightsOf = append(fit.Epochs, epoch), e
		last := e == r.schedule.Epochs-1
		if stop := r.stopping[m].Stop(epoch.ValidationLoss); stop || last {
			fit.StoppedEarly = stop && !last
			now.Ended = append(now.Ended, m)
			r.active[m] = false
			r.left--
		}
	}
	return now
}

// arrange cuts the sets into batches, their samples in the given orders.
func (f *Fleet) arrange(sets *stimulus.Datasets, orders [][]int32) (*batches, error) {
	size, n := f.settings.Schedule.BatchSize, len(sets.IPD[0])
	if n < size {
		return nil, fmt.Errorf("%w: %d samples are less than a batch of %d", ErrSettings, n, size)
	}
	out, err := f.programs.arrange.Call(sets.Spikes, sets.Labels(f.settings.Network.Classes), orders)
	if err != nil {
		return nil, err
	}
	return &batches{spikes: out[0], labels: out[1], count: n / size}, nil
}

// epoch makes a step for each whole batch of the training sets and returns the networks' mean losses.
func (f *Fleet) epoch(ctx context.Context, train *stimulus.Datasets, run *fleetRun, number int) ([]float64, error) {
	shuffled, err := f.arrange(train, run.shuffled())
	if err != nil {
		return nil, err
	}
	defer shuffled.close()
	if f.programs.whole != nil {
		sums, err := f.wholeEpoch(ctx, shuffled, run, number)
		for m := range sums {
			sums[m] /= float64(shuffled.count)
		}
		return sums, err
	}
	inputs := []any{shuffled.spikes, shuffled.labels, nil, tensors.FromValue(run.active)}
	program := f.programs.step
	if run.dropout {
		program = f.programs.dropStep
		p, keys := run.dropoutInputs(number, shuffled.count)
		inputs = append(inputs, tensors.FromValue(p), tensors.FromValue(keys))
	}
	sums := make([]float64, f.networks)
	err = f.each(ctx, shuffled.count, func(i int) ([]*tensors.Tensor, error) {
		inputs[2] = int32(i)
		return program.Call(inputs...)
	}, func(out []*tensors.Tensor) error {
		losses, err := tensors.CopyFlatData[float32](out[0])
		for m, l := range losses {
			sums[m] += float64(l)
		}
		return err
	})
	for _, x := range inputs[3:] {
		err = errors.Join(err, x.(*tensors.Tensor).FinalizeAll())
	}
	for m := range sums {
		sums[m] /= float64(shuffled.count)
	}
	return sums, err
}

// each calls a program once for each of count batches, and takes its results in order, inFlight calls later.
func (f *Fleet) each(ctx context.Context, count int, call func(i int) ([]*tensors.Tensor, error), take func([]*tensors.Tensor) error) error {
	var waiting [][]*tensors.Tensor
	first := func() error {
		out := waiting[0]
		waiting = waiting[1:]
		err := take(out) // waits for it, and is told of what went wrong meanwhile
		for _, t := range out {
			err = errors.Join(err, t.FinalizeAll())
		}
		return err
	}
	defer func() {
		for len(waiting) > 0 { // after an error
			_ = first()
		}
	}()
	for i := range count {
		if err := ctx.Err(); err != nil {
			return err
		}
		out, err := call(i)
		if err != nil {
			return err
		}
		if waiting = append(waiting, out); len(waiting) > inFlight {
			if err := first(); err != nil {
				return err
			}
		}
	}
	for len(waiting) > 0 {
		if err := first(); err != nil {
			return err
		}
	}
	return nil
}

// Evaluate shows a data set to each network as it is now, without dropout.
func (f *Fleet) Evaluate(ctx context.Context, sets *stimulus.Datasets) ([]*Outcome, error) {
	if len(sets.IPD) != f.networks {
		return nil, fmt.Errorf("%w: %d data sets for %d networks", ErrSettings, len(sets.IPD), f.networks)
	}
	b, err := f.arrange(sets, sameOrder(f.networks, len(sets.IPD[0])))
	if err != nil {
		return nil, fmt.Errorf("training: evaluation: %w", err)
	}
	defer b.close()
	outcomes, err := f.evaluate(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("training: evaluation: %w", err)
	}
	return outcomes, nil
}

func (f *Fleet) evaluate(ctx context.Context, sets *batches) ([]*Outcome, error) {
	if f.programs.whole != nil {
		return f.wholeEvaluation(ctx, sets)
	}
	outcomes := make([]*Outcome, f.networks)
	for m := range outcomes {
		outcomes[m] = &Outcome{}
	}
	err := f.each(ctx, sets.count, func(i int) ([]*tensors.Tensor, error) {
		return f.programs.evaluate.Call(sets.spikes, sets.labels, int32(i))
	}, func(out []*tensors.Tensor) error {
		losses, err := tensors.CopyFlatData[float32](out[0])
		if err != nil {
			return err
		}
		predicted, err := tensors.CopyFlatData[int32](out[1]) // [M, B]
		if err != nil {
			return err
		}
		size := len(predicted) / f.networks
		for m, o := range outcomes {
			o.Loss += float64(losses[m]) / float64(sets.count)
			for _, k := range predicted[m*size : (m+1)*size] {
				o.Predicted = append(o.Predicted, int(k))
			}
		}
		return nil
	})
	return outcomes, err
}

// Weights fetches a network's weights from the device.
func (f *Fleet) Weights(network int) (snn.Weights, error) { return f.programs.weights(network) }

// Close frees the device's memory. The fleet is of no use after it.
func (f *Fleet) Close() {
	p := f.programs
	for _, e := range []*model.Exec{p.arrange, p.step, p.dropStep, p.evaluate} {
		e.Finalize()
	}
	if w := p.whole; w != nil {
		for _, e := range []*model.Exec{w.epoch, w.dropEpoch, w.validate} {
			e.Finalize()
		}
	}
	p.store.Finalize()
}

// FleetBytes estimates the memory of the device, in bytes, that each network of a fleet takes: its data sets, packed, of
// which two are there in two orders, and what a step computes, in float32.
func FleetBytes(s Settings, dense bool) int64 {
	steps, groups := int64(s.Stimulus.Steps()), int64(stimulus.Groups(s.Stimulus.Afferents()))
	set := func(samples int) int64 { return int64(samples) * steps * groups }
	units := int64(s.Network.HiddenUnits+15) / 16 * 16
	atStep := steps * int64(s.Schedule.BatchSize)
	computed := 8 * 4 * atStep * units    // currents, membranes, masks, gradients and their copies
	table := 3 * 4 * groups * 256 * units // of the sums of weights
	if dense {
		table = 3 * 4 * atStep * groups * stimulus.GroupSize // unpacked spikes
	}
	return 5*set(s.Schedule.TrainingSamples()) + 2*set(s.Schedule.TestSamples()) + computed + table
}
