package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/sweep"
)

func settingsCommand() *cli.Command {
	return &cli.Command{
		Name:  "settings",
		Usage: "print the study's complete settings, as a file for `ipd sweep`",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "describe", Usage: "explain each field instead: unit, range and meaning"},
		},
		Action: func(_ context.Context, c *cli.Command) error {
			if c.Bool("describe") {
				return printFields(c.Root().Writer)
			}
			text, err := sweep.Default().JSON()
			if err != nil {
				return err
			}
			_, err = c.Root().Writer.Write(text)
			return err
		},
	}
}

func printFields(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "field\tunit\tmay be\tmeaning")
	for _, f := range sweep.Fields {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.Name, f.Unit, f.Range, f.Meaning)
	}
	return w.Flush()
}
