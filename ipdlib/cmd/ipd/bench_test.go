package main

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/sweep"
)

// tinyBench is what takes a moment.
func tinyBench() plan.Settings {
	s := benchSettings(0.2, 0.5)
	s.Stimulus.AfferentsPerEar, s.Stimulus.Duration, s.Network.HiddenUnits = 4, 0.02, 3
	s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches = 8, 3, 2
	return s
}

// TestBenchmark measures trainings that take a moment: what is measured must be there, and fit together.
func TestBenchmark(t *testing.T) {
	s := tinyBench()
	b, o := bench{settings: s, Workers: 2, Trainings: 3}, device.Options{Backend: "go"}
	if err := b.measureDataSet(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if err := b.measureTrainings(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if err := firstStep(t.Context(), o, s); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]float64{
		"data set": b.DataSet, "validation": b.ValidateEpoch, "training": b.Training, "per minute": b.PerMinute, "accuracy": b.TestAccuracy,
	} {
		if !(x > 0) {
			t.Errorf("%s is %v", name, x)
		}
	}
	if product := b.Training * b.PerMinute; product < 59.9 || product > 60.1 {
		t.Errorf("%v s a training, but %v a minute", b.Training, b.PerMinute)
	}

	// The names that ipdlib/cmd/compare reads.
	var out strings.Builder
	if err := b.printJSON(&out); err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(out.String()), &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data_set_s", "compile_s", "train_epoch_s", "validate_epoch_s", "first_step_s", "training_s",
		"trainings_per_minute", "workers", "backend", "peak_memory_bytes"} {
		if _, ok := fields[name]; !ok {
			t.Errorf("there is no %s in %s", name, out.String())
		}
	}
	out.Reset()
	if err := b.printTable(&out); err != nil {
		t.Fatal(err)
	}
	contains(t, out.String(), "go gomlx/compute", "2 workers", "accuracy of the 3 trainings")
}

// TestBenchSweep measures a tiny whole sweep, which leaves nothing behind.
func TestBenchSweep(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	var b bench
	s := tinyBench()
	s.Grid.Runs = 9
	if err := b.measureSweep(t.Context(), s, sweep.Options{Device: device.Options{Backend: "go"}, Workers: 1, Together: 8}); err != nil {
		t.Fatal(err)
	}
	if b.SweepTrainings != 9 || b.SweepTogether != 5 || !(b.Sweep > 0) {
		t.Errorf("%+v", b)
	}
	if left, _ := filepath.Glob(filepath.Join(temporary, "ipd-bench-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	var out strings.Builder
	if err := b.printTable(&out); err != nil {
		t.Fatal(err)
	}
	contains(t, out.String(), "whole study, 9 trainings, each worker 5 at once")
}

func TestMedian(t *testing.T) {
	if a, b := median([]float64{9, 1, 4}), median([]float64{8, 2, 4, 100}); a != 4 || b != 6 {
		t.Errorf("medians %v and %v, want 4 and 6", a, b)
	}
}

// TestMeeting lets three come, twice.
func TestMeeting(t *testing.T) {
	m := newMeeting(3)
	var calls atomic.Int32
	done := make(chan error)
	for range 3 {
		go func() {
			err := m.wait(t.Context(), func() { calls.Add(1) })
			if n := calls.Load(); err == nil && n != 1 {
				err = errors.New("somebody went on before all had come")
			}
			done <- err
		}()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := m.wait(ctx, func() {}); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for nobody ended with %v", err)
	}
}

func TestPeakMemory(t *testing.T) {
	if peak := peakMemory(); peak != 0 && (peak < 1<<20 || peak > 1<<40) {
		t.Errorf("%d bytes", peak)
	}
}
