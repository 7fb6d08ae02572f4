package training_test

import (
	"context"
	"fmt"
	"log"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// A training of the study at a small size: 2 x 20 afferents, 50 steps, 12 hidden units, two epochs of 64 samples.
func ExampleTrainer() {
	ctx := context.Background()
	d, err := device.Open(ctx, device.Options{Backend: "go"})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()

	settings := training.Default()
	settings.Stimulus.AfferentsPerEar, settings.Stimulus.Duration = 20, 0.05
	settings.Network.HiddenUnits = 12
	settings.Schedule.BatchSize, settings.Schedule.Epochs = 16, 2

	key := random.NewKey(1)
	generator, err := stimulus.NewGenerator(d.Backend, settings.Stimulus)
	if err != nil {
		log.Fatal(err)
	}
	set, err := generator.Generate(64, key.Derive("training set"))
	if err != nil {
		log.Fatal(err)
	}
	validation, err := generator.Generate(64, key.Derive("validation set"))
	if err != nil {
		log.Fatal(err)
	}

	trainer, err := training.NewTrainer(d.Backend, settings)
	if err != nil {
		log.Fatal(err)
	}
	const dropout = 0.5
	fit, err := trainer.Fit(ctx, set, validation, dropout, key, func(e training.Epoch) {
		fmt.Println("epoch", e.Number)
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the loss fell:", fit.Epochs[1].Loss < fit.Epochs[0].Loss)
	outcome, err := trainer.Evaluate(ctx, set)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("classes of", len(outcome.Predicted), "samples")
	// Output:
	// epoch 0
	// epoch 1
	// the loss fell: true
	// classes of 64 samples
}
