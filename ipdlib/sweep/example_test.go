package sweep_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/sweep"
)

// A sweep of four short trainings of a small network; a second Run finds all of them done.
func ExampleRun() {
	s := plan.Default() // the study
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration = 5, 0.02
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches, s.Schedule.Epochs = 8, 4, 2, 3
	s.Grid = plan.Grid{Seed: 1, Runs: 2, Dropouts: []float64{0.5}, Sigmas: []float64{0, 0.3}}

	dir, err := os.MkdirTemp("", "sweep-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for range 2 {
		trained := 0
		records, err := sweep.Run(context.Background(), s, sweep.Options{
			Dir:    dir,
			Device: device.Options{Backend: "go"},
			Progress: func(e sweep.Event) {
				if e.Kind == sweep.Finished {
					trained++
				}
			},
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(trained, "trained,", len(records), "records")
	}
	// Output:
	// 4 trained, 4 records
	// 0 trained, 4 records
}
