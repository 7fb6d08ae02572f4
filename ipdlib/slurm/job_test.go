package slurm

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/plan"
)

// program stands for any.
func options() Options { return Options{Program: "/opt/ipd"} }

func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// TestJobCovers gives each training to one task, in order.
func TestJobCovers(t *testing.T) {
	for _, c := range []struct{ trainings, perTask, limit, tasks int }{
		{1, 0, 0, 1}, {54, 0, 0, 54}, {54, 1, 0, 54}, {54, 4, 0, 14}, {54, 100, 0, 1},
		{1000, 0, 0, 100}, {101, 0, 0, 51}, {1000, 0, 30, 30}, {30, 1, 30, 30},
	} {
		s := plan.Default()
		s.Grid.Runs = 100 // 1800 trainings
		o := options()
		o.PerTask = c.perTask
		todo := numbers(1800)[1800-c.trainings:]
		job, err := NewJob(t.TempDir(), s, todo, c.limit, o)
		if err != nil {
			t.Fatal(err)
		}
		if len(job.Tasks) != c.tasks || job.Trainings() != c.trainings || !slices.Equal(slices.Concat(job.Tasks...), todo) {
			t.Errorf("%+v: %d tasks for %d trainings", c, len(job.Tasks), job.Trainings())
		}
	}
	o := options()
	o.GPUs = 1
	if job, err := NewJob(t.TempDir(), plan.Default(), numbers(54), 0, o); err != nil || len(job.Tasks) != 2 {
		t.Errorf("on GPUs: %v, %v; want 2 tasks", job, err)
	}
	o = options()
	o.PerTask = 2
	if _, err := NewJob(t.TempDir(), plan.Default(), numbers(54), 20, o); !errors.Is(err, ErrOptions) || !strings.Contains(err.Error(), "give each task 3 trainings or more") {
		t.Errorf("error %v", err)
	}
	if _, err := NewJob(t.TempDir(), plan.Default(), nil, 0, options()); !errors.Is(err, ErrOptions) {
		t.Errorf("no training: error %v", err)
	}
}

// TestNameSaysWhat gives the same job the same name, and any other job another one.
func TestNameSaysWhat(t *testing.T) {
	dir := t.TempDir()
	nameOf := func(change func(*plan.Settings, *Options)) string {
		s, o := plan.Default(), options()
		change(&s, &o)
		job, err := NewJob(dir, s, numbers(3), 0, o)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(job.Script, "--job-name="+job.Name+"\n") || filepath.Base(job.Dir) != strings.TrimPrefix(job.Name, namePrefix) {
			t.Errorf("name %s, folder %s, script\n%s", job.Name, job.Dir, job.Script)
		}
		return job.Name
	}
	seen := map[string]int{}
	for i, change := range []func(*plan.Settings, *Options){
		func(*plan.Settings, *Options) {},
		func(s *plan.Settings, _ *Options) { s.Grid.Seed++ },
		func(_ *plan.Settings, o *Options) { o.Partition = "gpu" },
		func(_ *plan.Settings, o *Options) { o.PerTask = 2 },
		func(_ *plan.Settings, o *Options) { o.Arguments = []string{"-backend", "go"} },
	} {
		name := nameOf(change)
		if name != nameOf(change) {
			t.Errorf("change %d: another name each time", i)
		}
		if other, ok := seen[name]; ok {
			t.Errorf("changes %d and %d have the same name", i, other)
		}
		seen[name] = i
	}
}

// TestScript runs the script in bash, as a task, with a program that says how it was called. Folders, program and
// arguments have all sorts of signs in their names.
func TestScript(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "it's $HOME `here` & 100%")
	o := options()
	o.Program, o.Home = filepath.Join(dir, "the 'ipd'"), dir+"/home"
	o.Arguments = []string{"-backend", "go:x y", "-workers", "3"}
	job, err := NewJob(dir, plan.Default(), numbers(5), 0, Options{Program: o.Program, Home: o.Home, Arguments: o.Arguments, PerTask: 2})
	if err != nil {
		t.Fatal(err)
	}
	if err := job.Write(); err != nil {
		t.Fatal(err)
	}
	spy := "#!/bin/sh\nprintf '%s\\n' \"$IPD_HOME\" \"$GOMAXPROCS\" \"$@\"\n"
	if err := os.WriteFile(o.Program, []byte(spy), 0o755); err != nil {
		t.Fatal(err)
	}
	all := plan.Default().Trainings()
	for task, want := range map[string]string{"1": all[0].Name(0) + "," + all[1].Name(1), "3": all[4].Name(4)} {
		cmd := exec.Command("bash", job.Path())
		cmd.Env = append(os.Environ(), "SLURM_ARRAY_TASK_ID="+task, "SLURM_JOB_ID=7", "SLURM_CPUS_PER_TASK=4", "SLURM_RESTART_COUNT=1", "SLURMD_NODENAME=n1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		if !strings.HasSuffix(lines[0], " task "+task+" of job 7, start 2, on n1") {
			t.Errorf("it says %q", lines[0])
		}
		if want := []string{o.Home, "4", "sweep", "-settings", filepath.Join(job.Dir, "settings.json"), "-out", dir, "-only", want,
			"-backend", "go:x y", "-workers", "3"}; !slices.Equal(lines[1:], want) {
			t.Errorf("task %s is\n%q, want\n%q", task, lines[1:], want)
		}
	}
	settings, err := plan.ReadFile(filepath.Join(job.Dir, "settings.json"))
	if err != nil || len(settings.Trainings()) != 54 {
		t.Errorf("%v", err)
	}
}

func TestOptionsRefused(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"-1 CPUs":               func(o *Options) { o.CPUs = -1 },
		"-2 trainings per task": func(o *Options) { o.PerTask = -2 },
		"more than one line":    func(o *Options) { o.Extra = "--x\nrm -rf" },
		"blanks, quotes":        func(o *Options) { o.Partition = "a b" },
		"no program":            func(o *Options) { o.Program = "" },
	} {
		o := options()
		change(&o)
		if _, err := NewJob(t.TempDir(), plan.Default(), numbers(1), 0, o); !errors.Is(err, ErrOptions) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if _, err := NewJob(`/a"b`, plan.Default(), numbers(1), 0, options()); !errors.Is(err, ErrOptions) {
		t.Errorf("a folder with quotes: error %v", err)
	}
}

// TestInstallProgram copies once, and copies what runs.
func TestInstallProgram(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "built")
	if err := os.WriteFile(source, []byte("#!/bin/sh\necho one\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for range 2 {
		path, err := InstallProgram(filepath.Join(dir, "results"), source)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	if out, err := exec.Command(paths[0]).Output(); err != nil || string(out) != "one\n" || paths[0] != paths[1] {
		t.Errorf("%v says %q, %v", paths, out, err)
	}
	if err := os.WriteFile(source, []byte("#!/bin/sh\necho two\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if path, err := InstallProgram(filepath.Join(dir, "results"), source); err != nil || path == paths[0] {
		t.Errorf("another program gets the same place, %v", err)
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, "results", jobsName)); len(entries) != 2 {
		t.Errorf("%d files, want 2", len(entries))
	}
	if _, err := InstallProgram(dir, filepath.Join(dir, "nothing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
