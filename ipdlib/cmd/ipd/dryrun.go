package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/sweep"
)

// A forecast is what a sweep would do.
type forecast struct {
	Folder    string  `json:"folder"`
	Trainings int     `json:"trainings"`
	Done      int     `json:"done"`
	Failed    int     `json:"failed"`
	Missing   int     `json:"missing"`
	Others    int     `json:"records_of_other_settings"`
	Backend   string  `json:"backend"`
	Workers   int     `json:"workers"`
	Each      float64 `json:"seconds_of_a_training_at_most"`
	Seconds   float64 `json:"seconds_at_most"`
	Memory    float64 `json:"memory_bytes"`      // of all workers together, an estimate
	Free      float64 `json:"memory_free_bytes"` // 0: unknown
}

// dryRun says how many trainings there are, how many are done, how long the rest takes, and how much memory. It leaves no trace.
func dryRun(ctx context.Context, c *cli.Command, s plan.Settings, dir string, part plan.Part) error {
	numbers, err := part.Of(s.Count())
	if err != nil {
		return err
	}
	f := forecast{Folder: dir, Trainings: len(numbers)}
	todo, all := []plan.Training(nil), s.Trainings()
	r := results{records: make([]*record.Record, len(all)), failures: make([]*record.Failure, len(all))}
	if _, err := os.Stat(dir); err == nil {
		if r, err = loadResults(c, dir, s); err != nil {
			return err
		}
		if f.Others, err = record.Others(dir, s); err != nil {
			return err
		}
	}
	for _, i := range numbers {
		switch {
		case r.records[i] != nil:
			f.Done++
		case r.failures[i] != nil && !c.Bool("retry"):
			f.Failed++
		default:
			todo = append(todo, all[i])
		}
	}
	f.Missing = len(todo)
	if len(todo) > 0 {
		o := sweep.Options{Device: deviceOptions(c), Workers: c.Int("workers"), Together: c.Int("together")}
		need, err := sweep.NeedOf(todo, o)
		if err != nil {
			return err
		}
		f.Workers, f.Memory, f.Free = need.Workers, need.Largest*float64(need.Workers), need.Free
		d, err := device.Open(ctx, o.Device)
		if err != nil {
			return err
		}
		defer d.Close()
		f.Backend = d.Name
		longest := todo[0] // by its number of batches
		for _, t := range todo {
			if work(t) > work(longest) {
				longest = t
			}
		}
		each, err := sweep.Estimate(ctx, d, longest)
		if err != nil {
			return err
		}
		f.Each = each.Seconds()
		f.Seconds = f.Each * float64((len(todo)+f.Workers-1)/f.Workers)
	}
	if c.Bool("json") {
		return printJSON(c.Root().Writer, f)
	}
	out := c.Root().Writer
	fmt.Fprintf(out, "%s into %s: %d done, %d failed, %d to do.\n", count(f.Trainings, "training"), filepath.Clean(dir), f.Done, f.Failed, f.Missing)
	if f.Missing > 0 {
		fmt.Fprintf(out, "With %s on %s a training takes at most %s, judging by a few batches, and all of them %s.\n",
			count(f.Workers, "worker"), f.Backend, inWords(shown(f.Each)), inWords(shown(f.Seconds)))
		fmt.Fprintf(out, "They take about %s of memory; %s are free.\n", sweep.Size(f.Memory), sweep.Size(f.Free))
	}
	if f.Others > 0 {
		return tellOthers(out, dir, s)
	}
	return nil
}

func work(t plan.Training) float64 {
	s := t.Settings.Schedule
	return float64(s.Epochs) * float64(s.TrainingBatches) * float64(s.BatchSize) * float64(t.Settings.Stimulus.Steps()) * float64(t.Settings.Network.HiddenUnits)
}

// shown rounds seconds as far as an estimate is good for.
func shown(seconds float64) time.Duration {
	d := time.Duration(seconds * float64(time.Second))
	if d < 10*time.Second {
		return d.Round(100 * time.Millisecond)
	}
	return d.Round(time.Second)
}
