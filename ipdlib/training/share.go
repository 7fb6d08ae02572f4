package training

import (
	"fmt"

	"github.com/gomlx/gomlx/ml/model"
)

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
