package slurm

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
)

// The folder of a job is slurm/HASH in the sweep's folder. It contains
//
//	settings.json   the sweep's settings, independent of later changes to the sweep's own settings.json
//	tasks.txt       one line per task: the names of its trainings, separated by commas
//	job.sh          the script for sbatch
//	logs/N.log      the output of task N, of each time that it ran
const (
	jobsName     = "slurm"
	settingsName = "settings.json"
	tasksName    = "tasks.txt"
	scriptName   = "job.sh"
	logsName     = "logs"
)

// namePrefix is the start of the names of our jobs, which end with their hash.
const namePrefix = "ipd-"

// A Job is a job array that does some trainings of a sweep.
type Job struct {
	Name   string  // in Slurm's queue; depends only on what the job does
	Dir    string  // its folder
	Tasks  [][]int // trainings of each task, by their position in Settings.Trainings
	Script string  // the text of job.sh

	settings, tasks []byte
}

// NewJob plans a job for trainings of a sweep, by their position in Settings.Trainings. limit is the maximal number of tasks that
// the cluster allows in an array, 0 if unknown; see Limit.
func NewJob(dir string, s plan.Settings, trainings []int, limit int, o Options) (*Job, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	if o.Program == "" {
		return nil, fmt.Errorf("%w: no program", ErrOptions)
	}
	if len(trainings) == 0 {
		return nil, fmt.Errorf("%w: no training to do", ErrOptions)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if strings.ContainsAny(dir, "\n\r\"\\") { // sbatch has its own parser for its lines of a script
		return nil, fmt.Errorf("%w: the name of the folder %q has characters that sbatch can't read: quotes, backslashes or line ends", ErrOptions, dir)
	}
	size, err := o.perTask(len(trainings), limit)
	if err != nil {
		return nil, err
	}
	j := &Job{}
	if j.settings, err = s.JSON(); err != nil {
		return nil, err
	}
	all := s.Trainings()
	var lines strings.Builder
	for len(trainings) > 0 {
		task := trainings[:min(size, len(trainings))]
		trainings = trainings[len(task):]
		names := make([]string, len(task))
		for k, i := range task {
			names[k] = all[i].Name(i)
		}
		fmt.Fprintln(&lines, strings.Join(names, ","))
		j.Tasks = append(j.Tasks, task)
	}
	j.tasks = []byte(lines.String())

	sum := sha256.New()
	for _, part := range [][]byte{j.settings, j.tasks, []byte(j.script(dir, o))} {
		fmt.Fprintf(sum, "%d\n%s", len(part), part)
	}
	hash := hex.EncodeToString(sum.Sum(nil))[:12]
	j.Name, j.Dir = namePrefix+hash, filepath.Join(dir, jobsName, hash)
	j.Script = j.script(dir, o)
	return j, nil
}

// Write puts the job's files and the folder of its logs into the sweep's folder. Slurm doesn't make folders.
func (j *Job) Write() error {
	if err := os.MkdirAll(filepath.Join(j.Dir, logsName), 0o777); err != nil {
		return fmt.Errorf("writing the job: %w", err)
	}
	for name, text := range map[string][]byte{settingsName: j.settings, tasksName: j.tasks, scriptName: []byte(j.Script)} {
		if err := record.WriteFile(filepath.Join(j.Dir, name), text); err != nil {
			return fmt.Errorf("writing the job: %w", err)
		}
	}
	return nil
}

// Path returns the path of the script.
func (j *Job) Path() string { return filepath.Join(j.Dir, scriptName) }

// Trainings returns the number of trainings of the job.
func (j *Job) Trainings() (n int) {
	for _, task := range j.Tasks {
		n += len(task)
	}
	return n
}

// taskKeys reads the keys of each task's trainings from the folder of a job.
func taskKeys(dir string) ([][]string, error) {
	text, err := os.ReadFile(filepath.Join(dir, tasksName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // not written yet
	}
	if err != nil {
		return nil, err
	}
	var tasks [][]string
	for line := range strings.Lines(string(text)) {
		var keys []string
		for name := range strings.SplitSeq(strings.TrimSpace(line), ",") {
			_, key, _ := strings.Cut(name, ":")
			keys = append(keys, key)
		}
		tasks = append(tasks, keys)
	}
	return tasks, nil
}
