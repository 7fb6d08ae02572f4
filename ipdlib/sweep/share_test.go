package sweep

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"ipd/ipdlib/device"
)

// TestPartAlone runs one shard: the others' records are nil, and the folder's settings are written but not replaced.
func TestPartAlone(t *testing.T) {
	dir := t.TempDir()
	records := run(t, tiny(), Options{Dir: dir, Device: device.Options{Backend: "go"}, Part: Shard{2, 3}.Numbers(8)})
	for i, r := range records {
		if (r != nil) != (i%3 == 1) {
			t.Errorf("training %d: %v", i, r)
		}
	}
	if got := contents(t, dir); len(got) != 3 {
		t.Errorf("%d records, want 3", len(got))
	}
	other := tiny()
	other.Grid.Seed++
	run(t, other, Options{Dir: dir, Device: device.Options{Backend: "go"}, Part: []int{0}})
	if s, err := SettingsOf(dir); err != nil || s.Grid.Seed != tiny().Grid.Seed {
		t.Errorf("a part replaced the settings: seed %d, %v", s.Grid.Seed, err)
	}
	if err := Prepare(dir, other); err != nil {
		t.Fatal(err)
	}
	if s, err := SettingsOf(dir); err != nil || s.Grid.Seed != other.Grid.Seed {
		t.Errorf("Prepare did not: seed %d, %v", s.Grid.Seed, err)
	}
	none := run(t, tiny(), Options{Dir: dir, Part: Shard{9, 9}.Numbers(8)}) // more shards than trainings
	if len(none) != 8 || none[0] != nil {
		t.Errorf("an empty shard gives %v", none)
	}
}

// TestManyProcesses lets shards, two of which run twice, and a sweep of all share a folder at once: the records are those
// of one process. Records that are damaged at the beginning are in all their hands at once.
func TestManyProcesses(t *testing.T) {
	s := tiny()
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
		for _, part := range [][]int{
			nil,
			Shard{1, 3}.Numbers(24), Shard{2, 3}.Numbers(24), Shard{3, 3}.Numbers(24),
			Shard{1, 3}.Numbers(24), Shard{2, 3}.Numbers(24),
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
			records, damaged, err := Load(dir, s)
			if err != nil || len(damaged) > 0 {
				t.Errorf("%v, %v", damaged, err)
			}
			sameRecords(t, records, loaded(t, alone, s))
			continue
		}
		sameContents(t, contents(t, dir), contents(t, alone))
		if left, err := Leftovers(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

func loaded(t *testing.T, dir string, s Settings) []*Record {
	t.Helper()
	records, _, err := Load(dir, s)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// sameRecords compares records by their checksums.
func sameRecords(t *testing.T, got, want []*Record) {
	t.Helper()
	for i, r := range want {
		if got[i] == nil || got[i].Checksum != r.Checksum {
			t.Errorf("%s: %+v, want checksum %s", r.Training, got[i], r.Checksum)
		}
	}
}

// TestSetAsideTooLate lets another process replace a damaged record between the look at it and its setting aside: the
// good one stays.
func TestSetAsideTooLate(t *testing.T) {
	dir := t.TempDir()
	counts(t, tiny(), dir)
	f, err := shareFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	training := tiny().Trainings()[3]
	aside, r, err := f.setAside(training)
	if err != nil || r == nil || aside != "" {
		t.Errorf("%q, %v, %v; want the record", aside, r, err)
	}
	if r, err := load(dir, training); err != nil || r == nil {
		t.Errorf("then %v, %v", r, err)
	}
	if err := os.Remove(recordPath(dir, training)); err != nil {
		t.Fatal(err)
	}
	if _, r, err := f.setAside(training); err != nil || r != nil {
		t.Errorf("where another process set it aside: %v, %v", r, err)
	}
}

// TestFirstRecordStays keeps the record that was there first, as when two machines with other rounding do the same.
func TestFirstRecordStays(t *testing.T) {
	dir := t.TempDir()
	f, err := shareFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	first, second := invented(), invented()
	second.Train.Accuracy = 1
	for _, r := range []*Record{first, second} {
		there, err := f.save(r)
		if err != nil || there.Checksum != first.Checksum || there.Train != first.Train {
			t.Errorf("%+v, %v; want the first", there, err)
		}
	}
}

// TestAnotherWasFaster finishes trainings behind a sweep's back: they are found, not run again.
func TestAnotherWasFaster(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	counts(t, tiny(), other)
	events := map[Kind]int{}
	_, err := Run(t.Context(), tiny(), Options{Dir: dir, Workers: 1, Device: device.Options{Backend: "go"}, Progress: func(e Event) {
		if events[e.Kind]++; e.Kind != Finished || e.Done > 1 {
			return
		}
		for _, training := range tiny().Trainings() {
			if err := os.Link(recordPath(other, training), recordPath(dir, training)); err != nil && !errors.Is(err, os.ErrExist) {
				t.Error(err)
			}
		}
	}})
	if err != nil || events[Finished] != 1 || events[Found] != 7 {
		t.Errorf("%v, %v; want 1 finished, 7 found", events, err)
	}
}

// TestSlowFolder lets a process take very long to write its first record. Others do the whole sweep meanwhile, from this
// machine or another; then it is killed, or goes on and finds all done.
func TestSlowFolder(t *testing.T) {
	s := tiny()
	alone := t.TempDir()
	counts(t, s, alone)
	for _, killed := range []bool{false, true} {
		c := child{Settings: s, Dir: t.TempDir(), Backend: "go", Workers: 1, Part: Shard{1, 1}.Numbers(8), Stall: filepath.Join(t.TempDir(), "go on")}
		cmd, out, stderr := c.start(t)
		lines := bufio.NewScanner(out)
		for lines.Scan() && lines.Text() != "stalled" { // it trains
		}
		left, err := Leftovers(c.Dir)
		if err != nil || len(left) != 1 || !strings.Contains(left[0].Path, fmt.Sprintf("-%d.", cmd.Process.Pid)) {
			t.Errorf("half written: %v, %v; want one file of process %d", left, err, cmd.Process.Pid)
		}
		events, _ := counts(t, s, c.Dir)
		if events[Finished] != 8 {
			t.Errorf("%v; want all 8 finished: what is half written is none", events)
		}
		if killed {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		} else if err := os.WriteFile(c.Stall, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		var told []string
		for lines.Scan() {
			told = append(told, lines.Text())
		}
		if err := cmd.Wait(); (err != nil) != killed {
			t.Errorf("killed %v: %v: %s", killed, err, stderr)
		}
		if !killed && (len(told) != 1 || !strings.HasPrefix(told[0], fmt.Sprint(Finished))) { // its own, and no other
			t.Errorf("when it went on it said %q", told)
		}
		sameContents(t, contents(t, c.Dir), contents(t, alone))
	}
}
