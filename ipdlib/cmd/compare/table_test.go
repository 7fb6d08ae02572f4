package main

import (
	"strings"
	"testing"
)

func TestMarkdownTable(t *testing.T) {
	results := []Result{
		{Name: "ours", Rounds: []Measurement{
			{TrainingS: 2, DataSetS: 0.25, FirstStepS: 1, PeakMemoryBytes: 1e9, Workers: 2, TrainEpochS: 0.1},
			{TrainingS: 4, DataSetS: 0.25, FirstStepS: 1, PeakMemoryBytes: 1e9, Workers: 2, TrainEpochS: 0.1},
			{TrainingS: 2.2, DataSetS: 0.25, FirstStepS: 1, PeakMemoryBytes: 1e9, Workers: 2, TrainEpochS: 0.1},
		}},
		{Name: "jax", Rounds: []Measurement{
			{TrainingS: 8, DataSetS: 0.5, TrainAccuracyPercent: 92, TrainEpochS: 0.3},
			{TrainingS: 20, DataSetS: 0.5, TrainAccuracyPercent: 92.5, TrainEpochS: 0.3},
			{TrainingS: 6.6, DataSetS: 0.5, TrainAccuracyPercent: 93, TrainEpochS: 0.3},
		}},
	}
	want := []string{ // a ratio is the median of 8/2, 20/4 and 6.6/2.2
		"| median (lowest to highest) | ours | jax |",
		"|---|---:|---:|",
		"| one complete training, all cores busy | 2.20 s (2.00 to 4.00 s) | 8.00 s (6.60 to 20.0 s), **4×** |",
		"| one data set of 4096 | 0.250 s | 0.500 s, **2×** |",
		"| from start to first training step | 1.00 s | – |",
		"| peak memory, all workers | 1.00 GB | – |",
		"| trainings at the same time | 2 | – |",
		"| a worker's training epoch | 0.100 s | 0.300 s |",
		"| a worker's validation epoch | – | – |",
		"| once, before the first training | – | – |",
		"| accuracy on the training set | – | 92.5 % (92.0 to 93.0 %) |",
	}
	got := strings.Split(strings.TrimSuffix(markdownTable(results), "\n"), "\n")
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("line %d differs\ngot:\n%s\nwant:\n%s", i+1, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestSeconds(t *testing.T) {
	for value, want := range map[float64]string{0.0123: "0.012 s", 0.9994: "0.999 s", 0.9996: "1.00 s", 9.994: "9.99 s",
		9.996: "10.0 s", 123.44: "123.4 s"} {
		if got := seconds(value); got != want {
			t.Errorf("seconds(%g) = %q, want %q", value, got, want)
		}
	}
}
