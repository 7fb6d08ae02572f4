package sweep

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
)

// TestDamagedRecords puts other things in the place of records: each is reported, set aside with its content, and the
// training runs again.
func TestDamagedRecords(t *testing.T) {
	dir := t.TempDir()
	counts(t, plantest.Tiny(), dir)
	good := contents(t, dir)
	trainings := plantest.Tiny().Trainings()
	whole, err := os.ReadFile(recordPath(dir, trainings[0]))
	if err != nil {
		t.Fatal(err)
	}
	bad := []struct{ text, want string }{
		{"", "the file is empty"},
		{string(whole[:len(whole)/2]), "unexpected EOF"},
		{"\x00\xff\x01PNG", "line 1, column 1"},
		{string(whole), "the record of another training"}, // below another's name
		{strings.Replace(string(whole), `"accuracy_percent": `, `"accuracy_percent": 1`, 1), "the checksum is wrong"},
		{strings.Replace(string(whole), `"epochs"`, `"epoch"`, 1), `did you mean "epochs"?`},
		{`{"name": "a foreign file"}`, `there is no field "name"`},
	}
	for i, b := range bad {
		if err := os.WriteFile(recordPath(dir, trainings[1+i]), []byte(b.text), 0o666); err != nil {
			t.Fatal(err)
		}
	}

	records, damaged, err := record.Load(dir, plantest.Tiny()) // tells, but changes nothing
	if err != nil || len(damaged) != len(bad) || records[0] == nil || records[1] != nil {
		t.Errorf("Load: %d damaged, error %v; want %d", len(damaged), err, len(bad))
	}
	for i, err := range damaged {
		if !errors.Is(err, record.ErrDamaged) || !strings.Contains(err.Error(), bad[i].want) || !strings.Contains(err.Error(), trainings[1+i].FileName()) {
			t.Errorf("damage %d: %v; want %q and the file's name", i, err, bad[i].want)
		}
	}

	var told []string
	run(t, plantest.Tiny(), Options{Dir: dir, Device: device.Options{Backend: "go"}, Progress: func(e Event) {
		if e.Kind == Damaged {
			told = append(told, e.Damage)
		}
	}})
	if len(told) != len(bad) {
		t.Errorf("told of %d damages, want %d: %v", len(told), len(bad), told)
	}
	for i, b := range bad {
		aside := recordPath(dir, trainings[1+i]) + ".damaged"
		text, err := os.ReadFile(aside)
		if err != nil || string(text) != b.text {
			t.Errorf("damage %d is not kept: %v", i, err)
		}
		if !strings.Contains(told[i], aside) {
			t.Errorf("%q doesn't name %s", told[i], aside)
		}
		if err := os.Remove(aside); err != nil {
			t.Fatal(err)
		}
	}
	sameContents(t, contents(t, dir), good)
}

// TestDamagedTwice never writes over what was set aside before.
func TestDamagedTwice(t *testing.T) {
	dir := t.TempDir()
	s := plantest.Tiny()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 1, []float64{0}, []float64{0}
	path := recordPath(dir, s.Trainings()[0])
	for _, text := range []string{"first", "second"} {
		counts(t, s, dir)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	counts(t, s, dir)
	for name, want := range map[string]string{".damaged": "first", ".damaged-2": "second"} {
		if text, err := os.ReadFile(path + name); err != nil || string(text) != want {
			t.Errorf("%s holds %q, %v; want %q", name, text, err, want)
		}
	}
}

// TestFolderForRecord puts a folder in a record's place.
func TestFolderForRecord(t *testing.T) {
	dir := t.TempDir()
	path := recordPath(dir, plantest.Tiny().Trainings()[0])
	if err := os.MkdirAll(filepath.Join(path, "inside"), 0o777); err != nil {
		t.Fatal(err)
	}
	events, _ := counts(t, plantest.Tiny(), dir)
	if events[Damaged] != 1 || events[Finished] != 8 {
		t.Errorf("%v, want 1 damaged, 8 finished", events)
	}
	if _, err := os.Stat(filepath.Join(path+".damaged", "inside")); err != nil {
		t.Error(err)
	}
}
