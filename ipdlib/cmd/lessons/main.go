// Command lessons makes the teaching notebooks of their sources. It is for those who write lessons; see
// ipdlib/teaching/source/README.md.
//
//	go run ./ipdlib/cmd/lessons                  checks the sources and writes the notebooks; outputs stay where no code changed
//	go run ./ipdlib/cmd/lessons -run             and runs those that have no outputs
//	go run ./ipdlib/cmd/lessons -try             and tries each exercise untouched, solved and with its wrong answers
//	go run ./ipdlib/cmd/lessons -run -html DIR 2 only lesson 2; pages to look at in DIR
//	go run ./ipdlib/cmd/lessons -tally DIR       counts the votes of a class: the files of all students in DIR
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/lab"
	"ipd/ipdlib/teaching/exercise"
	"ipd/ipdlib/teaching/lesson"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options are what the command line asks for.
type options struct {
	run, try bool
	again    bool
	html     string
	tally    string
	names    []string // numbers of lessons, or beginnings of their names; none: all
}

func run(ctx context.Context, arguments []string) error {
	var o options
	flags := flag.NewFlagSet("lessons", flag.ContinueOnError)
	flags.BoolVar(&o.try, "try", false, "try each exercise untouched, solved and with its wrong answers")
	flags.BoolVar(&o.run, "run", false, "run the notebooks that have no outputs")
	flags.BoolVar(&o.again, "again", false, "with -run: run all, also those with outputs")
	flags.StringVar(&o.html, "html", "", "with -run: write pages into this `folder`")
	flags.StringVar(&o.tally, "tally", "", "count the votes in the files votes-*.json in this `folder` and the folders in it")
	if err := flags.Parse(arguments); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	o.names = flags.Args()
	if o.tally != "" {
		return tally(os.Stdout, o.tally)
	}
	root, err := device.Root()
	if err != nil {
		return err
	}
	folder := filepath.Join(root, "notebooks", "teaching")
	lessons, err := lesson.Read(filepath.Join(root, lesson.Sources))
	if err != nil {
		return err
	}
	if o.run {
		if err := os.Setenv(exercise.VotesEnv, "off"); err != nil { // solutions are no votes
			return err
		}
		if err := lab.Setup(ctx, root, lab.Everything, os.Stderr); err != nil {
			return err
		}
	}
	var problems []error
	for _, l := range lessons {
		wanted := func(name string) bool { // "1" is lesson 1, not 10
			return strings.HasPrefix(l.Name, name) && (strings.Contains(name, "_") || name == strconv.Itoa(lesson.Number(l.Name)))
		}
		if len(o.names) == 0 || slices.ContainsFunc(o.names, wanted) {
			problems = append(problems, o.do(ctx, root, folder, l))
		}
	}
	return errors.Join(problems...)
}

// do does with one lesson what is asked for.
func (o options) do(ctx context.Context, root, folder string, l *lesson.Lesson) error {
	var problems []error
	for _, p := range l.Problems() {
		problems = append(problems, errors.New(p))
	}
	if o.try {
		trials, err := l.Try(ctx, root)
		problems = append(problems, err)
		for _, trial := range trials {
			fmt.Println(trial.Answer)
			problems = append(problems, trial.Error())
		}
	}
	files, err := l.Files(folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := f.Write(); err != nil {
			return err
		}
		if !o.run || f.Notebook.HasRun() && !o.again && o.html == "" {
			continue
		}
		began := time.Now()
		if err := o.execute(ctx, root, f); err != nil {
			problems = append(problems, err)
			continue
		}
		fmt.Printf("%s ran in %.0f s\n", f.Path, time.Since(began).Seconds())
	}
	return errors.Join(problems...)
}

// execute runs a notebook in its place. The page, if one is wanted, is written from another copy.
func (o options) execute(ctx context.Context, root string, f lesson.File) error {
	r := lab.Run{Root: root, Notebook: f.Path}
	if o.html == "" {
		return lab.Execute(ctx, r, os.Stderr)
	}
	r.Out, r.HTML = o.html, true
	if f.Solved {
		r.Out = filepath.Join(o.html, lesson.SolvedFolder)
	}
	if err := lab.Execute(ctx, r, os.Stderr); err != nil {
		return err
	}
	ran, err := lesson.ReadNotebook(filepath.Join(r.Out, filepath.Base(f.Path)))
	if err != nil {
		return err
	}
	f.Notebook.Keep(ran)
	return f.Write()
}
