package slurm

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ErrNoSlurm means that Slurm can't be reached from here.
var ErrNoSlurm = errors.New("no Slurm here")

// ErrRefused means that Slurm did not take a job.
var ErrRefused = errors.New("job refused by Slurm")

// Submit passes the job, which must have been written, to sbatch and returns its number, which serves only for looking at the
// queue.
func (j *Job) Submit(ctx context.Context) (string, error) {
	out, err := command(ctx, "sbatch", "--parsable", j.Path())
	if err != nil {
		return "", err
	}
	id, _, _ := strings.Cut(strings.TrimSpace(out), ";") // a federation adds the cluster's name
	return id, nil
}

// Limit returns the maximal number of tasks that the cluster allows in an array; 0 if unknown.
func Limit(ctx context.Context) int {
	ctx, cancel := context.WithTimeout(ctx, glance)
	defer cancel()
	out, err := command(ctx, "scontrol", "show", "config")
	if err != nil {
		return 0
	}
	m := regexp.MustCompile(`(?m)^MaxArraySize\s*=\s*(\d+)`).FindStringSubmatch(out)
	if m == nil {
		return 0
	}
	size, _ := strconv.Atoi(m[1])
	return max(0, size-1) // the largest number of a task is one less, and ours begin with 1
}

// patience is how long one of Slurm's commands may take. They wait long for a controller that doesn't answer.
const patience = 2 * time.Minute

// glance is how long to wait for optional information.
const glance = 20 * time.Second

// command runs one of Slurm's commands and returns its output; the error says why it failed and what to do.
func command(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var out, complaint strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("%w: there is no command %s; run this where jobs are submitted, on a login node of the cluster, or use -shard without Slurm (%w)",
			ErrNoSlurm, name, exec.ErrNotFound)
	case ctx.Err() != nil:
		return "", fmt.Errorf("%w: %s took too long: %w", ErrNoSlurm, name, context.Cause(ctx))
	case err != nil:
		return "", explain(name, err, complaint.String())
	}
	return out.String(), nil
}

// explain adds to an error of one of Slurm's commands what to do about it.
func explain(name string, err error, complaint string) error {
	lines := strings.FieldsFunc(complaint, func(r rune) bool { return r == '\n' })
	said := strings.Join(lines[max(0, len(lines)-2):], "; ") // the last ones say most
	for _, s := range symptoms {
		if s.pattern.MatchString(complaint) {
			return fmt.Errorf("%w: %s (%s)", s.kind, s.advice, said)
		}
	}
	return fmt.Errorf("%w: %s: %w: %s", ErrRefused, name, err, said)
}

// symptoms are Slurm's error messages, the more specific ones first.
var symptoms = []struct {
	pattern *regexp.Regexp
	kind    error
	advice  string
}{
	{regexp.MustCompile(`(?i)invalid partition`), ErrRefused,
		"it has no such partition; `sinfo -s` lists them; choose one with -partition"},
	{regexp.MustCompile(`(?i)invalid account`), ErrRefused,
		"you can't use that account, or not in that partition; `sacctmgr show associations user=$USER` lists yours; choose one with -account"},
	{regexp.MustCompile(`(?i)invalid qos`), ErrRefused,
		"you have no such quality of service; `sacctmgr show associations user=$USER format=account,qos` lists yours; choose one with -sbatch=--qos=NAME"},
	{regexp.MustCompile(`(?i)invalid job array|array.*(too large|limit)`), ErrRefused,
		"the array has more tasks than the cluster allows; give each task more trainings with -per-task"},
	{regexp.MustCompile(`(?i)QOSMaxSubmit|AssocMaxSubmit|AssocGrpSubmit|MaxSubmitJob|violates accounting/QOS policy`), ErrRefused,
		"it is more than you may queue or request; give each task more trainings with -per-task, request less, or run the same command again when some jobs have ended"},
	{regexp.MustCompile(`(?i)disk quota exceeded|no space left`), ErrRefused,
		"a disk is full or your quota is used up; free some space, and run the same command again"},
	{regexp.MustCompile(`(?i)time limit`), ErrRefused,
		"the partition doesn't allow that much time; `sinfo -o '%P %l'` lists the limits; request less with -time"},
	{regexp.MustCompile(`(?i)generic resource|gres`), ErrRefused,
		"it has no such GPUs; `sinfo -o '%P %G'` lists the GPUs that exist; leave out -gpus, or choose another partition"},
	{regexp.MustCompile(`(?i)node configuration is not available|memory (required|specification)|CPU count|more processors`), ErrRefused,
		"no node has that much; `sinfo -o '%P %c %m %G'` lists CPUs, memory in MB and GPUs; request less with -cpus, -mem, -gpus"},
	{regexp.MustCompile(`(?i)unrecognized option|invalid option|unable to (process|parse)|invalid .* specification|invalid --`), ErrRefused,
		"it can't read an option; see -time, -mem and -sbatch"},
	{regexp.MustCompile(`(?i)contact slurm controller|configuration source|fetch_config|connection refused|timed out|communication`), ErrNoSlurm,
		"no controller answers; the trainings are safe in their folder: run the same command again later, from a login node"},
}
