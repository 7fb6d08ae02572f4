package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
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

// options are the flags.
type options struct {
	only    []string
	rounds  int
	study   study
	python  string
	binary  string
	jsonOut string
}

// contestants in the order of the table's columns; ratios are to the first one.
var contestants = []string{"ours", "jax", "pytorch", "pytorch-original"}

// studyEpochs is what `ipd bench` always trains.
const studyEpochs = 20

func parseFlags(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	only := flags.String("only", strings.Join(contestants, ","), "contestants, separated by commas")
	flags.IntVar(&o.rounds, "rounds", 3, "how often each contestant has its turn")
	flags.IntVar(&o.study.trainings, "trainings", 1, "trainings of each worker in a round")
	flags.IntVar(&o.study.epochs, "epochs", studyEpochs, "epochs of a training (other than 20: the peers alone)")
	flags.IntVar(&o.study.seed, "seed", 1, "seed of the peers' first training")
	flags.Float64Var(&o.study.sigma, "sigma", 0.2, "jitter of the peers' delays in `radians`")
	flags.Float64Var(&o.study.dropout, "dropout", 0, "chance of a hidden spike of the peers to be dropped")
	flags.StringVar(&o.python, "python", "", "the `interpreter` for the peers (default: python3, then newer names)")
	flags.StringVar(&o.binary, "ipd", "", "a `binary` of ours (default: build ./ipdlib/cmd/ipd)")
	flags.StringVar(&o.jsonOut, "json", "results/compare.json", "`file` for all measurements")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("compare: unexpected argument %q", flags.Arg(0))
	}
	for name := range strings.SplitSeq(*only, ",") {
		if !slices.Contains(contestants, name) {
			return o, fmt.Errorf("compare: -only: %q is none of %s", name, strings.Join(contestants, ", "))
		}
		if !slices.Contains(o.only, name) {
			o.only = append(o.only, name)
		}
	}
	if o.rounds < 1 || o.study.trainings < 1 || o.study.epochs < 1 {
		return o, errors.New("compare: -rounds, -trainings and -epochs must be at least 1")
	}
	if !(o.study.sigma >= 0) || !(o.study.dropout >= 0 && o.study.dropout < 1) {
		return o, errors.New("compare: want -sigma of at least 0, and -dropout of at least 0 and below 1")
	}
	if o.study.epochs != studyEpochs && slices.Contains(o.only, "ours") {
		return o, errors.New("compare: ours always trains 20 epochs: leave it out (-only jax,pytorch) to change -epochs")
	}
	return o, nil
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
	environment := venv(filepath.Join(root, ".cache", "compare-venv"))
	ports := filepath.Join(root, "ipdlib", "cmd", "compare")
	if slices.ContainsFunc(o.only, func(name string) bool { return name != "ours" }) {
		python, version, err := findPython(ctx, o.python)
		if err != nil {
			return nil, err
		}
		if err := environment.install(ctx, python, version, filepath.Join(ports, "requirements.txt"), say); err != nil {
			return nil, err
		}
	}
	for _, name := range o.only {
		if name == "ours" {
			binary := o.binary
			if binary == "" {
				var err error
				if binary, err = buildOurs(ctx, root, temporary); err != nil {
					return nil, err
				}
			}
			one := &ours{binary: binary, trainings: cores * o.study.trainings}
			teams = append(teams, &team{one, Result{Name: name, Way: "as `ipd bench` chooses"}})
			continue
		}
		one := newPeer(name, environment, ports, cores, o.study)
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

// Report is everything that was measured.
type Report struct {
	Began      time.Time `json:"began"`
	Machine    Machine   `json:"machine"`
	RoundCount int       `json:"rounds"`
	Results    []Result  `json:"results"`
}

// markdown is the table, and below it what one must know to judge it.
func (r Report) markdown() string {
	var b strings.Builder
	b.WriteString(markdownTable(r.Results))
	fmt.Fprintf(&b, "\n%s, %d cores, %s, %s, %s; %d rounds, turn by turn", r.Machine.Processor, r.Machine.Cores,
		r.Machine.System, r.Machine.Go, r.Began.Format(time.DateOnly), r.RoundCount)
	if r.Machine.Load != "" {
		fmt.Fprintf(&b, "; load before %s", r.Machine.Load)
	}
	b.WriteString(". Workers: ")
	for i, result := range r.Results {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s %s", result.Name, result.Way)
		if n := len(result.Rounds); n > 0 && result.Rounds[n-1].Backend != "" {
			fmt.Fprintf(&b, " (%s)", result.Rounds[n-1].Backend)
		}
	}
	b.WriteString(".\n")
	return b.String()
}

// write saves the report as JSON, through a temporary name so that a file is never half written.
func (r Report) write(path string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("compare: -json: %w", err)
	}
	temporary := path + ".tmp"
	if err := os.WriteFile(temporary, append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("compare: -json: %w", err)
	}
	return os.Rename(temporary, path)
}
