package sweep_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"ipd/ipdlib/device"
	"ipd/ipdlib/sweep"
)

// A sweep of four short trainings of a small network; a second Run finds all of them done.
func ExampleRun() {
	s := sweep.Default() // the study
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration = 5, 0.02
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches, s.Schedule.Epochs = 8, 4, 2, 3
	s.Grid = sweep.Grid{Seed: 1, Runs: 2, Dropouts: []float64{0.5}, Sigmas: []float64{0, 0.3}}

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

func ExampleReadSettings() {
	_, err := sweep.ReadSettings([]byte(`{
  "network": {"hiden_units": 10}
}`))
	fmt.Println(err)
	// Output: sweep settings: line 2, column 15: there is no field "hiden_units" in network; did you mean "hidden_units"?
}

func ExampleNewCell() {
	c := sweep.NewCell(sweep.TestAccuracy, 0.5, 0.2, []float64{59, 62, 65})
	fmt.Printf("%.1f ± %.2f %%, 95 %% interval %.1f to %.1f %%\n", c.Mean, c.SEM, c.Low, c.High)
	// Output: 62.0 ± 1.73 %, 95 % interval 54.5 to 69.5 %
}
