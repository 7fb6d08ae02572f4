package main

import (
	"strings"
	"testing"
)

const goodBench = `{"data_set_s": 0.2, "compile_s": 0.6, "train_epoch_s": 0.14, "validate_epoch_s": 0.05, "first_step_s": 1.4,
	"training_s": 2.3, "workers": 2, "backend": "xla", "peak_memory_bytes": 900000000, "something_else": [1, 2]}`

func TestParseBench(t *testing.T) {
	got, err := parseBench([]byte(goodBench))
	if err != nil {
		t.Fatal(err)
	}
	want := Measurement{DataSetS: 0.2, CompileS: 0.6, TrainEpochS: 0.14, ValidateEpochS: 0.05, FirstStepS: 1.4,
		TrainingS: 2.3, Workers: 2, Backend: "xla", PeakMemoryBytes: 9e8}
	if got != want {
		t.Errorf("parseBench = %+v, want %+v", got, want)
	}
}

func TestParseBenchRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"no JSON":        {goodBench, "usage: ipd bench", "not one JSON object"},
		"nothing":        {goodBench, "", "not one JSON object"},
		"two objects":    {goodBench, goodBench + goodBench, "not one JSON object"},
		"missing field":  {`"training_s": 2.3,`, "", "training_s as a positive number, got 0"},
		"negative value": {`"data_set_s": 0.2`, `"data_set_s": -1`, "data_set_s as a positive number, got -1"},
		"text":           {`"workers": 2`, `"workers": "two"`, "workers"},
	} {
		_, err := parseBench([]byte(strings.Replace(goodBench, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func FuzzParseBench(f *testing.F) {
	f.Add([]byte(goodBench))
	f.Add([]byte(`{"training_s": 1e999}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, output []byte) {
		m, err := parseBench(output)
		if err == nil && !(m.TrainingS > 0 && m.DataSetS > 0 && m.FirstStepS > 0) {
			t.Errorf("accepted %q as %+v", output, m)
		}
	})
}
