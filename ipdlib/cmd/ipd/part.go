package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/sweep"
)

// partFlags let several processes share a sweep, on any machines that see its folder.
func partFlags() []cli.Flag {
	const category = "On several machines (see docs/cluster.md)"
	return []cli.Flag{
		&cli.StringFlag{Name: "shard", Category: category,
			Usage: "do a share of the trainings, such as `3/18`; auto or auto/18 takes its number from the variables of Slurm, Kubernetes or GNU parallel"},
		&cli.StringFlag{Name: "only", Category: category, Usage: "do only these trainings, `NAME,NAME,...` as `ipd status` names them"},
	}
}

// partOf reads those flags.
func partOf(c *cli.Command, s plan.Settings) (plan.Part, error) {
	switch {
	case c.IsSet("shard") && c.IsSet("only"):
		return plan.Part{}, usage("-shard and -only don't go together")
	case c.IsSet("shard"):
		return s.Part(c.String("shard"))
	case c.IsSet("only"):
		return s.Part(c.String("only"))
	}
	return plan.Part{}, nil
}

// runPart runs a part of a sweep, beside other processes. Table and figure are left to `ipd summary`, when all are done.
func runPart(ctx context.Context, c *cli.Command, s plan.Settings, dir string, part plan.Part) error {
	start, title := time.Now(), "Chosen trainings"
	if c.IsSet("shard") { // all shards write the same; -only is for what was prepared by others
		title = "Shard " + part.String()
		if err := record.Prepare(dir, s); err != nil {
			return err
		}
	}
	shown := newProgress(c.Root().ErrWriter, len(part.Numbers), mostEpochs(s.TrainingsIn(part)))
	options := deviceOptions(c)
	options.Out = shown
	options.Install = options.Install && !c.IsSet("only") // a node of a cluster shouldn't
	o := sweepOptions(c, dir, shown)
	o.Device, o.Part = options, part
	_, err := sweep.Run(ctx, s, o)
	shown.close()
	var failures *sweep.FailedError
	if err != nil && !errors.As(err, &failures) {
		return err
	}
	fmt.Fprintf(c.Root().Writer, "%s: %s in %s.\n", title, shown.done(), inWords(time.Since(start)))
	fmt.Fprintf(c.Root().Writer, "The records are in %s; `ipd status %s` shows the progress of the whole sweep, and `ipd summary %[2]s` makes the table and the figure.\n",
		filepath.Join(dir, "records"), dir)
	return err
}
