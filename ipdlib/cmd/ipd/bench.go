package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/sweep"
)

func benchCommand() *cli.Command {
	return &cli.Command{
		Name:  "bench",
		Usage: "measure how fast this machine computes the study",
		Description: "Measures a data set, compilation, epochs and complete trainings of the study, without early stopping and with\n" +
			"all workers busy. Other running programs distort the times.",
		Flags: []cli.Flag{
			backendFlag(), workersFlag(), togetherFlag(),
			&cli.IntFlag{Name: "trainings", Usage: "measure `N` trainings in all (default: two per worker)", HideDefault: true},
			&cli.FloatFlag{Name: "sigma", Value: 0.2, Usage: "standard deviation of the jitter, in `RADIANS`"},
			&cli.FloatFlag{Name: "dropout", Usage: "drop hidden spikes with probability `P`", HideDefault: true},
			&cli.BoolFlag{Name: "sweep", Usage: "also measure the whole study, 54 trainings from first to last", DefaultText: "true on a GPU"},
			&cli.BoolFlag{Name: "json", Usage: "print JSON instead of a table"},
			&cli.BoolFlag{Name: firstStepFlag, Hidden: true, Usage: "do a first training step and end: what first_step_s times"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			o := deviceOptions(c)
			s := benchSettings(c.Float("sigma"), c.Float("dropout"))
			if err := s.Validate(); err != nil {
				return err
			}
			if c.Bool(firstStepFlag) {
				return firstStep(ctx, o, s)
			}
			workers, trainings := c.Int("workers"), c.Int("trainings")
			if workers < 0 || trainings < 0 {
				return usage("%d workers, %d trainings: give positive numbers", workers, trainings)
			}
			if workers == 0 {
				workers = device.Workers(o)
			}
			if trainings == 0 {
				trainings = 2 * workers
			}
			b, err := benchmark(ctx, o, s, workers, trainings)
			if err != nil {
				return err
			}
			if c.Bool("sweep") || !c.IsSet("sweep") && b.onGPU {
				if err := b.measureSweep(ctx, plan.Default(), sweep.Options{Device: o, Workers: workers, Together: c.Int("together")}); err != nil {
					return err
				}
			}
			if c.Bool("json") {
				return b.printJSON(c.Root().Writer)
			}
			return b.printTable(c.Root().Writer)
		},
	}
}

// A bench is what was measured, in seconds where nothing else is said. ipdlib/cmd/compare reads its JSON.
type bench struct {
	settings plan.Settings // of what is measured
	onGPU    bool

	DataSet         float64 `json:"data_set_s"`           // a data set of 4096 samples by itself, with all cores
	Compile         float64 `json:"compile_s"`            // all programs of a worker, while the others compile too
	TrainEpoch      float64 `json:"train_epoch_s"`        // of one worker, while all are busy
	ValidateEpoch   float64 `json:"validate_epoch_s"`     // the same
	FirstStep       float64 `json:"first_step_s"`         // from the start of a process to the end of its first training steps
	Training        float64 `json:"training_s"`           // wall time / trainings, with all workers busy
	PerMinute       float64 `json:"trainings_per_minute"` // with all workers busy
	Trainings       int     `json:"trainings"`            // that were measured
	Workers         int     `json:"workers"`
	Backend         string  `json:"backend"` // with its version
	CPU             string  `json:"cpu"`
	PeakMemoryBytes int64   `json:"peak_memory_bytes"` // resident, of the whole process

	// The whole study, where it is measured: all from the opening of the device to the last record.
	Sweep          float64 `json:"sweep_s,omitzero"`
	SweepTrainings int     `json:"sweep_trainings,omitzero"`
	SweepTogether  int     `json:"sweep_trainings_at_once_per_worker,omitzero"` // the most

	TrainAccuracy float64 `json:"train_accuracy_percent"` // mean over the trainings
	TestAccuracy  float64 `json:"test_accuracy_percent"`
}

func (b bench) printJSON(out io.Writer) error {
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", text)
	return err
}

func (b bench) printTable(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "backend\t%s, %d workers, on %s\n", b.Backend, b.Workers, b.CPU)
	for _, line := range []struct {
		name    string
		seconds float64
	}{
		{"data set of 4096 samples, with all cores", b.DataSet},
		{"compilation, of each worker", b.Compile},
		{"first training step, from the start of the process", b.FirstStep},
		{"training epoch of one worker, all busy", b.TrainEpoch},
		{"validation of one worker, all busy", b.ValidateEpoch},
		{"complete training, wall time / trainings, all busy", b.Training},
	} {
		fmt.Fprintf(w, "%s\t%.3f s\n", line.name, line.seconds)
	}
	if b.SweepTrainings > 0 {
		fmt.Fprintf(w, "whole study, %d trainings, each worker %d at once\t%.1f s\n", b.SweepTrainings, b.SweepTogether, b.Sweep)
	}
	fmt.Fprintf(w, "trainings per minute\t%.1f\n", b.PerMinute)
	if b.PeakMemoryBytes > 0 {
		fmt.Fprintf(w, "peak memory\t%.2f GB\n", float64(b.PeakMemoryBytes)/1e9)
	}
	fmt.Fprintf(w, "accuracy of the %d trainings\t%.1f %% in training, %.1f %% in the test\n", b.Trainings, b.TrainAccuracy, b.TestAccuracy)
	return w.Flush()
}
