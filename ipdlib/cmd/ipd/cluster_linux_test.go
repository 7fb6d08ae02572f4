package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/slurm/slurmtest"
	"ipd/ipdlib/sweep"
)

// TestCluster runs sweeps on a real Slurm cluster, and lets happen what happens to clusters. Whatever it is, the sweep's
// records are in the end those of one machine, and on the way to it nothing is said to be done that isn't.
func TestCluster(t *testing.T) {
	c := &laboratory{slurmtest.Start(t), map[string][]*record.Record{}}
	for _, s := range []struct {
		name string
		test func(*testing.T, *laboratory)
	}{
		{"Array", testArray},
		{"OwnScript", testOwnScript},
		{"XLA", testXLA},
		{"Refused", testRefused},
		{"Killed", testKilledTask},
		{"Requeued", testRequeued},
		{"Cancelled", testCancelled},
		{"DiskFull", testDiskFull},
		{"Forgotten", testForgotten},
		{"CutOff", testCutOff},
		{"Thousand", testThousand},
	} {
		t.Run(s.name, func(t *testing.T) {
			s.test(t, c)
			c.WaitEmpty(t)
		})
	}
}

// A laboratory has a cluster, on which ipd is called, and knows what must come out.
type laboratory struct {
	*slurmtest.Cluster
	known map[string][]*record.Record // by settings: the records of one machine
}

// ipd calls the command where jobs are submitted and compares its exit code.
func (l *laboratory) ipd(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	cmd := l.Command(append([]string{os.Args[0]}, args...)...)
	cmd.Env = append(cmd.Env, asCommand+"=1", device.BackendEnv+"=go") // the tasks inherit them
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	if e := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != code {
		t.Fatalf("ipd %s: %v, want exit code %d\n%s%s", strings.Join(args, " "), e, code, out.String(), err.String())
	}
	return out.String(), err.String()
}

// An experiment is a sweep in a folder of the laboratory.
type experiment struct {
	lab      *laboratory
	settings string // file
	dir      string
	want     []*record.Record // of one machine
}

// newExperiment writes settings of trainings that take a moment, or much longer with many epochs, and runs them on this
// machine, to know what must come out.
func newExperiment(t *testing.T, l *laboratory, runs, epochs int) *experiment {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "it's the lab's")
	e := &experiment{lab: l, settings: filepath.Join(folder, "my settings.json"), dir: filepath.Join(folder, "results 1")}
	s := plan.Default()
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration = 2, 0.002
	s.Network.HiddenUnits, s.Network.Classes = 2, 2
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches = 2, 1, 1
	s.Schedule.Epochs, s.Schedule.StopAfterEpoch = epochs, 999_999
	s.Grid = plan.Grid{Seed: 3, Runs: runs, Dropouts: []float64{0, 0.5}, Sigmas: []float64{0, 0.25}}
	text, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(e.settings, text, 0o666); err != nil {
		t.Fatal(err)
	}
	if e.want = l.known[string(text)]; e.want == nil {
		e.want, err = sweep.Run(t.Context(), s, sweep.Options{Dir: filepath.Join(folder, "one machine"), Device: device.Options{Backend: "go"}})
		if err != nil {
			t.Fatal(err)
		}
		l.known[string(text)] = e.want
	}
	return e
}

// submit gives the one command that does a sweep, and returns what it says.
func (e *experiment) submit(t *testing.T, flags ...string) (stdout, stderr string) {
	t.Helper()
	return e.lab.ipd(t, 0, append([]string{"sweep", "-slurm", "-settings", e.settings, "-out", e.dir, "-cpus", "1", "-per-task", "1"}, flags...)...)
}

// job finds the job's number in what submit said.
func job(t *testing.T, stdout string) string {
	t.Helper()
	m := regexp.MustCompile(`^Job (\d+) is submitted`).FindStringSubmatch(stdout)
	if m == nil {
		t.Fatalf("nothing was submitted:\n%s", stdout)
	}
	return m[1]
}

// records counts what is done.
func (e *experiment) records() int {
	found, _ := filepath.Glob(filepath.Join(e.dir, "records", "*.json"))
	return len(found)
}

// complete makes sure that the sweep is what one machine makes of it.
func (e *experiment) complete(t *testing.T) {
	t.Helper()
	s, err := plan.ReadFile(e.settings)
	if err != nil {
		t.Fatal(err)
	}
	got, damaged, err := record.Load(e.dir, s)
	if err != nil || len(damaged) > 0 {
		t.Fatal(damaged, err)
	}
	for i, r := range e.want {
		switch {
		case got[i] == nil:
			t.Errorf("%s is missing\n%s", r.Training, e.logs())
		case got[i].Checksum != r.Checksum:
			t.Errorf("%s: %+v, want %+v", r.Training, got[i], r)
		}
	}
	if n := e.records(); n != len(e.want) {
		t.Errorf("%d records, want %d", n, len(e.want))
	}
	stdout, _ := e.lab.ipd(t, 0, "status", e.dir)
	contains(t, stdout, fmt.Sprintf("%d of %[1]d trainings are done", len(e.want)))
	stdout, _ = e.submit(t)
	contains(t, stdout, fmt.Sprintf("All %d trainings are done; nothing is submitted.", len(e.want)))
}

// logs gives what all tasks said.
func (e *experiment) logs() string {
	var all strings.Builder
	paths, _ := filepath.Glob(filepath.Join(e.dir, "slurm", "*", "logs", "*.log"))
	for _, path := range paths {
		text, _ := os.ReadFile(path)
		fmt.Fprintf(&all, "%s:\n%s", path, text)
	}
	return all.String()
}

// A process is a task's, of an experiment.
type process struct {
	pid      int
	node     string
	task     string
	training string
}

// processes finds the experiment's tasks that are alive.
func (e *experiment) processes() (all []process) {
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		line, _ := os.ReadFile(filepath.Join("/proc", entry.Name(), "cmdline"))
		args := strings.Split(string(line), "\x00")
		only := slices.Index(args, "-only")
		if only < 0 || !slices.Contains(args, e.dir) {
			continue
		}
		environ, _ := os.ReadFile(filepath.Join("/proc", entry.Name(), "environ"))
		p := process{pid: pid, training: args[only+1]}
		for variable := range strings.SplitSeq(string(environ), "\x00") {
			switch name, value, _ := strings.Cut(variable, "="); name {
			case "SLURMD_NODENAME":
				p.node = value
			case "SLURM_ARRAY_TASK_ID":
				p.task = value
			}
		}
		all = append(all, p)
	}
	return all
}

// cpu is the processor time that a process has had, in seconds.
func (p process) cpu() float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid))
	_, after, _ := strings.Cut(string(text), ") ") // the name in brackets may have blanks
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return float64(user+system) / 100 // ticks of 10 ms on every Linux
}

// freeze waits until so many tasks are in the midst of a training, and stops them there, so that the test has time for
// what it does to them. Tasks named by except, which may be about to end, are left alone.
func (e *experiment) freeze(t *testing.T, n int, except ...string) []process {
	t.Helper()
	const begun = 0.3 // s; a training takes more than a second
	frozen := map[int]process{}
	slurmtest.Wait(t, fmt.Sprintf("%d tasks to run", n), func() bool {
		for _, p := range e.processes() {
			if _, ok := frozen[p.pid]; !ok && p.cpu() > begun && !slices.Contains(except, p.task) {
				p.signal(t, syscall.SIGSTOP)
				frozen[p.pid] = p
			}
		}
		return len(frozen) >= n
	})
	return slices.SortedFunc(maps.Values(frozen), func(a, b process) int { return strings.Compare(a.task, b.task) })
}

func thaw(t *testing.T, all []process) {
	t.Helper()
	for _, p := range all {
		p.signal(t, syscall.SIGCONT)
	}
}

func (p process) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(p.pid, signal); err != nil {
		t.Errorf("task %s on %s: %v", p.task, p.node, err)
	}
}

// ended waits until no task computes.
func (e *experiment) ended(t *testing.T) {
	t.Helper()
	slurmtest.Wait(t, "all processes to end", func() bool { return len(e.processes()) == 0 })
}

// long is an epoch number that takes a second or two.
const long = 6_000

func testArray(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 2, 3)
	// Two are done elsewhere.
	s, err := plan.ReadFile(e.settings)
	if err != nil {
		t.Fatal(err)
	}
	all := s.Trainings()
	stdout, _ := l.ipd(t, 0, "sweep", "-settings", e.settings, "-out", e.dir, "-only", all[1].Name(1)+","+all[6].Key())
	contains(t, stdout, "Chosen trainings: 2 trainings in ", "`ipd status ")

	stdout, stderr := e.submit(t, "-dry-run", "-at-once", "2", "-time", "5", "-sbatch", "--nice=3 --comment='for you'")
	contains(t, stderr, "Written, but not submitted: 6 tasks for 6 of 8 trainings, in "+filepath.Join(e.dir, "slurm"))
	contains(t, stdout, "#!/bin/bash", "#SBATCH --array=1-6%2", "#SBATCH --time=5\n", "#SBATCH --nice=3 --comment='for you'\n", "#SBATCH --requeue", "-only \"$trainings\" -backend go")
	script := filepath.Join(e.dir, "slurm", regexp.MustCompile(`--job-name=ipd-(\w+)`).FindStringSubmatch(stdout)[1], "job.sh")
	if text, err := os.ReadFile(script); err != nil || string(text) != stdout {
		t.Errorf("%s: %v", script, err)
	}
	l.Slurm(t, "sbatch", "--hold", script) // by hand, and not begun
	stdout, stderr = e.submit(t)
	contains(t, stderr, "Slurm already has 6 of the 6 missing trainings (0 in running tasks, 6 in waiting ones: job ")
	contains(t, stdout, "Nothing is submitted.")
	stdout, _ = l.ipd(t, 0, "status", e.dir)
	contains(t, stdout, "2 of 8 trainings are done", "Slurm: 0 tasks running, 6 waiting", "6 trainings are missing:", "waits in task ", "(JobHeldUser)")
	l.Slurm(t, "scancel", "--user=root")
	l.WaitEmpty(t)

	stdout, _ = e.submit(t, "-at-once", "2")
	contains(t, stdout, "6 tasks for 6 of 8 trainings; 2 are done.")
	l.WaitEmpty(t)
	e.complete(t)
	stdout, _ = l.ipd(t, 0, "summary", e.dir)
	contains(t, stdout, "8 of 8 trainings are done; summary.csv, robustness.png and robustness.svg are in "+e.dir)
}

// testOwnScript submits an array of docs/cluster.md, without -slurm.
func testOwnScript(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 2, 3)
	cmd := l.Command("sbatch", "--array=1-3", "--output=/dev/null", "--wrap",
		fmt.Sprintf(`exec "%s" sweep -settings "%s" -out "%s" -workers 1 -shard auto`, os.Args[0], e.settings, e.dir))
	cmd.Env = append(cmd.Env, asCommand+"=1", device.BackendEnv+"=go")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	l.WaitEmpty(t)
	e.complete(t)
}

// testXLA computes with XLA on the nodes, which find its plugin in the project's folder.
func testXLA(t *testing.T, l *laboratory) {
	backend := "xla"
	if devicetest.Open(t).Plugin == "" { // tests may be told to do without XLA
		backend = "go"
	}
	e := newExperiment(t, l, 2, 3)
	s, err := plan.ReadFile(e.settings)
	if err != nil {
		t.Fatal(err)
	}
	e.want, err = sweep.Run(t.Context(), s, sweep.Options{Dir: t.TempDir(), Device: device.Options{Backend: backend}})
	if err != nil {
		t.Fatal(err)
	}
	stdout, _ := l.ipd(t, 0, "sweep", "-slurm", "-settings", e.settings, "-out", e.dir, "-backend", backend, "-per-task", "4", "-cpus", "2")
	contains(t, stdout, "2 tasks for 8 of 8 trainings")
	l.WaitEmpty(t)
	e.complete(t)
}

// testRefused asks for what the cluster doesn't have. Nothing is lost by it: the folder is ready for the next attempt.
func testRefused(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 1, 3)
	for _, r := range []struct {
		want  string
		flags []string
	}{
		{"it has no such partition; `sinfo -s` lists them", []string{"-partition", "gpu"}},
		{"no node has that much", []string{"-cpus", "64"}},
		{"it has no such GPUs", []string{"-gpus", "1"}},
		{"the partition doesn't allow that much time", []string{"-partition", "short", "-time", "1:00:00"}},
		{"it can't read an option", []string{"-sbatch", "--no-such-option"}},
	} {
		_, stderr := l.ipd(t, 1, append([]string{"sweep", "-slurm", "-settings", e.settings, "-out", e.dir, "-per-task", "1"}, r.flags...)...)
		contains(t, stderr, r.want)
		if strings.Count(stderr, "\n") != 1 {
			t.Errorf("more than a sentence:\n%s", stderr)
		}
	}
	for want, flags := range map[string][]string{
		`"soon" is not a time limit`: {"-slurm", "-time", "soon"},
		"-cpus is -1":                {"-slurm", "-cpus", "-1"},
		"must not have blanks":       {"-slurm", "-partition", "a b"},
		"make an array of 4000 tasks, but this cluster allows at most 200: give each task 20 trainings or more": {"-slurm", "-per-task", "1", "-runs", "1000"},
		"-partition goes with -slurm":        {"-partition", "main"},
		"-slurm submits what is missing":     {"-slurm", "-shard", "1/2"},
		"-shard and -only don't go together": {"-only", "x", "-shard", "1/2"},
	} {
		_, stderr := l.ipd(t, exitUsage, append([]string{"sweep", "-settings", e.settings, "-out", e.dir}, flags...)...)
		contains(t, stderr, want)
	}
	job(t, first(e.submit(t)))
	l.WaitEmpty(t)
	e.complete(t)
}

func first(a, _ string) string { return a }

// testKilledTask kills a task's process, as the system does when memory runs out.
func testKilledTask(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 1, long)
	job(t, first(e.submit(t)))
	all := e.freeze(t, 4)
	victim := all[2]
	victim.signal(t, syscall.SIGKILL)
	thaw(t, slices.Delete(all, 2, 3))
	l.WaitEmpty(t)
	stdout, _ := l.ipd(t, 0, "status", e.dir)
	contains(t, stdout, "3 of 4 trainings are done", "1 training is missing:\n"+victim.training, "its task ended; ", "logs/"+victim.task+".log: ")
	stdout, _ = e.submit(t)
	contains(t, stdout, "1 task for 1 of 4 trainings; 3 are done.")
	l.WaitEmpty(t)
	e.complete(t)
}

// testRequeued takes a task from its node, as a preemption does, and lets it run again.
func testRequeued(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 1, long)
	id := job(t, first(e.submit(t)))
	all := e.freeze(t, 4)
	task := all[1].task
	l.Slurm(t, "scontrol", "requeue", id+"_"+task)
	thaw(t, slices.Delete(all, 1, 2))
	l.WaitEmpty(t)
	contains(t, e.logs(), "task "+task+" of job "+id+", start 1, on ", "task "+task+" of job "+id+", start 2, on ")
	e.complete(t)
}

// testCancelled cancels an array when a part of it is done. Its tasks end at once by themselves.
func testCancelled(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 1, long)
	id := job(t, first(e.submit(t, "-at-once", "1")))
	slurmtest.Wait(t, "a training to be done", func() bool { return e.records() == 1 })
	e.freeze(t, 1, "1")
	stdout, _ := l.ipd(t, 0, "status", e.dir)
	contains(t, stdout, "1 of 4 trainings are done", "Slurm: 1 task running, 2 waiting (job "+id+")",
		"in task "+id+"_2, which runs on node", "waits in task "+id+"_4 (JobArrayTaskLimit)")
	stdout, stderr := e.submit(t)
	contains(t, stderr, "3 of the 3 missing trainings (1 in running tasks, 2 in waiting ones: job "+id+"); they are left out. -again submits them anyway.")
	contains(t, stdout, "Nothing is submitted.")

	start := time.Now()
	l.Slurm(t, "scancel", id) // it lets what was stopped go on, to end by itself
	e.ended(t)
	t.Logf("a task ended %v after scancel", time.Since(start).Round(10*time.Millisecond))
	contains(t, e.logs(), stopped)
	l.WaitEmpty(t)
	stdout, _ = l.ipd(t, 0, "status", e.dir)
	contains(t, stdout, "1 of 4 trainings are done", "3 trainings are missing:", "its task ended; ")
	l.ipd(t, 0, "summary", e.dir) // of what is there

	// The finished record is cut, as by a disk that failed.
	records, _ := filepath.Glob(filepath.Join(e.dir, "records", "*.json"))
	if err := os.Truncate(records[0], 1000); err != nil {
		t.Fatal(err)
	}
	_, stderr = l.ipd(t, 0, "status", e.dir)
	contains(t, stderr, records[0]+": damaged record")
	stdout, stderr = e.submit(t)
	contains(t, stdout, "4 tasks for 4 of 4 trainings; 0 are done.")
	contains(t, stderr, records[0]+": damaged record")
	l.WaitEmpty(t)
	if err := os.Remove(records[0] + ".damaged"); err != nil {
		t.Error(err)
	}
	e.complete(t)
}

// testDiskFull fills the disk of the results while the tasks run.
func testDiskFull(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 1, long)
	e.dir = filepath.Join(l.Disk, "results")
	job(t, first(e.submit(t)))
	all := e.freeze(t, 4)
	filler, err := os.Create(filepath.Join(l.Disk, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = filler.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	_ = filler.Close()
	thaw(t, all)
	l.WaitEmpty(t)
	stdout, _ := l.ipd(t, 0, "status", e.dir)
	contains(t, stdout, "0 of 4 trainings are done", "4 trainings are missing:")
	if _, stderr := l.ipd(t, 1, "sweep", "-slurm", "-settings", e.settings, "-out", e.dir); !strings.Contains(stderr, "free some space") {
		t.Errorf("a submission says %s", stderr)
	}
	if err := os.Remove(filler.Name()); err != nil {
		t.Fatal(err)
	}
	job(t, first(e.submit(t)))
	l.WaitEmpty(t)
	e.complete(t)
}

// testForgotten kills the controller and takes its memory: the job is gone from the queue, and its number is used again.
func testForgotten(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 1, long)
	job(t, first(e.submit(t)))
	e.freeze(t, 4)
	l.KillController(t)
	stdout, stderr := l.ipd(t, 0, "status", e.dir) // from the records
	contains(t, stdout, "0 of 4 trainings are done.", "4 trainings are missing:")
	contains(t, stderr, "The queue can't be seen: no Slurm here: ")
	if err := os.RemoveAll(filepath.Join(l.Dir, "state")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(l.Dir, "state"), 0o755); err != nil {
		t.Fatal(err)
	}
	l.StartController(t, true)
	l.WaitNodes(t, "idle", 1, 2)
	e.ended(t) // the controller ends what it knows nothing of
	stdout, stderr = e.submit(t)
	if strings.Contains(stderr, "Slurm already has") {
		t.Errorf("it is not forgotten: %s", stderr)
	}
	if id := job(t, stdout); id != "1" {
		t.Errorf("the job's number is %s; is the controller a new one?", id)
	}
	l.WaitEmpty(t)
	e.complete(t)
}

// testCutOff cuts a node off: its tasks go on, and run again on the other node at the same time.
func testCutOff(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 1, long)
	id := job(t, first(e.submit(t)))
	var here, lost []process
	for _, p := range e.freeze(t, 4) {
		if p.node == "node2" {
			lost = append(lost, p) // they wait for their doubles
		} else {
			here = append(here, p)
		}
	}
	if len(lost) == 0 {
		t.Fatal("no task runs on node 2")
	}
	l.Cut(t, 2)
	thaw(t, here)
	l.WaitNodes(t, "down", 2)
	twice := func() bool {
		again := map[string]bool{}
		for _, p := range e.processes() {
			if p.node == "node1" {
				again[p.training] = true
			}
		}
		for _, p := range lost {
			if !again[p.training] {
				return false
			}
		}
		return true
	}
	slurmtest.Wait(t, "the lost tasks to run on node 1", twice)
	thaw(t, lost)
	e.ended(t)
	l.Heal(t, 2)
	l.WaitNodes(t, "idle", 1, 2)
	l.WaitEmpty(t)
	for _, p := range lost {
		contains(t, e.logs(), "task "+p.task+" of job "+id+", start 1, on node2", "task "+p.task+" of job "+id+", start 2, on node1")
	}
	e.complete(t)
}

// testThousand does a thousand trainings, as many in a task as it takes for a hundred tasks.
func testThousand(t *testing.T, l *laboratory) {
	e := newExperiment(t, l, 250, 1)
	start := time.Now()
	stdout, _ := l.ipd(t, 0, "sweep", "-slurm", "-settings", e.settings, "-out", e.dir, "-cpus", "1")
	contains(t, stdout, "100 tasks for 1000 of 1000 trainings")
	l.WaitEmpty(t)
	t.Logf("1000 trainings in 100 tasks took %v", time.Since(start).Round(100*time.Millisecond))
	e.complete(t)
	if left, err := record.Leftovers(e.dir); err != nil || len(left) > 0 {
		t.Errorf("half written: %v, %v", left, err)
	}
}
