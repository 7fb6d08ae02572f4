package slurm

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// ErrOptions is wrapped by errors about unusable options.
var ErrOptions = errors.New("slurm options")

// Options say what to request from the cluster. Texts are as for sbatch; options that are empty or 0 are left to the cluster.
type Options struct {
	Partition string
	Account   string
	Time      string // limit of a task, such as 2:00:00
	Memory    string // of a task, such as 4G
	CPUs      int    // of a task; it runs this many trainings at once
	GPUs      int    // of a task
	AtOnce    int    // tasks that may run at the same time
	PerTask   int    // trainings per task; 0: one, or 50 on a GPU, but more if that would make more than 100 tasks
	Extra     string // further options of sbatch, passed unchanged

	Program   string   // path of the ipd command on the nodes; see InstallProgram
	Home      string   // IPD_HOME on the nodes, the folder with XLA's plugin; empty: not set
	Arguments []string // further arguments of ipd sweep, such as -backend xla
}

// tasksByDefault is the maximal number of tasks in an array, unless Options.PerTask says otherwise: a training of the study
// takes seconds, less than a cluster needs to start a task.
const tasksByDefault = 100

// onGPU is the default number of trainings of a task with a GPU: a GPU does them together, about as fast as one.
const onGPU = 50

// timeLimit and memorySize are what sbatch takes for --time and --mem (slurm.schedmd.com/sbatch.html).
var (
	timeLimit  = regexp.MustCompile(`^(\d+(:\d+){0,2}|\d+-\d+(:\d+){0,2}|(?i:unlimited|infinite))$`)
	memorySize = regexp.MustCompile(`^\d+(?i:[kmgt]b?)?$`)
)

// Check finds mistakes that sbatch doesn't report, or reports late or unclearly.
func (o Options) Check() error {
	for _, n := range []struct {
		name  string
		value int
	}{{"CPUs", o.CPUs}, {"GPUs", o.GPUs}, {"tasks at once", o.AtOnce}, {"trainings per task", o.PerTask}} {
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
		return fmt.Errorf("%w: %q is not a time limit: it must be minutes, MINUTES:SECONDS, HOURS:MINUTES:SECONDS, DAYS-HOURS, DAYS-HOURS:MINUTES, "+
			"DAYS-HOURS:MINUTES:SECONDS or UNLIMITED, such as 30 or 2:00:00", ErrOptions, o.Time)
	}
	if o.Memory != "" && !memorySize.MatchString(o.Memory) {
		return fmt.Errorf("%w: %q is not a memory size: it must be a number of megabytes, or a number followed by K, M, G or T, such as 4G", ErrOptions, o.Memory)
	}
	for _, text := range []string{o.Partition, o.Account, o.Time, o.Memory} {
		if strings.ContainsAny(text, " \t\"'\\#") {
			return fmt.Errorf("%w: %q must not have blanks, quotes or other special characters", ErrOptions, text)
		}
	}
	return nil
}

// perTask is the number of trainings per task. limit is the maximal number of tasks in an array, 0 if unknown.
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
		return 0, fmt.Errorf("%w: %d trainings in tasks of %d make an array of %d tasks, but this cluster allows at most %d: give each task %d trainings or more",
			ErrOptions, missing, o.PerTask, tasks, limit, (missing+limit-1)/limit)
	}
	return o.PerTask, nil
}
