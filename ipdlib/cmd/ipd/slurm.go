package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/slurm"
)

// slurmFlags submit a sweep to a cluster.
func slurmFlags() []cli.Flag {
	const category = "On a Slurm cluster (see docs/cluster.md)"
	text := func(name, usage string) cli.Flag {
		return &cli.StringFlag{Name: name, Category: category, Usage: usage}
	}
	number := func(name, usage string) cli.Flag {
		return &cli.IntFlag{Name: name, Category: category, Usage: usage, HideDefault: true}
	}
	truth := func(name, usage string) cli.Flag {
		return &cli.BoolFlag{Name: name, Category: category, Usage: usage, HideDefault: true}
	}
	return []cli.Flag{
		truth("slurm", "submit the missing trainings as a job array, and return"),
		truth("again", "submit missing trainings even if they are in the queue already"),
		text("partition", "submit to the partition `NAME`"),
		text("account", "charge the account `NAME`"),
		text("time", "limit each task to `TIME`, such as 30 (minutes) or 2:00:00"),
		text("mem", "give each task `SIZE` of memory, such as 4G"),
		number("cpus", "give each task `N` CPUs; it trains that many networks at once"),
		number("gpus", "give each task `N` GPUs"),
		number("at-once", "run at most `N` tasks at the same time"),
		number("per-task", "give each task `N` trainings (default: 1, on a GPU 50, or more if there would be more than 100 tasks)"),
		text("sbatch", "pass further `OPTIONS` to sbatch, such as -sbatch '--qos=high --constraint=avx512'"),
		text("program", "let the nodes run the ipd at `PATH` (default: a copy of this one, in the results folder)"),
	}
}

// submitSweep hands the missing trainings of a sweep to Slurm.
func submitSweep(ctx context.Context, c *cli.Command, s plan.Settings, dir string) error {
	if err := jobOptions(c).Check(); err != nil {
		return err
	}
	if err := record.Prepare(dir, s); err != nil {
		return err
	}
	r, err := loadResults(c, dir, s)
	if err != nil {
		return err
	}
	if c.Bool("retry") {
		r.failures = make([]*record.Failure, len(r.records))
	}
	out, tell, records, missing := c.Root().Writer, c.Root().ErrWriter, r.records, r.missing()
	if err := printFailed(tell, r.failed(), false); err != nil {
		return err
	}
	if len(missing) == 0 && len(r.failed()) > 0 {
		fmt.Fprintf(out, "%d of %s are done, %d failed; nothing is submitted.\n", len(done(records)), count(len(records), "training"), len(r.failed()))
		return nil
	}
	if len(missing) == 0 {
		fmt.Fprintf(out, "All %d trainings are done; nothing is submitted. `ipd summary %s` makes the table and the figure.\n", len(records), dir)
		return nil
	}
	todo := missing
	if !c.Bool("again") {
		if todo, err = withoutQueued(ctx, c, s, dir, missing); err != nil {
			return err
		}
		if len(todo) == 0 {
			fmt.Fprintf(out, "Nothing is submitted. `ipd status %s` shows their progress.\n", dir)
			return nil
		}
	}
	job, err := planJob(ctx, c, s, dir, todo)
	if err != nil {
		return err
	}
	if err := job.Write(); err != nil {
		return err
	}
	if c.Bool("dry-run") {
		fmt.Fprintf(tell, "Written, but not submitted: %d tasks for %d of %d trainings, in %s:\n", len(job.Tasks), job.Trainings(), len(records), job.Path())
		_, err := io.WriteString(out, job.Script)
		return err
	}
	id, err := job.Submit(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Job %s is submitted: %s for %d of %d trainings; %d are done.\n", id, count(len(job.Tasks), "task"), job.Trainings(), len(records), len(done(records)))
	fmt.Fprintf(out, "`ipd status %s` shows their progress, and `ipd summary %[1]s` makes the table and the figure of what is finished; script and logs are in %[2]s.\n", dir, job.Dir)
	return nil
}

// jobOptions are what the flags say.
func jobOptions(c *cli.Command) slurm.Options {
	return slurm.Options{
		Partition: c.String("partition"), Account: c.String("account"), Time: c.String("time"), Memory: c.String("mem"),
		CPUs: c.Int("cpus"), GPUs: c.Int("gpus"), AtOnce: c.Int("at-once"), PerTask: c.Int("per-task"), Extra: c.String("sbatch"),
		Program: c.String("program"),
	}
}

// planJob makes the job that the flags describe.
func planJob(ctx context.Context, c *cli.Command, s plan.Settings, dir string, todo []int) (*slurm.Job, error) {
	o := jobOptions(c)
	backend, err := nodesBackend(ctx, c, s)
	if err != nil {
		return nil, err
	}
	o.Arguments = []string{"-backend", backend}
	if c.Bool("retry") {
		o.Arguments = append(o.Arguments, "-retry")
	}
	for _, name := range []string{"workers", "together"} {
		if c.IsSet(name) {
			o.Arguments = append(o.Arguments, "-"+name, strconv.Itoa(c.Int(name)))
		}
	}
	if root, err := device.Root(); err == nil {
		o.Home = root
	}
	if o.Program == "" {
		executable, err := os.Executable()
		if err != nil {
			return nil, err
		}
		if o.Program, err = slurm.InstallProgram(dir, executable); err != nil {
			return nil, err
		}
	}
	limit := 0
	if !c.Bool("dry-run") {
		limit = slurm.Limit(ctx)
	}
	return slurm.NewJob(dir, s, todo, limit, o)
}

// nodesBackend settles with what the nodes compute, so that all do with the same. XLA's plugin is looked for here, and
// installed where it is missing: nodes often have no network.
func nodesBackend(ctx context.Context, c *cli.Command, s plan.Settings) (string, error) {
	name := c.String("backend")
	if name == "" {
		name = os.Getenv(device.BackendEnv)
		if name == "fused" {
			return fusedOrGo(s), nil
		}
	}
	if name == "" && c.Int("gpus") > 0 {
		return "cuda", nil // a login node seldom has one to try
	}
	switch name {
	case "", "xla", "cpu":
		d, err := device.Open(ctx, deviceOptions(c))
		if err != nil {
			return "", err
		}
		defer d.Close()
		if device.IsFused(d.Backend) {
			return fusedOrGo(s), nil
		}
		return "xla", nil
	}
	return name, nil
}

// fusedOrGo is the fused engine where it can do the whole sweep: by that name it refuses networks with options.
func fusedOrGo(s plan.Settings) string {
	for _, t := range s.Trainings() {
		if t.Settings.Fused() != nil {
			return "go"
		}
	}
	return "fused"
}

// withoutQueued leaves out the trainings that Slurm has in hand already, and says so.
func withoutQueued(ctx context.Context, c *cli.Command, s plan.Settings, dir string, missing []int) ([]int, error) {
	tell := c.Root().ErrWriter
	tasks, err := slurm.Queue(ctx, dir)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		if !errors.Is(err, exec.ErrNotFound) { // who has no Slurm at all is told so by the submission
			fmt.Fprintf(tell, "The queue can't be seen, so all missing trainings count as not queued: %v\n", err)
		}
		return missing, nil
	}
	all, busy := s.Trainings(), inHand(tasks)
	var rest []int
	running, waiting := 0, 0
	for _, i := range missing {
		switch t, ok := busy[all[i].Key()]; {
		case !ok:
			rest = append(rest, i)
		case t.Waits():
			waiting++
		default:
			running++
		}
	}
	if running+waiting > 0 {
		fmt.Fprintf(tell, "Slurm already has %d of the %d missing trainings (%d in running tasks, %d in waiting ones: %s); they are left out. -again submits them anyway.\n",
			running+waiting, len(missing), running, waiting, list(jobsOf(tasks)))
	}
	return rest, nil
}

// inHand finds the task of each training's key; a running one rather than a waiting one.
func inHand(tasks []slurm.Task) map[string]slurm.Task {
	busy := map[string]slurm.Task{}
	for _, t := range tasks {
		for _, key := range t.Keys {
			if before, ok := busy[key]; !ok || before.Waits() {
				busy[key] = t
			}
		}
	}
	return busy
}

// jobsOf names the jobs of tasks.
func jobsOf(tasks []slurm.Task) []string {
	var jobs []string
	for _, t := range tasks {
		if name := "job " + t.Job(); !slices.Contains(jobs, name) {
			jobs = append(jobs, name)
		}
	}
	return jobs
}

// fitSlurm refuses flags that make no sense without or with -slurm.
func fitSlurm(c *cli.Command) error {
	if c.Bool("slurm") {
		for _, name := range []string{"shard", "only"} {
			if c.IsSet(name) {
				return usage("-slurm submits what is missing, in tasks of its own; it doesn't go with -%s", name)
			}
		}
		for _, name := range []string{"cpus", "gpus", "at-once", "per-task"} {
			if c.IsSet(name) && c.Int(name) < 1 {
				return usage("-%s is %d; give a positive number, or leave it out", name, c.Int(name))
			}
		}
		for _, name := range []string{"partition", "account", "time", "mem"} {
			if c.IsSet(name) && c.String(name) == "" {
				return usage("-%s is empty; give a value, or leave it out", name)
			}
		}
		return nil
	}
	for _, f := range slurmFlags() {
		if name := f.Names()[0]; name != "slurm" && c.IsSet(name) {
			return usage("-%s goes with -slurm", name)
		}
	}
	return nil
}
