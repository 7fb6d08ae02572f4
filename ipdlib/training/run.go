package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/gomlx/compute"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// A Task is one training: its settings, and the key of all its random numbers. The same task always gives the same result,
// whatever is trained before it or at the same time.
type Task struct {
	Settings Settings
	Key      random.Key
}

func (t Task) key(of string) random.Key { return t.Key.Derive(of) }

// InitialWeights returns the weights with which the training begins.
func (t Task) InitialWeights() (snn.Weights, error) {
	net, err := snn.New(t.Settings.Network, t.Settings.Stimulus)
	if err != nil {
		return snn.Weights{}, err
	}
	return net.InitialWeights(t.key(fitKey).Derive(weightsKey)), nil
}

// Result is a trained network, with the history of its training.
type Result struct {
	Task
	Weights snn.Weights
	// Epochs is the history of losses.
	Epochs []Epoch
	// StoppedEarly reports whether training ended before the last epoch.
	StoppedEarly bool
	// WeightsOf is the epoch whose weights these are: the last, or with [Variant].RestoreBest the one with the smallest
	// validation loss.
	WeightsOf int
	// Train are the answers to the training set, without dropout; Test those to a new set without jitter, as in the study.
	// Samples that don't fill a batch are left out.
	Train, Test evaluation.Trials
	// Tests are the answers to further test sets with jitter, one for each of [Variant].TestSigmas. All test sets have the same
	// IPDs and random numbers, so that they differ only in their jitter.
	Tests []evaluation.Trials
	// Err says why there are no answers; it wraps ErrDiverged.
	Err error
}

// A Stage is a point in the course of a training.
type Stage int

// The stages: Begun once, then Stepped and Validated in each epoch, then Ended.
const (
	Begun     Stage = iota // before the first step
	Stepped                // after the steps of an epoch, before its validation
	Validated              // after the validation of an epoch
	Ended                  // after the training; trainings that run together can end at different times
)

// A Moment is the state of one network at a stage of its training.
type Moment struct {
	Network int // the number of its task, from 0
	Stage   Stage
	Epochs  []Epoch                 // so far
	Under   int                     // trainings that are still running together, including this one unless it has Ended
	Now     func() (*Result, error) // the network in its current state, with its answers; when Ended, the result
}

// An Observer is called for each network at each stage. Its error ends the training. It may be nil.
type Observer func(Moment) error

// Run trains one network and measures it.
func Run(ctx context.Context, backend compute.Backend, s Settings, key random.Key) (*Result, error) {
	r := NewRunner(backend)
	defer r.Close()
	return r.Run(ctx, Task{s, key}, nil)
}

// A Runner runs trainings on one device, one after the other or several together, and keeps the programs that it compiled.
// It is for one goroutine at a time; to train side by side, use one runner per worker (see device.Each).
type Runner struct {
	backend compute.Backend
	kept    []*programs // the most recently used last
}

// mostKept is the number of networks whose compiled programs a runner keeps. They take about 30 MB per network.
const mostKept = 4

// programs are compiled for a number of networks of one kind. They serve all trainings with the same [Settings.CompiledKey].
type programs struct {
	key       string
	generator *stimulus.Generator
	trainer   *trainer
}

// NewRunner returns a runner without any programs.
func NewRunner(backend compute.Backend) *Runner { return &Runner{backend: backend} }

// Close frees the memory of the programs.
func (r *Runner) Close() {
	for _, p := range r.kept {
		p.close()
	}
	r.kept = nil
}

func (p *programs) close() {
	p.generator.Close()
	p.trainer.engine.close()
}

// Run does one training, from its data sets to its answers. A training that diverged is an error.
func (r *Runner) Run(ctx context.Context, t Task, observe Observer) (*Result, error) {
	results, err := r.RunTogether(ctx, []Task{t}, observe)
	if err != nil {
		return nil, err
	}
	return results[0], results[0].Err
}

// RunTogether does several trainings at once, in one program, which suits GPUs. They must have the same [Settings.TogetherKey].
// Each has the same result as alone, up to float32 rounding. On XLA's CPU its weights and answers are the same bit for bit if
// all trainings have dropout or none has; a batch's mean loss may be summed in a different order.
func (r *Runner) RunTogether(ctx context.Context, tasks []Task, observe Observer) ([]*Result, error) {
	if len(tasks) == 0 {
		return nil, fmt.Errorf("%w: there are no trainings to run", ErrSettings)
	}
	for _, t := range tasks[1:] {
		if t.Settings.TogetherKey() != tasks[0].Settings.TogetherKey() {
			return nil, fmt.Errorf("%w: trainings that run together may differ only in jitter and dropout", ErrSettings)
		}
	}
	p, err := r.prepare(tasks[0].Settings, len(tasks))
	if err != nil {
		return nil, err
	}
	s := tasks[0].Settings
	run := &run{programs: p, tasks: tasks}
	defer run.close()
	var validation []*stimulus.Dataset
	defer func() { closeAll(validation) }()
	for m := range p.trainer.networks {
		t := run.task(m)
		run.train = append(run.train, &trainingSets{generator: p.generator, settings: t.Settings, key: t.key(trainingSetKey)})
	}
	drawValidation := func() ([]*stimulus.Dataset, error) {
		for m := range p.trainer.networks {
			t := run.task(m)
			set, err := draw(ctx, p.generator, t.Settings.Stimulus.JitterSigma, s.Schedule.TrainingSamples(), t.key(validationSetKey))
			if err != nil {
				return nil, err
			}
			validation = append(validation, set)
		}
		return validation, nil
	}
	results, under := make([]*Result, len(tasks)), len(tasks)
	err = p.trainer.fit(ctx, tasks, func(epoch int) ([]*stimulus.Dataset, error) { return run.trainingSets(ctx, epoch) }, drawValidation,
		func(stage Stage, of map[int]*history) error {
			var answers *answered // once for all networks
			for _, m := range slices.Sorted(maps.Keys(of)) {
				h := of[m]
				now := func() (*Result, error) {
					if answers == nil && h.diverged == nil {
						a, err := run.answers(ctx)
						if err != nil {
							return nil, err
						}
						answers = &a
					}
					return run.result(m, h, answers)
				}
				if stage == Ended {
					result, err := now()
					if err != nil {
						return err
					}
					results[m], now = result, func() (*Result, error) { return result, nil }
					under--
				}
				if observe == nil {
					continue
				}
				if err := observe(Moment{m, stage, h.epochs, under, now}); err != nil {
					return err
				}
			}
			return nil
		})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// prepare finds the programs for some networks with these settings, or makes them; the least recently used ones are dropped.
// Programs for one network more than needed are used too: an idle network costs less than compiling.
func (r *Runner) prepare(s Settings, networks int) (*programs, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	key := s.CompiledKey()
	for i, p := range r.kept {
		spare := p.trainer.networks - networks
		if p.key != key || spare != 0 && (spare != 1 || networks == 1) {
			continue
		}
		p.trainer.settings = s // with the same values of everything that is compiled in
		r.kept = append(append(r.kept[:i:i], r.kept[i+1:]...), p)
		return p, nil
	}
	generator, err := stimulus.NewGenerator(r.backend, s.Stimulus)
	if err != nil {
		return nil, err
	}
	generator.BatchSize = s.Schedule.BatchSize
	tr, err := newTrainer(r.backend, s, networks)
	if err != nil {
		generator.Close()
		return nil, err
	}
	p := &programs{key, generator, tr}
	if r.kept = append(r.kept, p); len(r.kept) > mostKept {
		r.kept[0].close()
		r.kept = append([]*programs(nil), r.kept[1:]...)
	}
	return p, nil
}

// CompiledKey identifies the settings that are compiled into programs: all but jitter, dropout and schedule, except for the
// schedule's batch size.
func (s Settings) CompiledKey() string {
	s.Schedule = Schedule{BatchSize: s.Schedule.BatchSize}
	return s.TogetherKey()
}

// TogetherKey identifies the settings that trainings must share to run together: all but jitter and dropout.
func (s Settings) TogetherKey() string {
	s.Stimulus.JitterSigma, s.Network.Dropout = 0, 0
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error() // invalid settings, for which no program can be made
	}
	return string(text)
}

// Bytes estimates the device memory, in bytes, of each of the trainings that run together: its packed data sets, two of which
// are stored in two orders, and the float32 values of a training step.
func (s Settings) Bytes() int64 {
	steps, groups := int64(s.Stimulus.Steps()), int64(stimulus.Groups(s.Stimulus.Afferents()))
	set := func(samples int) int64 { return int64(samples) * steps * groups }
	var units int64
	for _, n := range s.Network.HiddenLayers() {
		units += int64(n+15) / 16 * 16
	}
	computed := 8 * 4 * steps * int64(s.Schedule.BatchSize) * units // currents, membranes, masks, gradients and their copies
	table := 3 * 4 * groups * 256 * units                           // of the sums of weights
	return 5*set(s.Schedule.TrainingSamples()) + 2*set(s.Schedule.TestSamples()) + computed + table
}

// run is the state of a RunTogether.
type run struct {
	*programs
	tasks []Task
	train []*trainingSets // one for each network
}

// task is the task of a network; idle networks use the last task's data.
func (r *run) task(network int) Task { return r.tasks[min(network, len(r.tasks)-1)] }

func (r *run) close() {
	for _, sets := range r.train {
		sets.close()
	}
}

func (r *run) trainingSets(ctx context.Context, epoch int) (sets []*stimulus.Dataset, err error) {
	for _, s := range r.train {
		set, e := s.epoch(ctx, epoch)
		sets, err = append(sets, set), errors.Join(err, e)
	}
	return sets, err
}

// answered holds all networks' answers, [M] each.
type answered struct {
	train, test []evaluation.Trials
	tests       [][]evaluation.Trials // of further tests, by sigma
}

// answers runs the networks, with their current weights, on the training set of the last epoch and on new test sets.
func (r *run) answers(ctx context.Context) (a answered, err error) {
	var train []*stimulus.Dataset
	for _, sets := range r.train {
		train = append(train, sets.latest)
	}
	if a.train, err = r.show(ctx, train); err != nil {
		return a, err
	}
	test := func(sigma float64) ([]evaluation.Trials, error) {
		var sets []*stimulus.Dataset
		defer func() { closeAll(sets) }()
		for m := range r.trainer.networks {
			t := r.task(m)
			set, err := draw(ctx, r.generator, sigma, t.Settings.Schedule.TestSamples(), t.key(testSetKey))
			if err != nil {
				return nil, fmt.Errorf("test set: %w", err)
			}
			sets = append(sets, set)
		}
		return r.show(ctx, sets)
	}
	if a.test, err = test(0); err != nil {
		return a, err
	}
	for _, sigma := range r.tasks[0].Settings.Schedule.Variant.TestSigmas {
		trials, err := test(sigma)
		if err != nil {
			return a, err
		}
		a.tests = append(a.tests, trials)
	}
	return a, nil
}

// show returns each network's answers to its data set.
func (r *run) show(ctx context.Context, sets []*stimulus.Dataset) ([]evaluation.Trials, error) {
	b, err := r.trainer.load(sets, nil)
	if err != nil {
		return nil, fmt.Errorf("training: evaluation: %w", err)
	}
	defer b.close()
	_, predicted, err := r.trainer.evaluate(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("training: evaluation: %w", err)
	}
	all := make([]evaluation.Trials, len(sets))
	for m, set := range sets {
		if all[m], err = evaluation.NewTrials(set.IPD, predicted[m], r.trainer.net.Classes); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// result assembles the result of one network.
func (r *run) result(m int, h *history, a *answered) (*Result, error) {
	w, err := r.trainer.engine.weights(m)
	if err != nil {
		return nil, fmt.Errorf("training: weights: %w", err)
	}
	result := &Result{Task: r.tasks[m], Weights: w, Epochs: h.epochs, StoppedEarly: h.stoppedEarly, WeightsOf: h.weightsOf, Err: h.diverged}
	if h.diverged != nil {
		return result, nil
	}
	result.Train, result.Test = a.train[m], a.test[m]
	for _, trials := range a.tests {
		result.Tests = append(result.Tests, trials[m])
	}
	return result, nil
}

func closeAll(sets []*stimulus.Dataset) {
	for _, set := range sets {
		set.Close()
	}
}
