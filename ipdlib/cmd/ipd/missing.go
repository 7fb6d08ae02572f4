package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/slurm"
)

// printMissing names the trainings without a record, and says what is known of each: where it runs, why it waits, or how
// its latest task ended.
func printMissing(ctx context.Context, c *cli.Command, dir string, all []plan.Training, missing []int) error {
	if len(missing) == 0 {
		return nil
	}
	out := c.Root().Writer
	tasks, err := slurm.Queue(ctx, dir)
	visible := err == nil
	if err != nil && ctx.Err() != nil {
		return err
	}
	if err != nil && !errors.Is(err, exec.ErrNotFound) { // most machines have no Slurm
		fmt.Fprintf(c.Root().ErrWriter, "The queue can't be seen: %v\n", err)
	}
	keys := make([]string, len(missing))
	for k, i := range missing {
		keys[k] = all[i].Key()
	}
	logs, err := slurm.Logs(dir, keys)
	if err != nil {
		return err
	}
	printQueue(out, tasks)
	fmt.Fprintf(out, "%s missing:\n", areTrainings(len(missing)))
	busy := inHand(tasks)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for k, i := range missing {
		if k == namesShown && !c.Bool("all") {
			break
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", all[i].Name(i), all[i], fate(busy, logs, keys[k], visible))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if more := len(missing) - namesShown; more > 0 && !c.Bool("all") {
		fmt.Fprintf(out, "... and %d more; -all names them.\n", more)
	}
	fmt.Fprintln(out, "The command that started the sweep does what is missing, and nothing else.")
	return nil
}

func areTrainings(n int) string {
	if n == 1 {
		return "1 training is"
	}
	return fmt.Sprintf("%d trainings are", n)
}

// printQueue says what Slurm has in hand.
func printQueue(out io.Writer, tasks []slurm.Task) {
	running := 0
	for _, t := range tasks {
		if !t.Waits() {
			running++
		}
	}
	if len(tasks) > 0 {
		fmt.Fprintf(out, "Slurm: %s running, %d waiting (%s).\n", count(running, "task"), len(tasks)-running, list(jobsOf(tasks)))
	}
}

// fate says what is known of a missing training. visible: the queue could be seen.
func fate(busy map[string]slurm.Task, logs map[string]slurm.Log, key string, visible bool) string {
	log, tried := logs[key]
	switch t, ok := busy[key]; {
	case ok && t.Waits():
		return fmt.Sprintf("waits in task %s (%s)", t.ID, t.Reason)
	case ok:
		return fmt.Sprintf("in task %s, which runs on %s", t.ID, t.Where)
	case tried && visible:
		return fmt.Sprintf("its task ended; %s: %s", log.Path, log.Last)
	case tried:
		return fmt.Sprintf("last heard of in %s: %s", log.Path, log.Last)
	}
	return ""
}
