package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/fused"
)

// asCommand makes the test binary behave as the command itself.
const asCommand = "IPD_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// command prepares a call of ipd.
func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1", device.BackendEnv+"=go")
	return cmd
}

// ipd calls the command and compares its exit code.
func ipd(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	cmd := command(args...)
	var out, err strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &err
	if e := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != code {
		t.Fatalf("ipd %s: %v, want exit code %d\n%s%s", strings.Join(args, " "), e, code, out.String(), err.String())
	}
	return out.String(), err.String()
}

// contains wants all of some pieces in a text.
func contains(t *testing.T, text string, pieces ...string) {
	t.Helper()
	for _, piece := range pieces {
		if !strings.Contains(text, piece) {
			t.Errorf("there is no %q in\n%s", piece, text)
		}
	}
}

// tiny writes a settings file of 4 trainings that take a moment.
func tiny(t *testing.T, epochs int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tiny.json")
	text := fmt.Sprintf(`{
  "stimulus": {"afferents_per_ear": 4, "duration_s": 0.02},
  "network": {"hidden_units": 3},
  "training": {"batch_size": 8, "training_batches": 3, "test_batches": 2, "maximal_epochs": %d, "early_stop_after_epoch": 999999},
  "sweep": {"runs": 2, "dropout_probabilities": [0.5], "jitter_sigmas_rad": [0, 0.25]}
}`, epochs)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSweepStatusSummary(t *testing.T) {
	settings, dir := tiny(t, 3), filepath.Join(t.TempDir(), "results")
	stdout, stderr := ipd(t, 0, "sweep", "-settings", settings, "--out", dir, "-workers=1")
	contains(t, stdout, "Accuracy on the test set (%)", "dropout 0.5  ours", "0.25", "Computed by go", "4 trainings in ")
	contains(t, stderr, "1 of 4: run 1, dropout 0.5, sigma 0: accuracy", "4 of 4: ", " left\n")
	if strings.Contains(stdout, "published") {
		t.Errorf("other settings than the study's are compared with its results:\n%s", stdout)
	}
	for _, name := range []string{"settings.json", "summary.csv", "robustness.png", "robustness.svg"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if records, _ := filepath.Glob(filepath.Join(dir, "records", "*.json")); len(records) != 4 {
		t.Errorf("%d records, want 4", len(records))
	}

	stdout, stderr = ipd(t, 0, "sweep", "-settings", settings, "-out", dir, "-runs", "3", "-sigmas", "0,0.25")
	contains(t, stdout, "2 trainings (4 more were done already) in ")
	contains(t, stderr, "4 of 6 trainings are done already.", "6 of 6: run 3")

	damaged, err := filepath.Glob(filepath.Join(dir, "records", "*sigma-0-run-2*"))
	if err != nil || len(damaged) != 1 {
		t.Fatal(damaged, err)
	}
	if err := os.Truncate(damaged[0], 100); err != nil {
		t.Fatal(err)
	}
	stdout, stderr = ipd(t, 0, "status", dir)
	contains(t, stdout, "5 of 6 trainings are done, the latest ", "dropout 0.5                     2  3", "1 training is missing:\n3:", "run 2, dropout 0.5, sigma 0")
	contains(t, stderr, damaged[0], "damaged record")
	stdout, _ = ipd(t, 0, "summary", dir)
	contains(t, stdout, "5 of 6 trainings are done; summary.csv, robustness.png and robustness.svg are in "+dir)
	_, stderr = ipd(t, 1, "summary", "-markdown", dir)
	contains(t, stderr, "not the study's")
	stdout, stderr = ipd(t, 0, "sweep", "-settings", settings, "-out", dir, "-runs", "3")
	contains(t, stdout, "1 training (5 more were done already) in ")
	contains(t, stderr, damaged[0]+".damaged, and the training runs again")
}

// TestReproduce runs the study's own trainings as far as one epoch, at one point of the grid.
func TestReproduce(t *testing.T) {
	dir, backend := t.TempDir(), "xla"
	if devicetest.Open(t).Plugin == "" {
		backend = "go"
	}
	stdout, stderr := ipd(t, 0, "reproduce", "-quick", "-dropouts", "0", "-sigmas", "0.1", "-epochs", "1", "-seed", "5", "-out", dir, "-backend", backend)
	contains(t, stderr, "Quick: one run", "1 of 1: run 1, dropout 0, sigma 0.1")
	contains(t, stdout, "1 training in ", "records are in "+filepath.Join(dir, "records"))
	text, err := os.ReadFile(filepath.Join(dir, "settings.json"))
	if err != nil {
		t.Fatal(err)
	}
	contains(t, string(text), `"seed": 5`, `"maximal_epochs": 1`)
}

// TestSettings prints a file that `ipd sweep` can read.
func TestSettings(t *testing.T) {
	stdout, _ := ipd(t, 0, "settings")
	var all map[string]map[string]any
	if err := json.Unmarshal([]byte(stdout), &all); err != nil {
		t.Fatal(err)
	}
	if got := all["network"]["membrane_time_constant_s"]; got != 0.005 {
		t.Errorf("the membrane time constant is %v s", got)
	}
	described, _ := ipd(t, 0, "settings", "-describe")
	for _, part := range all {
		for field := range part {
			contains(t, described, "."+field)
		}
	}
}

func TestDoctor(t *testing.T) {
	stdout, _ := ipd(t, 0, "doctor")
	contains(t, stdout, "✓ fused engine     "+fused.Paths()[0], "✓ backend          go ", "GOMLX_BACKEND")
	stdout, _ = ipd(t, 0, "doctor", "-backend", "fused")
	contains(t, stdout, "✓ backend          fused ("+fused.Paths()[0])
	stdout, _ = ipd(t, 0, "doctor", "-json", "-backend", "go")
	var checks []device.Check
	if err := json.Unmarshal([]byte(stdout), &checks); err != nil || len(checks) < 5 {
		t.Errorf("%d checks, %v", len(checks), err)
	}
	stdout, stderr := ipd(t, 1, "doctor", "-backend", "xla:/no/such/plugin.so")
	contains(t, stdout, "✗ backend", "/no/such/plugin.so", "→")
	contains(t, stderr, "nothing can compute here")
}

func TestMistakes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(`{"network": {"hiden_units": 3}}`), 0o666); err != nil {
		t.Fatal(err)
	}
	axes, unused := filepath.Join(t.TempDir(), "axes"), filepath.Join(t.TempDir(), "unused")
	for path, text := range map[string]string{
		axes:   `{"sweep": {"vary": [{"field": "reset", "values": ["late", "none"]}]}}`,
		unused: `{"network": {"dropout_probability": 0.5}}`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, `there is no command "statu"; did you mean "status"?`, []string{"statu"}},
		{2, "there is no flag -quik; did you mean -quick", []string{"reproduce", "-quik"}},
		{2, `invalid value "three" for flag -runs: it must be a whole number;`, []string{"reproduce", "-runs", "three"}},
		{2, "flag needs an argument: -runs", []string{"reproduce", "-runs"}},
		{2, "-vary reset=late and -vary network.variant.reset=none both set network.variant.reset", []string{"settings", "-vary", "reset=late", "-vary", "network.variant.reset=none"}},
		{2, "-set reset=late and -vary reset=late,none both set network.variant.reset", []string{"settings", "-vary", "reset=late,none", "-set", "reset=late"}},
		{2, "-sigmas 0 and -set jitter_sigma_rad=0.3 both set sweep.jitter_sigmas_rad", []string{"settings", "-sigmas", "0", "-set", "jitter_sigma_rad=0.3"}},
		{2, "-epochs 3 and -vary maximal_epochs=2,3 both set training.maximal_epochs", []string{"settings", "-epochs", "3", "-vary", "maximal_epochs=2,3"}},
		{2, "reset has one value in \"reset=late\", but several in vary", []string{"settings", "-settings", axes, "-set", "reset=late"}},
		{2, "dropout_probability is 0.5; it must be 0 here: set sweep.dropout_probabilities", []string{"settings", "-settings", unused}},
		{2, "write it without the percent sign, as 0.5", []string{"settings", "-dropouts", "50%"}},
		{2, "it has a typographic minus sign: write -0.1", []string{"settings", "-sigmas", "−0.1"}},
		{2, `"0:1" is not a range; want FIRST:LAST:STEP in numbers, such as 0:0.5:0.1`, []string{"settings", "-sigmas", "0:1"}},
		{2, "ipd sweep needs -out", []string{"sweep", "-vary", "reset=late,none"}},
		{2, `there is no field "hiden_units"; did you mean "hidden_units"?`, []string{"sweep", "-set", "hiden_units=3", "-out", t.TempDir()}},
		{2, `network.hidden_units is "x"; it must be a whole number`, []string{"sweep", "-vary", "hidden_units=3,x", "-out", t.TempDir()}},
		{2, "at hidden_units 0: network settings: hidden_units is 0", []string{"sweep", "-vary", "hidden_units=0", "-out", t.TempDir()}},
		{2, "values 1 and 2 of network.variant.reset are the same, late", []string{"settings", "-vary", "reset=late,late"}},
		{2, "it must be like hidden_units=50", []string{"settings", "-set", "hidden_units"}},
		{2, "ipd sweep needs -out", []string{"sweep", "-settings", file}},
		{2, `ipd settings takes no argument, but got "x"`, []string{"settings", "x"}},
		{2, "ipd status needs the folder of a sweep", []string{"status"}},
		{2, "-1 workers", []string{"bench", "-workers=-1"}},
		{2, `did you mean "hidden_units"?`, []string{"sweep", "-settings", file, "-out", t.TempDir()}},
		{1, "there is no settings file", []string{"sweep", "-settings", file + "x", "-out", t.TempDir()}},
		{1, "is not the folder of a sweep: there is no settings.json in it", []string{"summary", t.TempDir()}},
		{1, "there is no folder", []string{"summary", file + "x"}},
		{1, "is a file; give the folder of a sweep", []string{"status", file}},
		{2, "runs is 0", []string{"reproduce", "-runs", "0", "-out", t.TempDir()}},
		{2, "value 1 of dropout_probabilities is 1", []string{"reproduce", "-dropouts", "1", "-out", t.TempDir()}},
		{2, "value 2 of jitter_sigmas_rad is -1", []string{"reproduce", "-sigmas", "0,-1", "-out", t.TempDir()}},
		{2, `"tpu"`, []string{"reproduce", "-backend", "tpu", "-out", t.TempDir()}},
		{1, "move the file away", []string{"reproduce", "-out", file}},
	} {
		stdout, stderr := ipd(t, c.code, c.args...)
		contains(t, stderr, c.want)
		if stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "ipd: ") {
			t.Errorf("ipd %s says more than one sentence:\n%s%s", strings.Join(c.args, " "), stdout, stderr)
		}
	}
}

func TestHelp(t *testing.T) {
	stdout, _ := ipd(t, 0, "help")
	for _, c := range commands() {
		contains(t, stdout, "   "+c.Name+" ")
		if c.Usage == "" {
			t.Errorf("%s is not explained", c.Name)
		}
		help, _ := ipd(t, 0, c.Name, "-help")
		contains(t, help, c.Usage)
	}
}

// TestInterrupt sends what Ctrl-C sends: the command says how to go on and ends soon, and what is finished is kept.
func TestInterrupt(t *testing.T) {
	settings, dir := tiny(t, 300), t.TempDir()
	cmd := command("sweep", "-settings", settings, "-out", dir, "-workers", "1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	records := func() int {
		found, _ := filepath.Glob(filepath.Join(dir, "records", "*.json"))
		return len(found)
	}
	for deadline := time.Now().Add(time.Minute); records() == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no training in a minute\n%s", stderr.String())
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("%v, want exit code %d\n%s", err, exitInterrupted, stderr.String())
	}
	if took := time.Since(start); took > 10*time.Second { // a second on a machine at rest
		t.Errorf("it took %v to end", took)
	}
	contains(t, stderr.String(), stopped)
	if n := records(); n < 1 || n > 3 {
		t.Errorf("%d records, want the finished ones of 4", n)
	}
	stdout, _ := ipd(t, 0, "sweep", "-settings", settings, "-out", dir)
	if !regexp.MustCompile(`\d trainings? \(\d more (was|were) done already\)`).MatchString(stdout) {
		t.Errorf("it did not go on:\n%s", stdout)
	}
}

// TestInterruptInLongOperation stops a command that is at something that can't be stopped: the pure Go backend takes
// seconds for a data set.
func TestInterruptInLongOperation(t *testing.T) {
	cmd := command("reproduce", "-out", t.TempDir(), "-workers", "1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_ = cmd.Wait()
	if code, took := cmd.ProcessState.ExitCode(), time.Since(start); code != exitInterrupted || took > 10*time.Second {
		t.Errorf("exit code %d after %v, want %d within about a second\n%s", code, took, exitInterrupted, stderr.String())
	}
	contains(t, stderr.String(), stopped)
}

// TestSecondInterrupt ends the command at once, by the signal.
func TestSecondInterrupt(t *testing.T) {
	cmd := command("reproduce", "-out", t.TempDir(), "-workers", "1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
	for range 2 {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond) // less than the time of grace
	}
	_ = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() || status.Signal() != syscall.SIGINT {
		t.Errorf("it ended with %v, want to be ended by the signal", cmd.ProcessState)
	}
}
