package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestJSON reads what status, summary and -dry-run print for programs, and compares it with the tables.
func TestJSON(t *testing.T) {
	settings, dir := tiny(t, 2), filepath.Join(t.TempDir(), "results")
	dry := []string{"sweep", "-settings", settings, "-vary", "learning_rate=1e300,0.005", "-out", dir, "-dry-run"}
	stdout, _ := ipd(t, 0, dry...)
	contains(t, stdout, "8 trainings into "+dir+": 0 done, 0 failed, 8 to do.", " of memory; ", " are free.")
	var f forecast
	stdout, _ = ipd(t, 0, append(dry, "-json")...)
	if err := json.Unmarshal([]byte(stdout), &f); err != nil || f.Trainings != 8 || f.Missing != 8 || f.Seconds <= 0 || f.Memory <= 0 || f.Backend != "go" {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("-dry-run made the folder: %v", err)
	}
	ipd(t, exitFailed, dry[:len(dry)-1]...)
	stdout, _ = ipd(t, 0, append(dry, "-json", "-runs", "3")...)
	if err := json.Unmarshal([]byte(stdout), &f); err != nil || f.Done != 4 || f.Failed != 4 || f.Missing != 4 {
		t.Errorf("%+v, %v", f, err)
	}
	stdout, _ = ipd(t, 0, "summary", "-json", dir)
	var s struct {
		Cells []cellJSON
	}
	if err := json.Unmarshal([]byte(stdout), &s); err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile(filepath.Join(dir, "summary.csv"))
	if err != nil || strings.Count(string(table), "\n") != 1+len(s.Cells) {
		t.Errorf("%d cells, %v; summary.csv has\n%s", len(s.Cells), err, table)
	}
	stdout, _ = ipd(t, 0, "status", "-json", dir)
	jq, err := exec.LookPath("jq")
	if err != nil {
		t.Skip("there is no jq to read it with")
	}
	cmd := exec.Command(jq, "-r", `"\(.done) \(.failed | length) \(.failed[0].failed) \(.failed[0].varied.learning_rate > 1e299) \(.missing | length)"`)
	cmd.Stdin = strings.NewReader(stdout)
	if out, err := cmd.Output(); err != nil || string(out) != "4 4 diverged true 0\n" {
		t.Errorf("jq says %q, %v, of\n%s", out, err, stdout)
	}
	_, stderr := ipd(t, exitUsage, "sweep", "-json", "-out", dir)
	contains(t, stderr, "-json needs -dry-run")
}
