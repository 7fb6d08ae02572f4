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

// The folder of a job is slurm/HASH in the sweep's folder. It holds
//
//	settings.json   the sweep's settings, whatever becomes of the sweep's own settings.json
//	tasks.txt       a line a task: the names of its trainings, with commas between them
//	job.sh          what sbatch takes
//	logs/N.log      what task N said, each time that it ran
const (
	jobsName     = "slurm"
	settingsName = "settings.json"
	tasksName    = "tasks.txt"
	scriptName   = "job.sh"
	logsName     = "logs"
)

// namePrefix begins the names of our jobs, which end with their hash.
const namePrefix = "ipd-"

// A Job is a job array that does some trainings of a sweep.
type Job struct {
	Name   string  // in Slurm's queue; depends on nothing but what the job does
	Dir    string  // its folder
	Tasks  [][]int // trainings of each task, by their place in Settings.Trainings
	Script string  // the text of job.sh

	settings, tasks []byte
}

// NewJob lays out a job for trainings of a sweep, by their place in Settings.Trainings. limit is the most tasks that the
// cluster allows an array, 0 if that isn't known; see Limit.
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
	if strings.ContainsAny(dir, "\n\r\"\\") { // sbatch reads its own lines of a script, in its own way
		return nil, fmt.Errorf("%w: the folder %q has signs in its name that sbatch can't take: quotes, backslashes or line ends", ErrOptions, dir)
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

// Path is the script's.
func (j *Job) Path() string { return filepath.Join(j.Dir, scriptName) }

// Trainings is how many the job does.
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
