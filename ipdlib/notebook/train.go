package notebook

import (
	"context"
	"fmt"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/trained"
	"ipd/ipdlib/training"
)

// Train gives the network of one of a sweep's trainings: it trains it and shows how far it has come, or finds it again in
// the folder, at once and without a word.
func Train(dir string, t plan.Training) *trained.Network { return withProgress(trained.Get, dir, t) }

// Course is Train for the networks on the way, too: element 0 is the one before training, element e the one after e epochs.
func Course(dir string, t plan.Training) []*trained.Network {
	return withProgress(trained.Course, dir, t)
}

// Networks is Train for many trainings, side by side on all cores.
func Networks(dir string, trainings []plan.Training) []*trained.Network {
	for _, t := range trainings {
		Check(t.Settings.Validate())
	}
	var shown *Progress
	missing := 0
	for _, t := range trainings {
		if !trained.Has(dir, t) {
			missing++
		}
	}
	if missing > 0 {
		shown = NewProgress("trainings", missing)
		defer shown.Close()
		shown.Begin(compiling)
	}
	found := len(trainings) - missing
	return Must(trained.All(Context(), dir, trainings, device.Options{}, func(_ int, n *trained.Network) {
		if found--; found < 0 { // those in the folder come first
			shown.Step(fmt.Sprintf("%s: %.1f %% right on the test set", n.Training, n.Test.Accuracy()))
		}
	}))
}

func withProgress[T any](get func(context.Context, string, plan.Training, trained.Options) (T, error), dir string, t plan.Training) T {
	Check(t.Settings.Validate())
	epochs := NewProgress("epochs", t.Settings.Schedule.Epochs)
	defer epochs.Close()
	epochs.Begin(compiling)
	return Must(get(Context(), dir, t, trained.Options{After: func(e training.Epoch) {
		epochs.Step(fmt.Sprintf("loss %.3f, validation loss %.3f", e.Loss, e.ValidationLoss))
	}}))
}
