package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// study is the training that all contestants do.
type study struct {
	epochs         int
	seed           int
	sigma, dropout float64
	trainings      int // of each worker, one after another
}

// peer is a port in Python.
type peer struct {
	name        string
	python      string   // the interpreter
	script      string   // the port
	environment []string // of its processes
	caches      []string // the settings that keep compiled programs for the next start
	cores       int
	study       study
	way         way
}

// newPeer finds the port of that name in the folder of the ports.
func newPeer(name string, packages packages, ports string, cores int, study study) *peer {
	scripts := map[string]string{
		"jax": "jax_port.py", "jax-plain": "jax_plain_port.py",
		"pytorch": "pytorch_port.py", "pytorch-original": "pytorch_original_port.py",
	}
	return &peer{name: name, python: packages.python(), script: filepath.Join(ports, scripts[name]),
		environment: packages.environment(), caches: packages.caches(), cores: cores, study: study}
}

// trialEpochs is how long a training lasts when only ways are compared.
const trialEpochs = 5

// chooseWay tries every way to use the cores and keeps the fastest; it returns the seconds per trial training of each.
func (p *peer) chooseWay(ctx context.Context, say func(string, ...any)) (map[string]float64, error) {
	trial := *p
	trial.study.epochs = min(trialEpochs, p.study.epochs)
	tried := map[string]float64{}
	for _, w := range waysOf(p.name, p.cores) {
		m, err := trial.train(ctx, w)
		if err != nil {
			return nil, err
		}
		if best, chosen := tried[p.way.String()]; !chosen || m.TrainingS < best {
			p.way = w
		}
		tried[w.String()] = m.TrainingS
		say("%s, %s: %s per training of %d epochs", p.name, w, seconds(m.TrainingS), trial.study.epochs)
	}
	return tried, nil
}

// round does everything that is compared once.
func (p *peer) round(ctx context.Context) (Measurement, error) {
	m, err := p.train(ctx, p.way)
	if err != nil {
		return m, err
	}
	if m.DataSetS, err = p.dataSet(ctx); err != nil {
		return m, err
	}
	m.FirstStepS, err = p.firstStep(ctx)
	return m, err
}

// train runs complete trainings in all processes of the way: they load and compile, wait for each other, and begin.
func (p *peer) train(ctx context.Context, w way) (Measurement, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var processes []*process
	fail := func(failed *process, err error) (Measurement, error) {
		err = failed.end(err)
		cancel() // which ends the others
		for _, one := range processes {
			if one != failed {
				one.command.Wait()
			}
		}
		return Measurement{}, err
	}
	m := Measurement{Workers: w.processes}
	for i := range w.processes {
		arguments := append(w.arguments(i), "--wait", "--trainings", strconv.Itoa(p.study.trainings))
		one, err := p.start(ctx, p.study.seed+i*p.study.trainings, arguments...)
		if err != nil {
			return Measurement{}, err
		}
		processes = append(processes, one)
	}
	for _, one := range processes {
		ready, err := one.next("ready")
		if err != nil {
			return fail(one, err)
		}
		m.Backend = ready.Framework + " " + ready.Version
		m.CompileS = max(m.CompileS, ready.CompileS)
	}
	begin := time.Now()
	for _, one := range processes {
		if err := one.goOn(); err != nil {
			return fail(one, err)
		}
	}
	var trainings []event
	for _, one := range processes {
		for range p.study.trainings {
			training, err := one.next("training")
			if err != nil {
				return fail(one, err)
			}
			trainings = append(trainings, training)
		}
		m.PeakMemoryBytes += trainings[len(trainings)-1].PeakMemoryBytes
	}
	m.TrainingS = time.Since(begin).Seconds() / float64(len(trainings))
	for _, one := range processes {
		if err := one.end(nil); err != nil {
			return Measurement{}, err
		}
	}
	average := func(field func(event) float64) float64 {
		values := make([]float64, len(trainings))
		for i, training := range trainings {
			values[i] = field(training)
		}
		return mean(values)
	}
	m.TrainEpochS = average(func(e event) float64 { return e.TrainEpochS })
	m.ValidateEpochS = average(func(e event) float64 { return e.ValidateEpochS })
	m.TrainAccuracyPercent = average(func(e event) float64 { return e.TrainAccuracyPercent })
	m.TestAccuracyPercent = average(func(e event) float64 { return e.TestAccuracyPercent })
	return m, nil
}

// dataSets is how many data sets are drawn to time one: the middle one of an odd number.
const dataSets = 3

// drawDataSets draws data sets one after another in a process that has the machine to itself. JAX draws its own here, so
// that the table shows JAX's generator beside NumPy's.
func (p *peer) drawDataSets(ctx context.Context) ([]event, error) {
	process, err := p.start(ctx, p.study.seed, "--measure", "data", "--stimulus", "framework",
		"--trainings", strconv.Itoa(dataSets))
	if err != nil {
		return nil, err
	}
	_, err = process.next("ready")
	var drawn []event
	for len(drawn) < dataSets && err == nil {
		var one event
		if one, err = process.next("data_set"); err == nil {
			drawn = append(drawn, one)
		}
	}
	return drawn, process.end(err)
}

// dataSet times one data set.
func (p *peer) dataSet(ctx context.Context) (float64, error) {
	drawn, err := p.drawDataSets(ctx)
	var values []float64
	for _, one := range drawn {
		values = append(values, one.DataSetS)
	}
	return median(values), err
}

// firstStep times a process from its start to the end of its first training step, by this process's clock.
func (p *peer) firstStep(ctx context.Context) (float64, error) {
	warm := *p
	warm.environment = append(slices.Clone(p.environment), p.caches...)
	one, err := warm.start(ctx, p.study.seed, "--measure", "start")
	if err != nil {
		return 0, err
	}
	_, err = one.next("first_step")
	taken := time.Since(one.started).Seconds()
	return taken, one.end(err)
}

// warm fills the caches that a second start finds full.
func (p *peer) warm(ctx context.Context) error {
	_, err := p.firstStep(ctx)
	return err
}

func (p *peer) start(ctx context.Context, seed int, arguments ...string) (*process, error) {
	all := append([]string{p.script, "--seed", strconv.Itoa(seed), "--epochs", strconv.Itoa(p.study.epochs),
		"--sigma", fmt.Sprint(p.study.sigma), "--dropout", fmt.Sprint(p.study.dropout)}, arguments...)
	return startProcess(ctx, p.environment, p.python, all...)
}

// verify holds the port against files of intermediate values of the original; it returns what it said of each. A file with a
// deviation beyond tolerance is an error, as the port fails then.
func (p *peer) verify(ctx context.Context, golden ...string) ([]event, error) {
	one, err := startProcess(ctx, p.environment, p.python, append([]string{p.script, "--verify"}, golden...)...)
	if err != nil {
		return nil, err
	}
	var verified []event
	for len(verified) < len(golden) && err == nil {
		var said event
		if said, err = one.next("verified"); err == nil {
			verified = append(verified, said)
		}
	}
	return verified, one.end(err)
}
