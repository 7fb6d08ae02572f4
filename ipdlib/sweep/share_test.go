package sweep

import (
	"errors"
	"io"
	"os"
	"sync"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
)

// TestPartAlone runs one part: the others' records are nil, and the folder's settings are written but not replaced.
func TestPartAlone(t *testing.T) {
	dir := t.TempDir()
	records := run(t, plantest.Tiny(), Options{Dir: dir, Device: device.Options{Backend: "go"}, Part: part(2, 3, 8)})
	for i, r := range records {
		if (r != nil) != (i%3 == 1) {
			t.Errorf("training %d: %v", i, r)
		}
	}
	if got := contents(t, dir); len(got) != 3 {
		t.Errorf("%d records, want 3", len(got))
	}
	other := plantest.Tiny()
	other.Grid.Seed++
	run(t, other, Options{Dir: dir, Device: device.Options{Backend: "go"}, Part: plan.Part{Numbers: []int{0}}})
	if s, err := record.SettingsOf(dir); err != nil || s.Grid.Seed != plantest.Tiny().Grid.Seed {
		t.Errorf("a part replaced the settings: seed %d, %v", s.Grid.Seed, err)
	}
	if err := record.Prepare(dir, other); err != nil {
		t.Fatal(err)
	}
	if s, err := record.SettingsOf(dir); err != nil || s.Grid.Seed != other.Grid.Seed {
		t.Errorf("Prepare did not: seed %d, %v", s.Grid.Seed, err)
	}
	none := run(t, plantest.Tiny(), Options{Dir: dir, Part: part(9, 9, 8)}) // more parts than trainings
	if len(none) != 8 || none[0] != nil {
		t.Errorf("an empty part gives %v", none)
	}
}

// TestManyProcesses lets parts, two of which run twice, and a sweep of all share a folder at once: the records are those
// of one process. Records that are damaged at the beginning are in all their hands at once.
func TestManyProcesses(t *testing.T) {
	s := plantest.Tiny()
	s.Grid.Runs = 6 // 24 trainings
	alone := t.TempDir()
	counts(t, s, alone)

	for _, damage := range []bool{false, true} {
		dir := t.TempDir()
		if damage {
			counts(t, s, dir)
			for _, training := range s.Trainings() {
				if err := os.Truncate(recordPath(dir, training), 200); err != nil {
					t.Fatal(err)
				}
			}
		}
		var group sync.WaitGroup
		for _, part := range []plan.Part{
			{},
			part(1, 3, 24), part(2, 3, 24), part(3, 3, 24),
			part(1, 3, 24), part(2, 3, 24),
		} {
			c := child{Settings: s, Dir: dir, Backend: "go", Workers: 1, Part: part}
			cmd, out, stderr := c.start(t)
			group.Go(func() {
				_, _ = io.Copy(io.Discard, out)
				if err := cmd.Wait(); err != nil {
					t.Errorf("part %v: %v: %s", part, err, stderr)
				}
			})
		}
		group.Wait()
		if damage { // what was set aside isn't counted
			records, damaged, err := record.Load(dir, s)
			if err != nil || len(damaged) > 0 {
				t.Errorf("%v, %v", damaged, err)
			}
			sameRecords(t, records, loaded(t, alone, s))
			continue
		}
		sameContents(t, contents(t, dir), contents(t, alone))
		if left, err := record.Leftovers(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

func loaded(t *testing.T, dir string, s plan.Settings) []*record.Record {
	t.Helper()
	records, _, err := record.Load(dir, s)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// sameRecords compares records by their checksums.
func sameRecords(t *testing.T, got, want []*record.Record) {
	t.Helper()
	for i, r := range want {
		if got[i] == nil || got[i].Checksum != r.Checksum {
			t.Errorf("%s: %+v, want checksum %s", r.Training, got[i], r.Checksum)
		}
	}
}

// TestAnotherWasFaster finishes trainings behind a sweep's back: they are found, not run again.
func TestAnotherWasFaster(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	counts(t, plantest.Tiny(), other)
	events := map[Kind]int{}
	_, err := Run(t.Context(), plantest.Tiny(), Options{Dir: dir, Workers: 1, Device: device.Options{Backend: "go"}, Progress: func(e Event) {
		if events[e.Kind]++; e.Kind != Finished || e.Done > 1 {
			return
		}
		for _, training := range plantest.Tiny().Trainings() {
			if err := os.Link(recordPath(other, training), recordPath(dir, training)); err != nil && !errors.Is(err, os.ErrExist) {
				t.Error(err)
			}
		}
	}})
	if err != nil || events[Finished] != 1 || events[Found] != 7 {
		t.Errorf("%v, %v; want 1 finished, 7 found", events, err)
	}
}
