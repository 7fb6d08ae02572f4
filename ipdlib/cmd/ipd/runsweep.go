package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/original"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
	"ipd/ipdlib/sweep"
)

// runSweep runs a sweep and leaves and prints its results; or a part of it, or has a cluster run it, as the flags say.
func runSweep(ctx context.Context, c *cli.Command, s plan.Settings, dir string) error {
	if err := fitSlurm(c); err != nil {
		return err
	}
	if c.Bool("json") && (!c.Bool("dry-run") || c.Bool("slurm")) {
		return usage("-json needs -dry-run, and doesn't go with -slurm")
	}
	warnings, err := s.Sense()
	if err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintln(c.Root().ErrWriter, w)
	}
	goal, err := goalOf(c, s)
	if err != nil {
		return err
	}
	if c.Bool("slurm") {
		return submitSweep(ctx, c, s, dir)
	}
	part, err := partOf(c, s)
	if err != nil {
		return err
	}
	if c.Bool("dry-run") {
		return dryRun(ctx, c, s, dir, part)
	}
	if part.Numbers != nil {
		return runPart(ctx, c, s, dir, part)
	}
	start := time.Now()
	var (
		shown    progress
		records  []*record.Record
		failures *sweep.FailedError
	)
	for {
		shown = newProgress(c.Root().ErrWriter, s.Count(), mostEpochs(s.Trainings()))
		records, err = sweep.Run(ctx, s, sweepOptions(c, dir, shown))
		shown.close()
		if err != nil && !errors.As(err, &failures) || len(done(records)) == 0 {
			return err
		}
		if goal == nil {
			break
		}
		next := goal.next(s, records)
		if next == 0 {
			break
		}
		fmt.Fprintf(c.Root().ErrWriter, "Some intervals are too wide after %s; continuing to %d.\n", count(s.Grid.Runs, "run"), next)
		s.Grid.Runs = next
	}
	means := summary.Of(records)
	written, err := writeResults(dir, records, means, drawPublished(c, s))
	if err != nil {
		return err
	}
	out := c.Root().Writer
	if err := printSummary(out, means, comparisons(s, means)); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n%s in %s.\n", computers(done(records)), shown.done(), inWords(time.Since(start)))
	fmt.Fprintf(out, "The records are in %s, beside %s.\n", filepath.Join(dir, "records"), list(written))
	if goal != nil {
		if err := goal.report(out, s, records); err != nil {
			return err
		}
	}
	if err := tellOthers(out, dir, s); err != nil {
		return err
	}
	if err := printSilent(out, records); err != nil {
		return err
	}
	if failures != nil {
		if err := printFailed(out, failures.Failures, false); err != nil {
			return err
		}
		return failures
	}
	return nil
}

// sweepOptions are what the flags say.
func sweepOptions(c *cli.Command, dir string, shown progress) sweep.Options {
	device := deviceOptions(c)
	device.Out = shown
	return sweep.Options{Dir: dir, Device: device, Workers: c.Int("workers"), Together: c.Int("together"), Retry: c.Bool("retry"), Progress: shown.event}
}

// mostEpochs of one of the trainings.
func mostEpochs(trainings []plan.Training) int {
	most := 1
	for _, t := range trainings {
		most = max(most, t.Settings.Schedule.Epochs)
	}
	return most
}

// comparisons are those with the original's results, if they are a measure.
func comparisons(s plan.Settings, means summary.Summary) []original.Comparison {
	if !s.IsStudy() {
		return nil
	}
	return original.Compare(means)
}

// drawPublished says whether the figure shows the published values: as the flag says, else if they are a measure.
func drawPublished(c *cli.Command, s plan.Settings) bool {
	if c.IsSet("published") {
		return c.Bool("published")
	}
	return s.IsStudy()
}

// computers says what computed the records. Several sorts may have: a sweep can go on elsewhere.
func computers(records []*record.Record) string {
	counts, order := map[string]int{}, []string(nil)
	for _, r := range records {
		by := fmt.Sprintf("%s (%s) on %s", r.ComputedBy.Backend, r.ComputedBy.Version, r.ComputedBy.CPU)
		if counts[by] == 0 {
			order = append(order, by)
		}
		counts[by]++
	}
	for i, by := range order {
		if order[i] = "Computed by " + by; len(counts) > 1 {
			order[i] = fmt.Sprintf("%d trainings were computed by %s", counts[by], by)
		}
	}
	return list(order) + "."
}
