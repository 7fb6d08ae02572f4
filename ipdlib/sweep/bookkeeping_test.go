package sweep

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

// madeUp is a sweep of n trainings, and records of the study's size as they could have left them.
func madeUp(n int) (Settings, []*Record) {
	s := Default()
	s.Grid.Dropouts, s.Grid.Sigmas, s.Grid.Runs = []float64{0, 0.5}, []float64{0, 0.1, 0.2, 0.3, 0.5}, n/10
	var records []*Record
	for _, t := range s.Trainings() {
		r := invented()
		r.Training, r.Key = t, t.Key()
		for range s.Schedule.Epochs - len(r.Epochs) {
			r.Epochs = append(r.Epochs, Epoch{Loss: 1.2345678901234567, ValidationLoss: 2.3456789012345678})
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
		if err := Prepare(dir, s); err != nil {
			b.Fatal(err)
		}
		name := Name(n/2, records[n/2].Training)
		runtime.GC()
		for i, work := range [len(spent)]func(){
			func() { s.Trainings() },
			func() {
				for _, t := range s.Trainings() {
					t.Key()
				}
			},
			func() { // nothing is there
				if all, _, err := Load(dir, s); err != nil || all[0] != nil {
					b.Fatal(err)
				}
			},
			func() {
				f, err := shareFolder(dir)
				if err != nil {
					b.Fatal(err)
				}
				for _, r := range records {
					if _, err := f.save(r); err != nil {
						b.Fatal(err)
					}
				}
			},
			func() {
				all, damaged, err := Load(dir, s)
				if err != nil || len(damaged) > 0 || all[n-1] == nil {
					b.Fatal(err)
				}
				records = all
			},
			func() { // what a task of a job array does to find its own training, and that it is done; n times would be long
				part, err := Select(s, name)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := Run(b.Context(), s, Options{Dir: dir, Part: part}); err != nil {
					b.Fatal(err)
				}
			},
			func() {
				if err := Summarise(records).WriteCSV(dir + "/summary.csv"); err != nil {
					b.Fatal(err)
				}
				if _, err := Leftovers(dir); err != nil {
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
