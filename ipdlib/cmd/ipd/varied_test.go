package main

import (
	"encoding/csv"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/plan"
)

// TestVariedSweep varies a number and a word, beside a sigma, goes on with a further value, and looks at all that is shown.
func TestVariedSweep(t *testing.T) {
	file, dir := tiny(t, 2), filepath.Join(t.TempDir(), "results")
	args := []string{"sweep", "-settings", file, "-out", dir, "-workers", "1", "-set", "hidden_units=4", "-set", "network.variant.readout=maximum",
		"-set", "test_jitter_sigmas_rad=0.5", "-vary", "reset=late,subtract"}
	stdout, stderr := ipd(t, 0, append(args, "-vary", "membrane_time_constant_s=0.002,0.02")...)
	contains(t, stderr, "1 of 16: run 1, dropout 0.5, sigma 0, reset late, membrane_time_constant_s 0.002: accuracy", "16 of 16: ")
	contains(t, stdout, "reset     membrane_time_constant_s  dropout  sigma (rad)  runs  train acc. (%)", "test acc. (%), test sigma 0.5", "subtract  0.02                      0.5      0.25         2 ",
		"16 trainings in ", "beside summary.csv, runs.csv, reset-membrane_time_constant_s-0.002.png")

	stdout, stderr = ipd(t, 0, append(args, "-vary", "membrane_time_constant_s=0.002,5e-3,0.02")...)
	contains(t, stdout, "8 trainings (16 more were done already) in ", "late      0.005 ")
	contains(t, stderr, "16 of 24 trainings are done already.", "24 of 24: ")
	text, err := os.ReadFile(filepath.Join(dir, "settings.json"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := plan.Read(text)
	if err != nil || len(s.Grid.Vary) != 2 || s.Network.HiddenUnits != 4 || s.Network.Variant.Readout != "maximum" {
		t.Errorf("%+v, %v", s, err)
	}

	records, err := filepath.Glob(filepath.Join(dir, "records", "*.json"))
	if err != nil || len(records) != 24 {
		t.Fatalf("%d records, %v; want 24", len(records), err)
	}
	if err := os.Remove(records[0]); err != nil {
		t.Fatal(err)
	}
	stdout, _ = ipd(t, 0, "status", dir)
	contains(t, stdout, "23 of 24 trainings are done", "runs done of 2, at sigma (rad)", "reset subtract, membrane_time_constant_s 0.005, dropout 0.5  2 ")
	stdout, _ = ipd(t, 0, "summary", dir)
	contains(t, stdout, "reset     membrane_time_constant_s", "23 of 24 trainings are done; summary.csv, runs.csv, ")
	figures, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil || len(figures) < 4 {
		t.Errorf("figures %v, %v", figures, err)
	}
	for _, name := range figures {
		checkPNG(t, name)
	}
	f, err := os.Open(filepath.Join(dir, "runs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) != 24 || lines[0][0] != "reset" || lines[0][1] != "membrane_time_constant_s" {
		t.Errorf("runs.csv: %v, %v", lines, err)
	}
	for _, line := range lines[1:] {
		if _, err := os.Stat(filepath.Join(dir, "records", line[len(line)-1])); err != nil {
			t.Error(err)
		}
	}
}

func checkPNG(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, err := png.Decode(f); err != nil || img.Bounds().Dx() < 1000 {
		t.Errorf("%s: %v", path, err)
	}
}

// TestSettingsFlags prints what the flags make of the study, or of a file, as a file for `ipd sweep`.
func TestSettingsFlags(t *testing.T) {
	stdout, _ := ipd(t, 0, "settings", "-set", "hidden_units=50", "-vary", "further_hidden_layers=[],[30],[30,30]", "-vary", "jitter_sigma_rad=0,0.3", "-runs", "10")
	s, err := plan.Read([]byte(stdout))
	if err != nil || s.Network.HiddenUnits != 50 || s.Grid.Runs != 10 || len(s.Trainings()) != 10*3*3*2 {
		t.Errorf("%+v, %v", s, err)
	}
	path := filepath.Join(t.TempDir(), "mine.json")
	if err := os.WriteFile(path, []byte(stdout), 0o666); err != nil {
		t.Fatal(err)
	}
	again, _ := ipd(t, 0, "settings", "-settings", path)
	if again != stdout {
		t.Errorf("%s comes back as %s", stdout, again)
	}
	plain, _ := ipd(t, 0, "settings")
	if strings.Contains(plain, "variant") || strings.Contains(plain, "vary") {
		t.Errorf("the study's settings have options:\n%s", plain)
	}
	all, _ := ipd(t, 0, "settings", "-all")
	contains(t, all, `"reset": "late"`, `"jitter_drawn_per": "dataset"`, `"restore_best_weights": false`, `"further_hidden_layers": []`, `"vary": []`)
	if s, err := plan.Read([]byte(all)); err != nil || !s.IsStudy() {
		t.Errorf("they are not the study's: %v", err)
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal([]byte(all), &parts); err != nil || len(parts) != 4 {
		t.Errorf("%d parts, %v", len(parts), err)
	}
}
