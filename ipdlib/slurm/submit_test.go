package slurm

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipd/ipdlib/plan"
)

// fake puts commands of Slurm's in place of real ones: each is a shell script.
func fake(t *testing.T, scripts map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	if len(scripts) == 0 {
		t.Setenv("PATH", dir)
	}
}

// TestExplained takes complaints as Slurm words them, here and in other versions and set-ups than the tested cluster's.
func TestExplained(t *testing.T) {
	const failed = "sbatch: error: Batch job submission failed: "
	for complaint, want := range map[string]struct {
		kind   error
		advice string
	}{
		"sbatch: error: invalid partition specified: gpu\n" + failed + "Invalid partition name specified":                                            {ErrRefused, "choose one with -partition"},
		failed + "Invalid account or account/partition combination specified":                                                                        {ErrRefused, "choose one with -account"},
		failed + "Invalid qos specification":                                                                                                         {ErrRefused, "-sbatch=--qos=NAME"},
		failed + "Invalid job array specification":                                                                                                   {ErrRefused, "-per-task"},
		"sbatch: error: AssocMaxSubmitJobLimit\n" + failed + "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)": {ErrRefused, "when some jobs have ended"},
		"sbatch: error: QOSMaxSubmitJobPerUserLimit\n" + failed + "Job violates accounting/QOS policy":                                               {ErrRefused, "-per-task"},
		failed + "Requested time limit is invalid (missing or exceeds some limit)":                                                                   {ErrRefused, "request less with -time"},
		failed + "Requested node configuration is not available":                                                                                     {ErrRefused, "request less"},
		"sbatch: error: Memory specification can not be satisfied\n" + failed + "Requested node configuration is not available":                      {ErrRefused, "request less"},
		"sbatch: error: CPU count per node can not be satisfied\n" + failed + "Requested node configuration is not available":                        {ErrRefused, "request less"},
		failed + "Invalid generic resource (gres) specification":                                                                                     {ErrRefused, "leave out -gpus"},
		"sbatch: unrecognized option '--frobnicate'":                                                                                                 {ErrRefused, "-sbatch"},
		"sbatch: error: Invalid --time specification":                                                                                                {ErrRefused, "-time"},
		failed + "Disk quota exceeded":                                                                                                               {ErrRefused, "free some space"},
		failed + "Unable to contact slurm controller (connect failure)":                                                                              {ErrNoSlurm, "no controller answers"},
		"sbatch: fatal: Could not establish a configuration source":                                                                                  {ErrNoSlurm, "from a login node"},
		"sbatch: error: something never heard of":                                                                                                    {ErrRefused, "something never heard of"},
	} {
		err := explain("sbatch", errors.New("exit status 1"), complaint+"\n")
		said := strings.ReplaceAll(complaint, "\n", "; ")
		if !errors.Is(err, want.kind) || !strings.Contains(err.Error(), want.advice) || !strings.Contains(err.Error(), said) {
			t.Errorf("%s\nis explained as %v, want %q", complaint, err, want.advice)
		}
	}
}

func TestNoSlurm(t *testing.T) {
	fake(t, nil)
	job := &Job{Dir: t.TempDir()}
	if _, err := job.Submit(t.Context()); !errors.Is(err, ErrNoSlurm) || !strings.Contains(err.Error(), "on a login node of the cluster, or use -shard without Slurm") {
		t.Errorf("error %v", err)
	}
	if n := Limit(t.Context()); n != 0 {
		t.Errorf("limit %d", n)
	}
	if tasks, err := Queue(t.Context(), job.Dir); err != nil || tasks != nil {
		t.Errorf("without a job Slurm isn't asked: %v, %v", tasks, err)
	}
}

func TestSubmitted(t *testing.T) {
	fake(t, map[string]string{"sbatch": `test "$1 $2" = "--parsable $JOB" && echo "123;cluster"`, "scontrol": `echo "MaxArraySize            = 1001"`})
	job := &Job{Dir: t.TempDir()}
	t.Setenv("JOB", job.Path())
	if id, err := job.Submit(t.Context()); err != nil || id != "123" {
		t.Errorf("%q, %v", id, err)
	}
	if n := Limit(t.Context()); n != 1000 {
		t.Errorf("limit %d, want 1000", n)
	}
}

// TestSlurmHangs stops waiting when the context ends.
func TestSlurmHangs(t *testing.T) {
	fake(t, map[string]string{"sbatch": "exec sleep 100"})
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if _, err := (&Job{Dir: t.TempDir()}).Submit(ctx); !errors.Is(err, ErrNoSlurm) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

// TestQueue reads what squeue says of our jobs, and of others.
func TestQueue(t *testing.T) {
	dir := t.TempDir()
	job, err := NewJob(dir, plan.Default(), numbers(4), 0, options())
	if err != nil {
		t.Fatal(err)
	}
	if err := job.Write(); err != nil {
		t.Fatal(err)
	}
	fake(t, map[string]string{"squeue": `cat <<END
` + job.Name + `|17|1|RUNNING|node3|None
` + job.Name + `|17|2|PENDING||Priority
` + job.Name + `|17|3|COMPLETING|node3|None
` + job.Name + `|17|9|RUNNING|node3|None
` + job.Name + `|18|N/A|PENDING||None
` + job.Name + `|16|4|PENDING||Resources
ipd-unknown|19|1|RUNNING|node1|None
a line of another sort
END`})
	tasks, err := Queue(t.Context(), dir)
	if err != nil || len(tasks) != 3 {
		t.Fatalf("%+v, %v; want 3 tasks", tasks, err)
	}
	all := plan.Default().Trainings()
	for i, want := range []Task{
		{ID: "17_1", State: "RUNNING", Where: "node3", Keys: []string{all[0].Key()}},
		{ID: "17_2", State: "PENDING", Reason: "Priority", Keys: []string{all[1].Key()}},
		{ID: "16_4", State: "PENDING", Reason: "Resources", Keys: []string{all[3].Key()}},
	} {
		got := tasks[i]
		if got.ID != want.ID || got.State != want.State || got.Where != want.Where || got.Reason != want.Reason || got.Keys[0] != want.Keys[0] || got.Waits() != (i > 0) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if got := tasks[2].Job(); got != "16" {
		t.Errorf("job %s", got)
	}
}

// TestLogs finds the latest log of a training that several jobs tried.
func TestLogs(t *testing.T) {
	dir := t.TempDir()
	all := plan.Default().Trainings()
	var paths []string
	for i, trainings := range [][]int{{0, 1, 2}, {1, 3}} {
		job, err := NewJob(dir, plan.Default(), trainings, 0, options())
		if err != nil {
			t.Fatal(err)
		}
		if err := job.Write(); err != nil {
			t.Fatal(err)
		}
		for task := range trainings[:2-i] { // task 3 of the first and 2 of the second have not begun
			path := filepath.Join(job.Dir, logsName, string(rune('1'+task))+".log")
			text := strings.Repeat("long before\n", 1000) + "job " + string(rune('A'+i)) + " ended\n\n"
			if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			when := time.Now().Add(time.Duration(i-2) * time.Hour)
			if err := os.Chtimes(path, when, when); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
	}
	logs, err := Logs(dir, []string{all[0].Key(), all[1].Key(), all[2].Key(), all[3].Key()})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]Log{
		all[0].Key(): {paths[0], "job A ended"},
		all[1].Key(): {paths[2], "job B ended"},
		all[2].Key(): {}, all[3].Key(): {},
	} {
		if logs[key] != want {
			t.Errorf("%+v, want %+v", logs[key], want)
		}
	}
}
