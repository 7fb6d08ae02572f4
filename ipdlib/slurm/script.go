package slurm

import (
	"fmt"
	"strings"
)

// script returns the text of job.sh. For hashing, the name and folder of the job are empty.
func (j *Job) script(dir string, o Options) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	option := func(name, value string) {
		if value != "" && value != "0" {
			line("#SBATCH --%s=%s", name, value)
		}
	}

	line("#!/bin/bash")
	line("# Written by `ipd sweep -slurm`: %d trainings of a sweep. `ipd status` in the sweep's folder says how far they are.", j.Trainings())
	line("# By hand: sbatch %s", quote(j.Path()))
	option("job-name", j.Name)
	array := fmt.Sprintf("1-%d", len(j.Tasks))
	if o.AtOnce > 0 {
		array += fmt.Sprintf("%%%d", o.AtOnce)
	}
	option("array", array)
	line(`#SBATCH --chdir="%s"`, j.Dir)
	option("output", logsName+"/%a.log")
	option("open-mode", "append") // a task that runs again keeps what it said before
	line("#SBATCH --requeue")
	option("nodes", "1")
	option("ntasks", "1")
	option("partition", o.Partition)
	option("account", o.Account)
	option("time", o.Time)
	option("mem", o.Memory)
	option("cpus-per-task", fmt.Sprint(o.CPUs))
	if o.GPUs > 0 {
		option("gres", fmt.Sprintf("gpu:%d", o.GPUs))
	}
	if o.Extra != "" {
		line("#SBATCH %s", o.Extra)
	}
	line("")
	line("set -euo pipefail")
	line("sweep=%s", quote(dir))
	line("job=%s", quote(j.Dir))
	line("ipd=%s", quote(o.Program))
	if o.Home != "" {
		line("export IPD_HOME=%s", quote(o.Home))
	}
	line("")
	line("# No more threads, and trainings at once, than this task has CPUs.")
	line(`export GOMAXPROCS="${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}"`)
	line(`trainings=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$job/%s")`, tasksName)
	line(`echo "$(date '+%%F %%T') task $SLURM_ARRAY_TASK_ID of job ${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}, start $((${SLURM_RESTART_COUNT:-0} + 1)), on ${SLURMD_NODENAME:-$(hostname)}"`)
	line("# What has its record already is skipped. With exec, signals reach ipd, which ends within a second.")
	var arguments strings.Builder
	for _, a := range o.Arguments {
		arguments.WriteString(" " + quote(a))
	}
	line(`exec "$ipd" sweep -settings "$job/%s" -out "$sweep" -only "$trainings"%s`, settingsName, arguments.String())
	return b.String()
}

// quote makes a text one word of the shell.
func quote(text string) string {
	if text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=+,@", r)
	}) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
