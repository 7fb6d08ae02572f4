package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/site"
	"ipd/ipdlib/sweep"
)

func siteCommand() *cli.Command {
	return &cli.Command{
		Name:  "site",
		Usage: "make a static site of document, lessons, analyses and docs",
		Description: "Makes pages of the notebooks as they were executed, and of the Markdown files. The result figure is alive there: it shows\n" +
			"the records behind each mean. Where there are none yet, the study's trainings are done first, as by `ipd reproduce`.\n" +
			"Each page is one HTML file that needs no server and requests nothing.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "put the site into `FOLDER`: a new or empty one, or one with an older site"},
			&cli.StringFlag{Name: "records", Usage: "take the records of the study from the sweep in `FOLDER`; else results/robustness"},
			&cli.StringFlag{Name: "backend", Value: "fused", Usage: "do missing trainings with `NAME`, as in `ipd reproduce`"},
			workersFlag(),
		},
		Action: makeSite,
	}
}

func makeSite(ctx context.Context, c *cli.Command) error {
	out, records := c.String("out"), resultsDir("robustness")
	if out == "" {
		return usage("%s needs -out FOLDER", c.FullName())
	}
	if c.IsSet("records") {
		records = c.String("records")
	}
	if err := site.Usable(out); err != nil {
		return err
	}
	root, err := device.Root()
	if err != nil {
		return err
	}
	study, err := studyIn(ctx, c, records)
	if err != nil {
		return err
	}
	begin := time.Now()
	files, err := site.Make(os.DirFS(root), study)
	if err != nil {
		return err
	}
	if err := files.Write(out); err != nil {
		return err
	}
	size := 0
	for _, content := range files {
		size += len(content)
	}
	_, err = fmt.Fprintf(c.Root().Writer, "Wrote %s, %.1f MB, in %s. Begin with %s.\n", count(len(files), "file"), float64(size)/1e6,
		inWords(time.Since(begin)), filepath.Join(out, "index.html"))
	return err
}

// studyIn reads the study's records from a sweep's folder, and does those of its trainings that are missing.
func studyIn(ctx context.Context, c *cli.Command, dir string) (site.Study, error) {
	s := plan.Default()
	if _, err := os.Stat(filepath.Join(dir, record.SettingsName)); err == nil {
		if s, err = record.SettingsOf(dir); err != nil {
			return site.Study{}, err
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return site.Study{}, err
	}
	if !s.IsStudy() {
		return site.Study{}, usage("-records %s: these are not the study's trainings, of which only seed, runs, dropouts and sigmas may differ", dir)
	}
	records, _, err := record.Load(dir, s)
	if err != nil {
		return site.Study{}, err
	}
	if missing := len(records) - len(done(records)); missing > 0 {
		fmt.Fprintf(c.Root().ErrWriter, "%d of %s in %s are missing; they are done first.\n", missing, count(len(records), "training"), dir)
		shown := newProgress(c.Root().ErrWriter, s.Count(), mostEpochs(s.Trainings()))
		options := sweepOptions(c, dir, shown)
		records, err = sweep.Run(ctx, s, options)
		shown.close()
		if err != nil {
			return site.Study{}, err
		}
	}
	if slices.Contains(records, nil) {
		return site.Study{}, fmt.Errorf("some trainings in %s have no result; `ipd status %[1]s` says which", dir)
	}
	return site.Study{Settings: s, Records: records}, nil
}
