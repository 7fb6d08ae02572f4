package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipd/ipdlib/crate"
)

// TestCrate reads what a sweep says of its origin: every reference leads somewhere, every sum is that of its file, and the same
// folder gives the same text. The reference validator has its say where there is one.
func TestCrate(t *testing.T) {
	settings, dir := tiny(t, 2), filepath.Join(t.TempDir(), "results")
	ipd(t, 0, "sweep", "-settings", settings, "-out", dir)
	text := readCrate(t, dir)
	var c struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	there := map[string]map[string]any{}
	for _, e := range c.Graph {
		if id := e["@id"].(string); there[id] != nil {
			t.Errorf("%s is there twice", id)
		}
		there[e["@id"].(string)] = e
	}
	files := 0
	for id, e := range there {
		for field, value := range e {
			for _, to := range references(value) {
				if there[to] == nil && field != "conformsTo" && field != "actionStatus" {
					t.Errorf("%s: %s refers to %s, which is not there", id, field, to)
				}
			}
		}
		if e["@type"] == "File" {
			files++
			content, err := os.ReadFile(filepath.Join(dir, id))
			if sum := fmt.Sprintf("%x", sha256.Sum256(content)); err != nil || sum != e["sha256"] || fmt.Sprint(len(content)) != e["contentSize"] {
				t.Errorf("%s: %v, sum %s; described as %v", id, err, sum, e)
			}
		}
	}
	if want := 4 + 4; files != want { // settings, summary, two figures, four records
		t.Errorf("%d files, want %d", files, want)
	}
	begin, err1 := time.Parse(time.RFC3339, there["#sweep"]["startTime"].(string))
	end, err2 := time.Parse(time.RFC3339, there["#sweep"]["endTime"].(string))
	if err1 != nil || err2 != nil || end.Before(begin) || time.Since(end) > time.Hour {
		t.Errorf("from %v to %v: %v, %v", begin, end, err1, err2)
	}
	ipd(t, 0, "summary", dir)
	if again := readCrate(t, dir); string(again) != string(text) {
		t.Errorf("the same records, another text:\n%s\nbefore:\n%s", again, text)
	}
	judge := os.Getenv(crateEnv)
	if judge == "" {
		t.Skipf("%s is not set to a Python with roc-validator and rocrate; all else holds", crateEnv)
	}
	validate := func() (string, error) {
		said, err := exec.Command(judge, filepath.Join("testdata", "validate_crate.py"), dir).CombinedOutput()
		return string(said), err
	}
	if said, err := validate(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
	broken := strings.Replace(string(text), `"instrument"`, `"instruments"`, 1)
	if err := os.WriteFile(filepath.Join(dir, crate.Name), []byte(broken), 0o666); err != nil {
		t.Fatal(err)
	}
	if said, err := validate(); err == nil || !strings.Contains(said, "MUST have an instrument") {
		t.Errorf("a crate without an instrument: %v\n%s", err, said)
	}
}

// crateEnv names a Python that has the reference validator of RO-Crates.
const crateEnv = "IPD_CRATE_PYTHON"

func readCrate(t *testing.T, dir string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, crate.Name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// references lists the identifiers to which a field refers.
func references(value any) (ids []string) {
	switch v := value.(type) {
	case map[string]any:
		if id, ok := v["@id"].(string); ok {
			ids = append(ids, id)
		}
	case []any:
		for _, one := range v {
			ids = append(ids, references(one)...)
		}
	}
	return ids
}
