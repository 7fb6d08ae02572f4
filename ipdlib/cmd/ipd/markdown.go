package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"ipd/ipdlib/original"
)

// printMarkdown prints every mean that the original has too, with its deviations, as a table in Markdown.
func printMarkdown(out io.Writer, compared []original.Comparison) error {
	if len(compared) == 0 {
		return errors.New("there is nothing to compare: these trainings are not the study's, or at none of its dropouts and sigmas")
	}
	var text strings.Builder
	text.WriteString("| metric | dropout | sigma (rad) | runs | ours | published | off by | rerun | off by |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range compared {
		q := c.Ours.Quantity
		fmt.Fprintf(&text, "| %s | %v | %v | %d | %s | %s | %+.1f | %s | %+.1f |\n", q, c.Ours.Dropout, c.Ours.Sigma, len(c.Ours.Values),
			meanAndError(c.Ours), q.Text(c.Published), c.PublishedOff, q.Text(c.Rerun), c.RerunOff)
	}
	fmt.Fprintf(&text, "\n%s\n", verdict(compared))
	_, err := io.WriteString(out, text.String())
	return err
}
