package training

import (
	"encoding/json"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/ml/model"

	"ipd/ipdlib/stimulus"
)

// Compiled are the programs of one network hearing one stimulus. They serve all trainings with the same CompiledKey: what
// else these differ in are inputs of the programs, or decided outside of them.
type Compiled struct {
	Generator *stimulus.Generator
	Trainer   *Trainer
}

// Compile prepares the programs for settings. They compile at their first use.
func Compile(backend compute.Backend, s Settings) (c Compiled, err error) {
	if c.Generator, err = NewGenerator(backend, s); err != nil {
		return Compiled{}, err
	}
	if c.Trainer, err = NewTrainer(backend, s); err != nil {
		c.Generator.Close()
		return Compiled{}, err
	}
	return c, nil
}

// With gives the programs for another schedule, as WithSchedule does.
func (c Compiled) With(s Schedule) (Compiled, error) {
	var err error
	c.Trainer, err = c.Trainer.WithSchedule(s)
	return c, err
}

// Close frees the memory of the programs, if there are any.
func (c Compiled) Close() {
	if c.Trainer != nil {
		c.Generator.Close()
		c.Trainer.Close()
	}
}

// CompiledKey names what is compiled into the programs for these settings: all but jitter, dropout and schedule, of which
// the size of a batch is.
func (s Settings) CompiledKey() string {
	s.Schedule = Schedule{BatchSize: s.Schedule.BatchSize}
	return s.TogetherKey()
}

// TogetherKey names what trainings must share to be done at once by a Fleet: all settings but jitter and dropout.
func (s Settings) TogetherKey() string {
	s.Stimulus.JitterSigma, s.Network.Dropout = 0, 0
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error() // settings that were not validated, which no program can be made of
	}
	return string(text)
}

// WithSchedule gives a trainer with another schedule that shares the programs of this one. Only the batch size must be the
// same, since it is compiled in. The weights are shared too: they are those of the latest Fit of either.
func (tr *Trainer) WithSchedule(s Schedule) (*Trainer, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if compiled := tr.settings.Schedule.BatchSize; s.BatchSize != compiled {
		return nil, fmt.Errorf("%w: batch_size is %d; the trainer's programs are for %d", ErrSettings, s.BatchSize, compiled)
	}
	other := *tr
	other.settings.Schedule = s
	return &other, nil
}

// Close frees the programs' and the weights' memory. The trainer, and those that share its programs, are of no use after it.
func (tr *Trainer) Close() {
	for _, program := range []*model.Exec{tr.programs.arrange, tr.programs.step, tr.programs.dropStep, tr.programs.evaluate} {
		program.Finalize()
	}
	for v := range tr.programs.store.IterVariables() {
		_ = v.Finalize() // nothing to be done about one that is gone already
	}
}
