package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTwoSweepsInAFolder: the second says that there are other records, and keeps no table or figure that isn't its own.
func TestTwoSweepsInAFolder(t *testing.T) {
	settings, dir := tiny(t, 2), filepath.Join(t.TempDir(), "results")
	ipd(t, 0, "sweep", "-settings", settings, "-runs", "1", "-vary", "hidden_units=3,4", "-out", dir)
	before, err := os.ReadFile(filepath.Join(dir, "summary.csv"))
	if err != nil {
		t.Fatal(err)
	}
	stdout, _ := ipd(t, 0, "sweep", "-settings", settings, "-set", "hidden_units=5", "-out", dir)
	contains(t, stdout, "4 records with other settings are also in "+dir+"; they stay there and are ignored. Settings of earlier sweeps: "+dir)
	names := func() string {
		var all []string
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "settings-") {
				all = append(all, e.Name())
			}
		}
		return strings.Join(all, " ")
	}
	if got := names(); got != "records ro-crate-metadata.json robustness.png robustness.svg settings.json summary.csv" {
		t.Errorf("in the folder: %s", got)
	}
	for _, verb := range []string{"summary", "status"} {
		stdout, _ = ipd(t, 0, verb, dir)
		contains(t, stdout, "4 of 4 trainings are done", "4 records with other settings")
	}
	kept, _ := filepath.Glob(filepath.Join(dir, "settings-*.json"))
	if len(kept) != 1 {
		t.Fatalf("settings of earlier sweeps: %v", kept)
	}
	stdout, _ = ipd(t, 0, "sweep", "-settings", kept[0], "-out", dir)
	contains(t, stdout, "0 trainings (4 more were done already)")
	after, err := os.ReadFile(filepath.Join(dir, "summary.csv"))
	if err != nil || string(after) != string(before) {
		t.Errorf("the first sweep's table is now\n%s, %v; want\n%s", after, err, before)
	}
	if got := names(); got != "hidden_units.png records ro-crate-metadata.json runs.csv settings.json summary.csv" {
		t.Errorf("in the folder: %s", got)
	}
	// More runs of the same are no other sweep.
	more := filepath.Join(t.TempDir(), "more")
	ipd(t, 0, "sweep", "-settings", settings, "-runs", "1", "-out", more)
	stdout, _ = ipd(t, 0, "sweep", "-settings", settings, "-runs", "2", "-out", more)
	if kept, _ := filepath.Glob(filepath.Join(more, "settings-*")); len(kept) != 0 || strings.Contains(stdout, "other settings") {
		t.Errorf("%v\n%s", kept, stdout)
	}
}

// TestLostOutput writes to a device that is full.
func TestLostOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	defer full.Close()
	settings, dir := tiny(t, 2), filepath.Join(t.TempDir(), "results")
	ipd(t, 0, "sweep", "-settings", settings, "-out", dir)
	for _, args := range []string{"summary " + dir, "status " + dir, "doctor", "help", "settings", "settings -describe", "sweep -settings " + settings + " -out " + dir} {
		cmd := command(strings.Fields(args)...)
		var stderr strings.Builder
		cmd.Stdout, cmd.Stderr = full, &stderr
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != exitError || !strings.Contains(stderr.String(), "no space left on device") {
			t.Errorf("ipd %s: exit status %d: %s", args, code, &stderr)
		}
	}
}
