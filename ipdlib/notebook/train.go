package notebook

import (
	"context"
	"fmt"

	"ipd/ipdlib/sweep"
	"ipd/ipdlib/trained"
	"ipd/ipdlib/training"
)

// Train gives the network of one of a sweep's trainings: it trains it and shows how far it has come, or finds it again in
// the folder, at once and without a word.
func Train(dir string, t sweep.Training) *trained.Network { return withProgress(trained.Get, dir, t) }

// Course is Train for the networks on the way, too: element 0 is the one before training, element e the one after e epochs.
func Course(dir string, t sweep.Training) []*trained.Network {
	return withProgress(trained.Course, dir, t)
}

func withProgress[T any](get func(context.Context, string, sweep.Training, trained.Options) (T, error), dir string, t sweep.Training) T {
	Check(t.Settings.Validate())
	epochs := NewProgress("epochs", t.Settings.Schedule.Epochs)
	defer epochs.Close()
	return Must(get(Context(), dir, t, trained.Options{After: func(e training.Epoch) {
		epochs.Step(fmt.Sprintf("loss %.3f, validation loss %.3f", e.Loss, e.ValidationLoss))
	}}))
}
