package main

import (
	"context"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/sweep"
)

func settingsCommand() *cli.Command {
	return &cli.Command{
		Name:  "settings",
		Usage: "print the study's complete settings, as a file for `ipd sweep`",
		Action: func(_ context.Context, c *cli.Command) error {
			text, err := sweep.Default().JSON()
			if err != nil {
				return err
			}
			_, err = c.Root().Writer.Write(text)
			return err
		},
	}
}
