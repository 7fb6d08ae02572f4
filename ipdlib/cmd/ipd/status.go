package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
)

func statusCommand() *cli.Command {
	return &cli.Command{
		Name:      "status",
		Usage:     "show a sweep's progress: what is done, what is missing, and who is working on it",
		ArgsUsage: "FOLDER",
		Description: "Reads only the records, on any machine that sees the folder. If the sweep was submitted to Slurm, and the queue can\n" +
			"be seen, it says whether each missing training is waiting, running, or has failed.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "print JSON, with all names", HideDefault: true},
			&cli.BoolFlag{Name: "all", Usage: "list all trainings that are missing or failed, not only 20", HideDefault: true},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			r, err := openResults(c)
			if err != nil {
				return err
			}
			dir, s, records := r.dir, r.settings, r.records
			if c.Bool("json") {
				return printStatusJSON(c.Root().Writer, r)
			}
			if err := tellLeftovers(c.Root().ErrWriter, dir); err != nil {
				return err
			}
			out := c.Root().Writer
			fmt.Fprintf(out, "%d of %s are done%s%s.\n", len(done(records)), count(len(records), "training"), butFailed(r.failed()), latest(done(records), time.Now()))
			if err := tellOthers(out, dir, s); err != nil {
				return err
			}
			holder, err := record.Holder(dir)
			if err != nil {
				return err
			}
			if holder != "" {
				fmt.Fprintf(out, "At work on this machine: %s.\n", holder)
			}
			if err := printRuns(out, s, records); err != nil {
				return err
			}
			if err := printSilent(out, records); err != nil {
				return err
			}
			if err := printFailed(out, r.failed(), c.Bool("all")); err != nil {
				return err
			}
			return printMissing(ctx, c, dir, s.Trainings(), r.missing())
		},
	}
}

// latest says when the latest training ended: the only sign of life of processes elsewhere.
func latest(records []*record.Record, now time.Time) string {
	var end time.Time
	for _, r := range records {
		if e := r.Times.Started.Add(time.Duration(r.Times.Seconds * float64(time.Second))); e.After(end) {
			end = e
		}
	}
	if end.IsZero() {
		return ""
	}
	return fmt.Sprintf(", the latest %s ago", inWords(max(0, now.Sub(end).Round(time.Second))))
}

// tellLeftovers names files that are half written: of processes that write right now, or were killed when they did.
func tellLeftovers(out io.Writer, dir string) error {
	left, err := record.Leftovers(dir)
	for _, l := range left {
		fmt.Fprintf(out, "%s was half written %s ago; it is ignored\n", l.Path, inWords(max(0, l.Age.Round(time.Second))))
	}
	return err
}

// printRuns prints how many runs are done at each dropout and sigma, and at each point of further axes.
func printRuns(out io.Writer, s plan.Settings, records []*record.Record) error {
	type place struct {
		row   string
		sigma float64
	}
	row := func(t plan.Training) string {
		text := ""
		for _, c := range t.Varied() {
			text += c.String() + ", "
		}
		return fmt.Sprintf("%sdropout %v", text, t.Dropout())
	}
	runs := map[place]int{}
	for _, r := range done(records) {
		runs[place{row(r.Training), r.Sigma()}]++
	}
	var rows []string
	seen := map[string]bool{}
	for _, t := range s.Trainings() {
		if text := row(t); !seen[text] {
			seen[text] = true
			rows = append(rows, text)
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "runs done of %d, at sigma (rad)", s.Grid.Runs)
	for _, sigma := range s.Grid.Sigmas {
		fmt.Fprintf(w, "\t%v", sigma)
	}
	fmt.Fprintln(w)
	for _, text := range rows {
		fmt.Fprint(w, text)
		for _, sigma := range s.Grid.Sigmas {
			fmt.Fprintf(w, "\t%d", runs[place{text, sigma}])
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}
