package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"ipd/ipdlib/plan"
)

// TestVersion names all that decides a result.
func TestVersion(t *testing.T) {
	stdout, _ := ipd(t, 0, "--version")
	contains(t, stdout, "ipd ", "\ncommit ", "\n"+runtime.Version()+" ", "\nbackend go (")
	if head, err := exec.Command("git", "rev-parse", "HEAD").Output(); err == nil { // as with go run, which doesn't write it into the program
		contains(t, stdout, "\ncommit "+strings.TrimSpace(string(head)))
	}
}

// TestCompletion asks as the shells' scripts do, and lets bash read its own.
func TestCompletion(t *testing.T) {
	for words, want := range map[string][]string{
		"":               {"sweep:run a sweep", "status:"},
		"sweep --dr":     {"--dry-run:", "--dropouts:"},
		"sweep -set":     {"hidden_units=:", "reset=:", "learning_rate=:"},
		"settings -vary": {"membrane_time_constant_s=:"},
	} {
		stdout, _ := ipd(t, 0, append(strings.Fields(words), askingForCompletion)...)
		contains(t, stdout, want...)
	}
	stdout, _ := ipd(t, 0, "sweep", "-set", askingForCompletion)
	if n := strings.Count(stdout, "\n"); n != len(plan.Fields)-1 {
		t.Errorf("%d fields, want all but vary of %d", n, len(plan.Fields))
	}
	for _, shell := range []string{"bash", "zsh"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		script, _ := ipd(t, 0, "completion", shell)
		cmd := exec.Command(path, "-n")
		cmd.Stdin = strings.NewReader(script)
		if out, err := cmd.CombinedOutput(); err != nil || len(script) < 100 {
			t.Errorf("%s: %v: %s", shell, err, out)
		}
	}
}

// TestSuggestions are made only where one can have meant them.
func TestSuggestions(t *testing.T) {
	for _, c := range []struct {
		want string
		args []string
	}{
		{"there is no command \"foo\"; `ipd help` lists all", []string{"foo"}},
		{"there is no command \"sumary\"; did you mean \"summary\"? `ipd -help` lists all", []string{"sumary"}},
		{"there is no command 'foo' to help with; `ipd help` lists all", []string{"help", "foo"}},
		{"ipd kernel needs one of install, remove and list", []string{"kernel"}},
		{"there is no command \"kernel instal\"; did you mean \"install\"?", []string{"kernel", "instal"}},
		{"there is no field \"foo\" (", []string{"settings", "-set", "foo=3"}},
		{"there is no flag -xyz; `ipd sweep -help` lists the flags", []string{"sweep", "-xyz"}},
	} {
		_, stderr := ipd(t, exitUsage, c.args...)
		contains(t, stderr, c.want)
	}
	help, _ := ipd(t, 0, "sweep", "-help")
	if strings.Contains(help, "\n   --") {
		t.Errorf("two dashes in\n%s", help)
	}
}

// TestSettingsFiles come from any editor, or from a pipe.
func TestSettingsFiles(t *testing.T) {
	const text = `{"network": {"hidden_units": 7}}`
	little, big := []byte{0xFF, 0xFE}, []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	for name, content := range map[string][]byte{"UTF-8": []byte(text), "mark": []byte("\xEF\xBB\xBF" + text), "little": little, "big": big} {
		path := filepath.Join(t.TempDir(), "settings.json")
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		stdout, _ := ipd(t, 0, "settings", "-settings", path)
		contains(t, stdout, `"hidden_units": 7`)
		cmd := command("settings", "-settings", "-")
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdin = f
		out, err := cmd.CombinedOutput()
		f.Close()
		if err != nil || !strings.Contains(string(out), `"hidden_units": 7`) {
			t.Errorf("%s from standard input: %v: %s", name, err, out)
		}
	}
	path := filepath.Join(t.TempDir(), "odd.json")
	if err := os.WriteFile(path, little[:len(little)-1], 0o666); err != nil {
		t.Fatal(err)
	}
	_, stderr := ipd(t, exitUsage, "settings", "-settings", path)
	contains(t, stderr, "odd number of bytes; save it as UTF-8")
	if err := os.WriteFile(path, []byte(`{"`+strings.Repeat("x", 1<<20)+`": 3}`), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, stderr = ipd(t, exitUsage, "settings", "-settings", path); len(stderr) > 400 {
		t.Errorf("the error has %d bytes", len(stderr))
	}
}

// TestSlurmOptions are checked as sbatch would, before anything is written.
func TestSlurmOptions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	for flags, want := range map[string]string{
		"-time nonsense": `"nonsense" is not a time limit`,
		"-time 1:2:3:4":  "is not a time limit",
		"-mem 4X":        `"4X" is not a memory size`,
		"-cpus 0":        "-cpus is 0; give a positive number",
		"-gpus -1":       "-gpus is -1",
		"-per-task 0":    "-per-task is 0",
		"-account=":      "-account is empty",
	} {
		_, stderr := ipd(t, exitUsage, append([]string{"sweep", "-slurm", "-dry-run", "-out", dir}, strings.Fields(flags)...)...)
		contains(t, stderr, want)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("a folder was made: %v", err)
	}
	for _, good := range []string{"30", "30:00", "2:00:00", "1-12", "1-12:30", "1-12:30:00", "UNLIMITED"} {
		stdout, _ := ipd(t, 0, "sweep", "-slurm", "-dry-run", "-out", filepath.Join(t.TempDir(), "r"), "-runs", "1", "-time", good, "-mem", "500", "-program", "/bin/ipd")
		contains(t, stdout, "#SBATCH --time="+good)
	}
}

// TestNoHome says nothing about a missing HOME.
func TestNoHome(t *testing.T) {
	cmd := command("settings")
	var env []string
	for _, v := range cmd.Env {
		if !strings.HasPrefix(v, "HOME=") {
			env = append(env, v)
		}
	}
	var stderr strings.Builder
	cmd.Env, cmd.Stderr = env, &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		t.Errorf("%v: %s", err, &stderr)
	}
}
