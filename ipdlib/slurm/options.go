package slurm

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrOptions is wrapped by errors about options that make no job.
var ErrOptions = errors.New("slurm options")

// Options say what to ask the cluster for. Texts are as sbatch takes them; what is empty or 0 is left to the cluster.
type Options struct {
	Partition string
	Account   string
	Time      string // limit of a task, such as 2:00:00
	Memory    string // of a task, such as 4G
	CPUs      int    // of a task; so many trainings run at once in it
	GPUs      int    // of a task
	AtOnce    int    // tasks that may run at the same time
	PerTask   int    // trainings of a task; 0: one, on a GPU 50, but more where that would make more than 100 tasks
	Extra     string // further options of sbatch, taken as they are

	Program   string   // path of the ipd command on the nodes; see InstallProgram
	Home      string   // IPD_HOME on the nodes, where XLA's plugin lies; empty: not set
	Arguments []string // further arguments of ipd sweep, such as -backend xla
}

// tasksByDefault is how many tasks an array has at most, unless Options.PerTask says otherwise: a training of the study
// takes seconds, less than it costs a cluster to start a task.
const tasksByDefault = 100

// onGPU is how many trainings a task with a GPU has by default: a GPU does them at once, about as fast as one.
const onGPU = 50

// timeLimit and memorySize are what sbatch takes for --time and --mem (slurm.schedmd.com/sbatch.html).
var (
	timeLimit  = regexp.MustCompile(`^(\d+(:\d+){0,2}|\d+-\d+(:\d+){0,2}|(?i:unlimited|infinite))$`)
	memorySize = regexp.MustCompile(`^\d+(?i:[kmgt]b?)?$`)
)

// Check finds what sbatch wouldn't find wrong, or would find wrong late or in odd words.
func (o Options) Check() error {
	for _, n := range []struct {
		name  string
		value int
	}{{"CPUs", o.CPUs}, {"GPUs", o.GPUs}, {"tasks at once", o.AtOnce}, {"trainings a task", o.PerTask}} {
		if n.value < 0 {
			return fmt.Errorf("%w: %d %s; give a positive number, or leave it out", ErrOptions, n.value, n.name)
		}
	}
	for _, text := range append([]string{o.Partition, o.Account, o.Time, o.Memory, o.Extra, o.Program, o.Home}, o.Arguments...) {
		if strings.ContainsAny(text, "\n\r\x00") {
			return fmt.Errorf("%w: %q has more than one line", ErrOptions, text)
		}
	}
	if o.Time != "" && !timeLimit.MatchString(o.Time) {
		return fmt.Errorf("%w: %q is no time limit: it must be minutes, MINUTES:SECONDS, HOURS:MINUTES:SECONDS, DAYS-HOURS, DAYS-HOURS:MINUTES, "+
			"DAYS-HOURS:MINUTES:SECONDS or UNLIMITED, such as 30 or 2:00:00", ErrOptions, o.Time)
	}
	if o.Memory != "" && !memorySize.MatchString(o.Memory) {
		return fmt.Errorf("%w: %q is no size of memory: it must be a number of megabytes, or one with K, M, G or T behind it, such as 4G", ErrOptions, o.Memory)
	}
	for _, text := range []string{o.Partition, o.Account, o.Time, o.Memory} {
		if strings.ContainsAny(text, " \t\"'\\#") {
			return fmt.Errorf("%w: %q has blanks, quotes or other signs that it can't have", ErrOptions, text)
		}
	}
	return nil
}

// perTask is how many trainings a task does. limit is the most tasks that an array may have, 0 if unknown.
func (o Options) perTask(missing, limit int) (int, error) {
	if o.PerTask == 0 {
		most := tasksByDefault
		if limit > 0 {
			most = min(most, limit)
		}
		least := 1
		if o.GPUs > 0 {
			least = min(onGPU, missing)
		}
		return max(least, (missing+most-1)/most), nil
	}
	if tasks := (missing + o.PerTask - 1) / o.PerTask; limit > 0 && tasks > limit {
		return 0, fmt.Errorf("%w: %d trainings in tasks of %d make an array of %d tasks, and this cluster takes %d at most: give each task %d trainings or more",
			ErrOptions, missing, o.PerTask, tasks, limit, (missing+limit-1)/limit)
	}
	return o.PerTask, nil
}
