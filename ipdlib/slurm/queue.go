package slurm

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Task is a waiting or running Slurm task that does trainings of a sweep.
type Task struct {
	ID     string   // such as 17_3: what scancel takes
	State  string   // PENDING, RUNNING, ... as in squeue
	Where  string   // its node, if it runs
	Reason string   // why it waits
	Keys   []string // of its trainings
}

// Waits reports whether the task has not started.
func (t Task) Waits() bool { return t.Where == "" }

// Job returns the number of the task's job: 17.
func (t Task) Job() string {
	job, _, _ := strings.Cut(t.ID, "_")
	return job
}

// ended are the states of a task that won't run any more.
var ended = []string{"COMPLETING", "COMPLETED", "CANCELLED", "FAILED", "TIMEOUT", "DEADLINE", "OUT_OF_MEMORY", "NODE_FAIL", "BOOT_FAIL", "REVOKED"}

// Queue lists the tasks in Slurm's queue that do trainings of the sweep in a folder. If no job was ever written there, it is
// empty, and Slurm isn't asked. The queue is only a hint: the records say what is done.
func Queue(ctx context.Context, dir string) ([]Task, error) {
	jobs, err := jobFolders(dir)
	if err != nil || len(jobs) == 0 {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, glance)
	defer cancel()
	// Jobs of all users, since a group may share the folder.
	names := namePrefix + strings.Join(jobs, ","+namePrefix)
	out, err := command(ctx, "squeue", "--noheader", "--array", "--name="+names, "--format=%j|%F|%K|%T|%N|%r")
	if err != nil {
		return nil, err
	}
	known := map[string][][]string{}
	var tasks []Task
	for line := range strings.Lines(out) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 6 {
			continue
		}
		hash := strings.TrimPrefix(f[0], namePrefix)
		keys, ok := known[hash]
		if !ok {
			if keys, err = taskKeys(filepath.Join(dir, jobsName, hash)); err != nil {
				return nil, err
			}
			known[hash] = keys
		}
		number, err := strconv.Atoi(f[2])
		if err != nil || number < 1 || number > len(keys) || slices.Contains(ended, f[3]) {
			continue
		}
		t := Task{ID: f[1] + "_" + f[2], State: f[3], Where: f[4], Keys: keys[number-1]}
		if t.Waits() {
			t.Reason = f[5]
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// jobFolders lists the hashes of the jobs that were written for a sweep.
func jobFolders(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, jobsName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for jobs: %w", err)
	}
	var hashes []string
	for _, e := range entries {
		if e.IsDir() {
			hashes = append(hashes, e.Name())
		}
	}
	return hashes, nil
}
