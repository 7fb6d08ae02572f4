package training

import "slices"

// EarlyStopping ends a training whose validation loss has stopped falling.
//
// After epoch e (from 0) it stops if e > AfterEpoch and the smallest of the last Window validation losses is the oldest of
// them, or equal to it: the loss didn't improve in Window-1 epochs.
type EarlyStopping struct {
	AfterEpoch, Window int
	losses             []float64
}

// Stop takes the validation loss of the next epoch and reports whether training should end after it.
func (e *EarlyStopping) Stop(validationLoss float64) bool {
	e.losses = append(e.losses, validationLoss)
	if epoch := len(e.losses) - 1; epoch <= e.AfterEpoch || len(e.losses) < e.Window {
		return false
	}
	last := e.losses[len(e.losses)-e.Window:]
	return last[0] == slices.Min(last)
}
