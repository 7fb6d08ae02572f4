package sweep

import (
	"fmt"
	"strconv"
	"strings"
)

// Environment variables by which schedulers tell a task which one it is.
const (
	slurmTask   = "SLURM_ARRAY_TASK_ID"  // of a job array; beside it stand _COUNT, _MIN, _MAX and _STEP
	kubernetes  = "JOB_COMPLETION_INDEX" // of an indexed job, from 0; how many there are isn't told
	gnuParallel = "PARALLEL_SEQ"         // of GNU parallel, from 1; how many there are isn't told
)

// shardFromEnvironment finds out which shard this process is; of is 0 where the environment must say how many there are.
func shardFromEnvironment(of int, getenv func(string) string) (Shard, error) {
	var found []string
	for _, name := range []string{slurmTask, kubernetes, gnuParallel} {
		if getenv(name) != "" {
			found = append(found, name)
		}
	}
	switch {
	case len(found) == 0:
		return Shard{}, fmt.Errorf("%w: shard auto: none of %s, %s and %s is set: this is no task of Slurm's, Kubernetes' or GNU parallel's; "+
			"say which shard it is, as in 3/18", ErrSettings, slurmTask, kubernetes, gnuParallel)
	case len(found) > 1:
		return Shard{}, fmt.Errorf("%w: shard auto: %s are both set, so which shard this is can't be known; say it, as in 3/18",
			ErrSettings, strings.Join(found, " and "))
	}
	name := found[0]
	number, err := numberFrom(name, getenv)
	if err != nil {
		return Shard{}, err
	}
	if name == slurmTask && of == 0 {
		return shardFromArray(number, getenv)
	}
	if name == kubernetes {
		number++
	}
	if of == 0 {
		return Shard{}, fmt.Errorf("%w: shard auto: %s=%s says which shard this is, but not of how many; say it, as in auto/18",
			ErrSettings, name, getenv(name))
	}
	if number < 1 || number > of {
		return Shard{}, fmt.Errorf("%w: shard auto/%d: %s=%s gives shard %d, which isn't one of 1 to %d", ErrSettings, of, name, getenv(name), number, of)
	}
	return Shard{Number: number, Of: of}, nil
}

// shardFromArray takes all of a Slurm array's tasks for the shards.
func shardFromArray(id int, getenv func(string) string) (Shard, error) {
	var count, first, last, step int
	for suffix, to := range map[string]*int{"COUNT": &count, "MIN": &first, "MAX": &last, "STEP": &step} {
		var err error
		if *to, err = numberFrom("SLURM_ARRAY_TASK_"+suffix, getenv); err != nil {
			return Shard{}, err
		}
	}
	if step < 1 || (id-first)%step != 0 || id < first || id > last || (last-first)/step+1 != count {
		return Shard{}, fmt.Errorf("%w: shard auto: task %d of an array of %d tasks from %d to %d by %d: an array with gaps doesn't say which shard this is; "+
			"submit --array=1-N, or say -shard auto/N", ErrSettings, id, count, first, last, step)
	}
	return Shard{Number: (id-first)/step + 1, Of: count}, nil
}

func numberFrom(name string, getenv func(string) string) (int, error) {
	n, err := strconv.Atoi(getenv(name))
	if err != nil {
		return 0, fmt.Errorf("%w: shard auto: %s is %q; it must be a number", ErrSettings, name, getenv(name))
	}
	return n, nil
}
