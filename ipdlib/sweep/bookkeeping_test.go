package sweep

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// madeUp is a sweep of n trainings, and records of the study's size as they could have left them.
func madeUp(n int) (plan.Settings, []*record.Record) {
	s := plan.Default()
	s.Grid.Dropouts, s.Grid.Sigmas, s.Grid.Runs = []float64{0, 0.5}, []float64{0, 0.1, 0.2, 0.3, 0.5}, n/10
	var records []*record.Record
	for _, t := range s.Trainings() {
		r := &record.Record{
			Training: t, Key: t.Key(),
			ComputedBy: record.Computer{Backend: "go", Version: "v0.1.2", CPU: "a fast one", Go: "go1.26"},
			Train:      record.Values{"accuracy_percent": 92.3, "error_deg": 1. / 3},
			Test:       record.Values{"accuracy_percent": 71.25, "error_deg": 7.1},
			Times:      record.Times{Started: time.Date(2025, 1, 2, 3, 4, 5, 6, time.UTC), Seconds: 1.5},
		}
		for range s.Schedule.Epochs {
			r.Epochs = append(r.Epochs, record.Epoch{Loss: 1.2345678901234567, ValidationLoss: 2.3456789012345678})
		}
		records = append(records, r)
	}
	return s, records
}

// BenchmarkBookkeeping measures what a training costs beside the training: to find out that it is missing, to name it, to
// write and to read its record, and its share in status and summary. It must not grow with the number of trainings.
func BenchmarkBookkeeping(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { bookkeeping(b, n) })
	}
}

func bookkeeping(b *testing.B, n int) {
	var spent [7]time.Duration
	names := [len(spent)]string{"list", "key", "scan", "write", "load", "find-one", "summary"}
	for range b.N {
		dir := b.TempDir()
		s, records := madeUp(n)
		if err := record.Prepare(dir, s); err != nil {
			b.Fatal(err)
		}
		name := records[n/2].Name(n / 2)
		runtime.GC()
		for i, work := range [len(spent)]func(){
			func() { s.Trainings() },
			func() {
				for _, t := range s.Trainings() {
					t.Key()
				}
			},
			func() { // nothing is there
				if all, _, err := record.Load(dir, s); err != nil || all[0] != nil {
					b.Fatal(err)
				}
			},
			func() {
				f, err := record.Share(dir, s)
				if err != nil {
					b.Fatal(err)
				}
				for _, r := range records {
					if _, err := f.Save(r); err != nil {
						b.Fatal(err)
					}
				}
			},
			func() {
				all, damaged, err := record.Load(dir, s)
				if err != nil || len(damaged) > 0 || all[n-1] == nil {
					b.Fatal(err)
				}
				records = all
			},
			func() { // what a task of a job array does to find its own training, and that it is done; n times would be long
				part, err := s.Part(name)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := Run(b.Context(), s, Options{Dir: dir, Part: part}); err != nil {
					b.Fatal(err)
				}
			},
			func() {
				if err := summary.Of(records).WriteCSV(dir + "/summary.csv"); err != nil {
					b.Fatal(err)
				}
				if _, err := record.Leftovers(dir); err != nil {
					b.Fatal(err)
				}
			},
		} {
			start := time.Now()
			work()
			spent[i] += time.Since(start)
		}
		if err := os.RemoveAll(dir); err != nil {
			b.Fatal(err)
		}
	}
	var whole time.Duration
	for i, d := range spent {
		of := time.Duration(b.N * n)
		if names[i] == "find-one" {
			of = time.Duration(b.N)
		}
		whole += d / of
		b.ReportMetric(float64((d / of).Microseconds()), names[i]+"-µs/training")
	}
	b.ReportMetric(float64(whole.Microseconds()), "all-µs/training")
}
