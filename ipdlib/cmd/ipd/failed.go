package main

import (
	"fmt"
	"io"
	"strings"

	"ipd/ipdlib/record"
)

// namesShown is how many trainings are named one by one, unless all are wanted.
const namesShown = 20

// printFailed names the trainings that have no result, and why. Means are over the others.
func printFailed(out io.Writer, failures []*record.Failure, all bool) error {
	if len(failures) == 0 {
		return nil
	}
	verb := "has"
	if len(failures) > 1 {
		verb = "have"
	}
	fmt.Fprintf(out, "%s %s no result; -retry makes the sweep try again:\n", count(len(failures), "training"), verb)
	for i, f := range failures {
		if i == namesShown && !all {
			_, err := fmt.Fprintf(out, "... and %d more; `ipd status -all` names them.\n", len(failures)-i)
			return err
		}
		if _, err := fmt.Fprintf(out, "  %s\n", f); err != nil {
			return err
		}
	}
	return nil
}

// printSilent names the trainings in whose networks no hidden unit spikes: they guess.
func printSilent(out io.Writer, records []*record.Record) error {
	var silent []string
	for _, r := range records {
		if r != nil && r.Silent() {
			silent = append(silent, r.Training.String())
		}
	}
	if len(silent) == 0 {
		return nil
	}
	more := ""
	if n := len(silent) - namesShown; n > 0 {
		more = fmt.Sprintf("; and %d more", n)
	}
	_, err := fmt.Fprintf(out, "No hidden unit spikes in the networks of %s, so they are guessing: %s%s.\n", count(len(silent), "training"), strings.Join(silent[:min(len(silent), namesShown)], "; "), more)
	return err
}

// butFailed adds how many failed, if any did.
func butFailed(failures []*record.Failure) string {
	if len(failures) == 0 {
		return ""
	}
	return fmt.Sprintf(", and %d failed", len(failures))
}
