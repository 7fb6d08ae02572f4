package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/record"
)

// sums gives the checksums of a sweep's records; what isn't there has none.
func sums(t *testing.T, dir string) (all []string) {
	t.Helper()
	s, err := record.SettingsOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	records, damaged, err := record.Load(dir, s)
	if err != nil || len(damaged) > 0 {
		t.Fatal(damaged, err)
	}
	for _, r := range records {
		if r == nil {
			r = &record.Record{}
		}
		all = append(all, r.Checksum)
	}
	return all
}

func sameSums(t *testing.T, dir, alone string) {
	t.Helper()
	if got, want := fmt.Sprint(sums(t, dir)), fmt.Sprint(sums(t, alone)); got != want {
		t.Errorf("records %s, want %s", got, want)
	}
}

// TestShards does a sweep in shards: one after the other, and all at once as Kubernetes starts them, one of them twice.
func TestShards(t *testing.T) {
	settings, alone := tiny(t, 3), t.TempDir()
	ipd(t, 0, "sweep", "-settings", settings, "-out", alone)

	dir := filepath.Join(t.TempDir(), "results")
	stdout, stderr := ipd(t, 0, "sweep", "-settings", settings, "-out", dir, "-shard", "2/3")
	contains(t, stdout, "Shard 2/3: 1 training in ", "`ipd summary "+dir+"` makes the table and the figure")
	contains(t, stderr, "1 of 1: run 1, dropout 0.5, sigma 0.25: ")
	if _, err := os.Stat(filepath.Join(dir, "summary.csv")); err == nil {
		t.Error("a shard made a summary")
	}
	half := filepath.Join(dir, "records", ".dropout-0.5-sigma-0-run-1.json.node7-12.345.tmp")
	if err := os.WriteFile(half, []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	stdout, stderr = ipd(t, 0, "status", dir)
	contains(t, stderr, half+" was half written ", " ago; it is ignored")
	contains(t, stdout, "1 of 4 trainings are done", "3 trainings are missing:\n1:", "\n3:", "\n4:")
	for _, shard := range []string{"1/3", "3/3", "3/3", "5/5"} {
		stdout, _ = ipd(t, 0, "sweep", "-settings", settings, "-out", dir, "-shard", shard)
	}
	contains(t, stdout, "Shard 5/5: 0 trainings in ")
	sameSums(t, dir, alone)
	stdout, _ = ipd(t, 0, "summary", dir)
	contains(t, stdout, "4 of 4 trainings are done")

	dir = filepath.Join(t.TempDir(), "results")
	var group sync.WaitGroup
	for _, index := range []string{"0", "1", "2", "1"} {
		cmd := command("sweep", "-settings", settings, "-out", dir, "-shard", "auto/3")
		cmd.Env = append(cmd.Env, "JOB_COMPLETION_INDEX="+index)
		group.Go(func() {
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("index %s: %v: %s", index, err, out)
			}
		})
	}
	group.Wait()
	sameSums(t, dir, alone)
}

// TestReproduceShard does a part of the study's own sweep.
func TestReproduceShard(t *testing.T) {
	dir := t.TempDir()
	stdout, _ := ipd(t, 0, "reproduce", "-shard", "100/100", "-out", dir) // of 54 trainings
	contains(t, stdout, "Shard 100/100: 0 trainings in ")
	stdout, _ = ipd(t, 0, "status", dir)
	contains(t, stdout, "0 of 54 trainings are done.", "54 trainings are missing:", "... and 34 more; -all names them.")
	stdout, _ = ipd(t, 0, "status", "-all", dir)
	contains(t, stdout, "\n54:")
	stdout, stderr := ipd(t, 0, "reproduce", "-slurm", "-dry-run", "-gpus", "1", "-backend", "cuda", "-out", dir)
	contains(t, stdout, "#SBATCH --gres=gpu:1", " -backend cuda\n")
	contains(t, stderr, "2 tasks for 54 of 54 trainings")
}

// TestShardMistakes says what is wrong in one sentence.
func TestShardMistakes(t *testing.T) {
	settings := tiny(t, 3)
	for flags, want := range map[string]string{
		"-shard 4/3":  "from 1 to 3",
		"-shard auto": "none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and PARALLEL_SEQ is set",
		"-only x":     `these settings have no training with the key "x"`,
	} {
		cmd := command(append([]string{"sweep", "-settings", settings, "-out", t.TempDir()}, strings.Fields(flags)...)...)
		cmd.Env = append(cmd.Env, "PARALLEL_SEQ=")
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != exitUsage || strings.Count(string(out), "\n") != 1 {
			t.Errorf("%s: exit code %d: %s", flags, code, out)
		}
		contains(t, string(out), want)
	}
}

// TestParallel does a sweep with GNU parallel, as docs/cluster.md says, and with its variables.
func TestParallel(t *testing.T) {
	parallel, err := exec.LookPath("parallel")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("GNU parallel is missing")
		}
		t.Skip("GNU parallel is not installed")
	}
	settings, alone := tiny(t, 3), t.TempDir()
	ipd(t, 0, "sweep", "-settings", settings, "-out", alone)
	for _, words := range []string{`-N0 "$1" sweep -shard auto/3`, `"$1" sweep -shard {}/3`} {
		dir := filepath.Join(t.TempDir(), "results")
		cmd := exec.Command("sh", "-c", `seq 3 | "$0" `+words+` -settings "$2" -out "$3" -workers 1`, parallel, os.Args[0], settings, dir)
		cmd.Env = append(os.Environ(), asCommand+"=1", device.BackendEnv+"=go", "HOME="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		contains(t, string(out), "Shard 1/3: 2 trainings in ", "Shard 2/3: ", "Shard 3/3: ")
		sameSums(t, dir, alone)
	}
}
