package training_test

import (
	"context"
	"fmt"
	"log"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/training"
)

// One network like the study's, but with fewer afferents, hidden units and samples.
func ExampleRun() {
	d, err := device.Open(context.Background(), device.Options{Backend: "go"})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	s := training.Default()
	s.Stimulus.AfferentsPerEar, s.Network.HiddenUnits = 20, 12
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.Epochs = 16, 32, 4
	result, err := training.Run(context.Background(), d.Backend, s, random.NewKey(1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(result.Epochs), "epochs; better than chance:", result.Test.Accuracy() > 100./12)
	// Output: 4 epochs; better than chance: true
}
