package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/sweep"
)

// runSweep runs a sweep and leaves and prints its results.
func runSweep(ctx context.Context, c *cli.Command, s sweep.Settings, dir string) error {
	start := time.Now()
	shown := newProgress(c.Root().ErrWriter, s)
	options := deviceOptions(c)
	options.Out = shown
	records, err := sweep.Run(ctx, s, sweep.Options{Dir: dir, Device: options, Workers: c.Int("workers"), Progress: shown.event})
	shown.close()
	if err != nil {
		return err
	}
	summary := sweep.Summarise(records)
	written, err := writeResults(dir, summary, c.Bool("published"))
	if err != nil {
		return err
	}
	out := c.Root().Writer
	printComparison(out, summary)
	fmt.Fprintf(out, "\n%s\n%s, %s.\n", computers(records), shown.done(), inWords(time.Since(start)))
	fmt.Fprintf(out, "The records are in %s, beside %s.\n", filepath.Join(dir, "records"), list(written))
	return nil
}

// computers says what computed the records. Several sorts may have: a sweep can go on elsewhere.
func computers(records []*sweep.Record) string {
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
