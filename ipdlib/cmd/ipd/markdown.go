package main

import (
	"fmt"
	"io"
	"strings"

	"ipd/ipdlib/sweep"
	"ipd/ipdlib/sweep/original"
)

// printMarkdown prints every mean that the original has too, with its deviations, in Markdown.
func printMarkdown(out io.Writer, s sweep.Summary) error {
	var text strings.Builder
	text.WriteString("| metric | dropout | sigma (rad) | runs | ours | published | off by | rerun | off by |\n|---|---|---|---|---|---|---|---|---|\n")
	compared := original.Compare(s)
	for _, c := range compared {
		m := c.Ours.Metric
		fmt.Fprintf(&text, "| %s | %v | %v | %d | %s | %s | %+.1f | %s | %+.1f |\n", m, c.Ours.Dropout, c.Ours.Sigma, len(c.Ours.Values),
			meanAndError(m, c.Ours), digits(m, c.Published), c.PublishedOff, digits(m, c.Rerun), c.RerunOff)
	}
	fmt.Fprintf(&text, "\n%s\n", verdict(compared))
	_, err := io.WriteString(out, text.String())
	return err
}
