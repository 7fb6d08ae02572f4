package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
)

func settingsCommand() *cli.Command {
	return &cli.Command{
		Name:  "settings",
		Usage: "print the study's complete settings, as a file for `ipd sweep`",
		Description: "Prints the settings of the study, or of a file, as changed by the flags. Options that the study didn't have are\n" +
			"included if they are used, or with -all.",
		Flags: slices.Concat(gridFlags(), fieldFlags(), []cli.Flag{
			&cli.StringFlag{Name: "settings", Usage: "start from the settings in `FILE`, or - for standard input, instead of the study's"},
			&cli.BoolFlag{Name: "all", Usage: "also print all options, with their defaults", HideDefault: true},
			&cli.BoolFlag{Name: "describe", Usage: "explain each field instead: unit, range and meaning", HideDefault: true},
			&cli.BoolFlag{Name: "markdown", Usage: "with -describe, print a table in Markdown", HideDefault: true},
		}),
		Action: func(_ context.Context, c *cli.Command) error {
			switch {
			case c.Bool("describe") && c.Bool("markdown"):
				return printFieldsMarkdown(c.Root().Writer)
			case c.Bool("describe"):
				return printFields(c.Root().Writer)
			case c.Bool("markdown"):
				return usage("-markdown goes with -describe")
			}
			s, err := settingsOf(c)
			if err != nil {
				return err
			}
			text, err := s.JSON()
			if c.Bool("all") {
				text, err = s.AllJSON()
			}
			if err != nil {
				return err
			}
			_, err = c.Root().Writer.Write(text)
			return err
		},
	}
}

// settingsOf are the settings that the flags say: those of the file, or else the study's, with what other flags change.
func settingsOf(c *cli.Command) (plan.Settings, error) {
	s := plan.Default()
	if path := c.String("settings"); path != "" {
		var err error
		if s, err = plan.ReadFile(path); err != nil {
			return s, err
		}
	}
	if err := applyGrid(c, &s); err != nil {
		return s, err
	}
	if err := applyFields(c, &s); err != nil {
		return s, err
	}
	return s, s.Validate()
}

func printFields(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "field\tunit\tmay be\tmeaning")
	for _, f := range plan.Fields {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.Name, f.Unit, f.Range, f.Help)
	}
	return w.Flush()
}

// printFieldsMarkdown prints the table of docs/options.md.
func printFieldsMarkdown(out io.Writer) error {
	var text strings.Builder
	text.WriteString("| field | unit | may be | in the study | meaning |\n|---|---|---|---|---|\n")
	cell := strings.NewReplacer("|", "\\|", "<", "&lt;", ">", "&gt;")
	for _, f := range plan.Fields {
		fmt.Fprintf(&text, "| `%s` | %s | %s | `%s` | %s |\n", f.Name, f.Unit, cell.Replace(f.Range), f.Default, cell.Replace(f.Help))
	}
	_, err := io.WriteString(out, text.String())
	return err
}
