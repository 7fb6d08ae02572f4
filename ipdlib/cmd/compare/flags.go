package main

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
)

// options are the flags.
type options struct {
	only    []string
	rounds  int
	study   study
	binary  string
	jsonOut string
	whole   bool // whether ours do the whole study, too
}

// backends of ours, by the contestant's name.
var backends = map[string]string{"ours-fused": "fused", "ours-xla": "xla"}

// isOurs tells ours from the peers.
func isOurs(name string) bool { return backends[name] != "" }

// contestants in the order of the table's columns; ratios are to the first one.
var contestants = []string{"ours-fused", "ours-xla", "jax", "jax-plain", "pytorch", "pytorch-original"}

// studyEpochs is what `ipd bench` always trains.
const studyEpochs = 20

func parseFlags(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	only := flags.String("only", strings.Join(contestants, ","), "contestants, separated by commas; ours: both of ours")
	flags.IntVar(&o.rounds, "rounds", 3, "how often each contestant has its turn")
	flags.IntVar(&o.study.trainings, "trainings", 1, "trainings of each worker in a round")
	flags.IntVar(&o.study.epochs, "epochs", studyEpochs, "epochs of a training (other than 20: the peers alone)")
	flags.IntVar(&o.study.seed, "seed", 1, "seed of the peers' first training")
	flags.Float64Var(&o.study.sigma, "sigma", 0.2, "jitter of the delays in `radians`")
	flags.Float64Var(&o.study.dropout, "dropout", 0, "chance of a hidden spike to be dropped")
	flags.StringVar(&o.binary, "ipd", "", "a `binary` of ours (default: build ./ipdlib/cmd/ipd)")
	flags.BoolVar(&o.whole, "study", false, "let ours do the whole study, too, 54 trainings")
	flags.StringVar(&o.jsonOut, "json", "results/compare.json", "`file` for all measurements")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("compare: unexpected argument %q", flags.Arg(0))
	}
	for name := range strings.SplitSeq(*only, ",") {
		switch {
		case name == "ours":
			o.only = append(o.only, "ours-fused", "ours-xla")
		case slices.Contains(contestants, name):
			o.only = append(o.only, name)
		default:
			return o, fmt.Errorf("compare: -only: %q is none of ours, %s", name, strings.Join(contestants, ", "))
		}
	}
	o.only = unique(o.only)
	if o.rounds < 1 || o.study.trainings < 1 || o.study.epochs < 1 {
		return o, errors.New("compare: -rounds, -trainings and -epochs must be at least 1")
	}
	if !(o.study.sigma >= 0) || !(o.study.dropout >= 0 && o.study.dropout < 1) {
		return o, errors.New("compare: want -sigma of at least 0, and -dropout of at least 0 and below 1")
	}
	if o.study.epochs != studyEpochs && slices.ContainsFunc(o.only, isOurs) {
		return o, errors.New("compare: ours always trains 20 epochs: leave it out (-only jax,pytorch) to change -epochs")
	}
	return o, nil
}

// unique leaves out names that come again.
func unique(names []string) (once []string) {
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
