package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSite makes the site with the records of two trainings, of which one is missing at first, and lets the command that stands
// beside a record make it again.
func TestSite(t *testing.T) {
	records, out := filepath.Join(t.TempDir(), "records"), filepath.Join(t.TempDir(), "site")
	ipd(t, 0, "reproduce", "-backend", "fused", "-runs", "1", "-dropouts", "0", "-sigmas", "0,0.5", "-out", records)
	files, err := filepath.Glob(filepath.Join(records, "records", "*sigma-0.5*.json"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	before := withoutTimes(t, files[0])
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	stdout, stderr := ipd(t, 0, "site", "-records", records, "-out", out)
	contains(t, stdout, "Wrote ", " MB", filepath.Join(out, "index.html"))
	contains(t, stderr, "1 of 2 trainings in "+records+" are missing")

	page, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(page, []byte(`<script type="application/json">`))
	text, _, _ := bytes.Cut(rest, []byte("</script>"))
	var data struct {
		Records []struct{ Name, Command string }
	}
	if err := json.Unmarshal(text, &data); err != nil || len(data.Records) != 2 {
		t.Fatalf("%v, %d records on the page", err, len(data.Records))
	}
	again := t.TempDir()
	command, ok := strings.CutPrefix(data.Records[1].Command, "go run ./ipdlib/cmd/ipd ")
	if !ok {
		t.Fatal(data.Records[1].Command)
	}
	ipd(t, 0, strings.Fields(strings.Replace(command, "results/again", again, 1))...)
	if after := withoutTimes(t, filepath.Join(again, "records", data.Records[1].Name)); after != before {
		t.Errorf("%s makes\n%s\nwas\n%s", command, after, before)
	}
}

// withoutTimes is a record without its times.
func withoutTimes(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, found := strings.Cut(string(text), `"times"`)
	if !found {
		t.Fatalf("%s has no times", file)
	}
	return before
}

func TestSiteErrors(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "thesis.tex"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other")
	ipd(t, 0, "sweep", "-settings", tiny(t, 1), "-out", other)
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, "needs -out FOLDER", nil},
		{1, full + " is not empty and holds no site", []string{"-out", full}},
		{2, "these are not the study's trainings", []string{"-out", filepath.Join(t.TempDir(), "new"), "-records", other}},
	} {
		_, stderr := ipd(t, c.code, append([]string{"site"}, c.args...)...)
		contains(t, stderr, c.want)
	}
}
