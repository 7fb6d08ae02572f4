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
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	o, err := parseFlags(arguments)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	root, err := repository()
	if err != nil {
		return err
	}
	began := time.Now()
	say := func(format string, a ...any) {
		fmt.Fprintf(os.Stderr, "%6.0f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, a...))
	}
	machine := thisMachine()
	temporary, err := os.MkdirTemp("", "ipd-compare-")
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	defer os.RemoveAll(temporary)
	teams, err := prepare(ctx, o, root, temporary, machine.Cores, say)
	if err != nil {
		return err
	}
	if err := compete(ctx, teams, o.rounds, say); err != nil {
		return err
	}
	report := Report{Began: began.UTC(), Machine: machine, RoundCount: o.rounds}
	for _, team := range teams {
		report.Results = append(report.Results, team.result)
	}
	fmt.Print(report.markdown())
	return report.write(o.jsonOut)
}

// team is a contestant with what it has done so far.
type team struct {
	contestant interface {
		round(context.Context) (Measurement, error)
	}
	result Result
}

// prepare builds ours, installs the peers' packages, and finds each peer's best way to use the cores.
func prepare(ctx context.Context, o options, root, temporary string, cores int, say func(string, ...any)) ([]*team, error) {
	var teams []*team
	packages, err := packagesOf(root)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(o.only, func(name string) bool { return !isOurs(name) }) {
		if err := packages.install(ctx, os.Stderr); err != nil {
			return nil, err
		}
	}
	binary := o.binary
	if binary == "" && slices.ContainsFunc(o.only, isOurs) {
		if binary, err = buildOurs(ctx, root, temporary); err != nil {
			return nil, err
		}
	}
	ports := filepath.Join(root, "ipdlib", "cmd", "compare")
	for _, name := range o.only {
		if isOurs(name) {
			one := &ours{binary: binary, backend: backends[name], study: o.study, cores: cores, whole: o.whole}
			teams = append(teams, &team{one, Result{Name: name, Way: "as `ipd bench` chooses"}})
			continue
		}
		one := newPeer(name, packages, ports, cores, o.study)
		tried, err := one.chooseWay(ctx, say)
		if err != nil {
			return nil, err
		}
		if err := one.warm(ctx); err != nil {
			return nil, err
		}
		teams = append(teams, &team{one, Result{Name: name, Way: one.way.String(), Tried: tried}})
	}
	return teams, nil
}

// compete gives every team its turn in every round.
func compete(ctx context.Context, teams []*team, rounds int, say func(string, ...any)) error {
	for i := range rounds {
		for _, team := range teams {
			m, err := team.contestant.round(ctx)
			if err != nil {
				return err
			}
			team.result.Rounds = append(team.result.Rounds, m)
			say("round %d of %d, %s: %s per training", i+1, rounds, team.result.Name, seconds(m.TrainingS))
		}
	}
	return nil
}

// repository finds the folder of this module, from the working folder upwards.
func repository() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("compare: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "ipdlib", "cmd", "compare", "requirements.txt")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", errors.New("compare: run it inside the repository: the ports were not found in ipdlib/cmd/compare")
		}
		folder = parent
	}
}
