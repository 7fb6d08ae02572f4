package training

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// BenchmarkTogether compares one training at a time with M at once, on all cores: seconds of an epoch with its validation,
// at the study's size, per network. The ways take turns, so that what else the machine does disturbs them alike; the medians
// are shown, of the wall clock and of the processor's time.
//
//	go test ./ipdlib/training -run '^$' -bench Together -benchtime 1x
func BenchmarkTogether(b *testing.B) {
	const rounds = 3
	ways := []string{"single", "1", "2", "4", "8", "27", "4 dense"}
	for _, p := range []float64{0, 0.5} {
		b.Run(fmt.Sprintf("dropout=%g", p), func(b *testing.B) {
			wall, cpu := map[string][]float64{}, map[string][]float64{}
			for range b.N {
				for round := range rounds {
					for _, way := range ways {
						w, c, err := timeWay(way, p)
						if err != nil {
							b.Fatal(err)
						}
						if testing.Verbose() {
							fmt.Printf("dropout %g, round %d, %s: %.4f s, processor %.4f s\n", p, round, way, w, c)
						}
						wall[way], cpu[way] = append(wall[way], w), append(cpu[way], c)
					}
				}
			}
			for _, way := range ways {
				name := strings.ReplaceAll(way, " ", "-")
				b.ReportMetric(median(wall[way]), name+"-wall-s")
				b.ReportMetric(median(cpu[way]), name+"-cpu-s")
			}
		})
	}
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}

// timeWay measures an epoch of 16 batches and its validation, times four, on all cores, a worker each.
func timeWay(way string, p float64) (wall, cpu float64, err error) {
	const batches = 16
	var (
		mu     sync.Mutex
		epochs float64 // of single networks
		start  sync.WaitGroup
		begin  time.Time
		used   float64
		once   sync.Once
	)
	workers := device.Workers(device.Options{})
	start.Add(workers)
	err = device.Each(context.Background(), workers, device.Options{}, func(ctx context.Context, _ int, d *device.Device) error {
		released := false
		release := func() {
			if !released {
				released = true
				start.Done()
			}
		}
		defer release()
		s := Default()
		n := s.Schedule.BatchSize * batches
		gen, err := stimulus.NewManyGenerator(d.Backend, s.Stimulus, false)
		if err != nil {
			return err
		}
		many, dense := 1, strings.HasSuffix(way, "dense")
		if way != "single" {
			if many, err = strconv.Atoi(strings.TrimSuffix(way, " dense")); err != nil {
				return err
			}
		}
		keys := make([]random.Key, many)
		members := make([]Member, many)
		for i := range keys {
			keys[i] = random.NewKey(uint64(i))
			members[i] = Member{Dropout: p, Key: keys[i]}
		}
		sets, err := gen.Generate(ctx, make([]float64, many), n, keys)
		if err != nil {
			return err
		}
		var epoch func() error
		if way == "single" {
			tr, err := NewTrainer(d.Backend, s)
			if err != nil {
				return err
			}
			gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
			if err != nil {
				return err
			}
			set, err := gen.Generate(n, keys[0])
			if err != nil {
				return err
			}
			order := inOrder(set)
			epoch = func() error {
				if _, err := tr.epoch(ctx, set, order, p, keys[0]); err != nil {
					return err
				}
				_, err := tr.Evaluate(ctx, set)
				return err
			}
		} else {
			f, err := NewFleet(d.Backend, s, many, dense)
			if err != nil {
				return err
			}
			run, err := f.begin(sets, sets, members)
			if err != nil {
				return err
			}
			epoch = func() error {
				if _, err := f.epoch(ctx, sets, run, 0); err != nil {
					return err
				}
				_, err := f.Evaluate(ctx, sets)
				return err
			}
		}
		if err := epoch(); err != nil { // compiles
			return err
		}
		release()
		start.Wait()
		once.Do(func() { begin, used = time.Now(), cpuSeconds() })
		turns := max(1, 4/many)
		for range turns {
			if err := epoch(); err != nil {
				return err
			}
		}
		mu.Lock()
		epochs += float64(turns * many)
		mu.Unlock()
		return nil
	})
	scale := float64(Default().Schedule.TrainingBatches) / batches / epochs
	return time.Since(begin).Seconds() * scale, (cpuSeconds() - used) * scale, err
}
