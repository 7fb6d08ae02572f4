package notebook

import (
	"fmt"

	"ipd/ipdlib/sweep"
	"ipd/ipdlib/trained"
	"ipd/ipdlib/training"
)

// Train gives the network of one of a sweep's trainings: it trains it and shows how far it has come, or finds it again in
// the folder, at once and without a word.
func Train(dir string, t sweep.Training) *trained.Network {
	Check(t.Settings.Validate())
	epochs := NewProgress("epochs", t.Settings.Schedule.Epochs)
	defer epochs.Close()
	return Must(trained.Get(Context(), dir, t, trained.Options{After: func(e training.Epoch) {
		epochs.Step(fmt.Sprintf("loss %.3f, validation loss %.3f", e.Loss, e.ValidationLoss))
	}}))
}
