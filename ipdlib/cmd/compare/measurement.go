package main

import (
	"encoding/json"
	"fmt"
)

// Measurement is what one contestant did in one round. `ipd bench -json` prints the same fields, and may print more.
type Measurement struct {
	// TrainingS is one complete training with all workers busy: wall time / trainings, in seconds.
	TrainingS float64 `json:"training_s"`
	// DataSetS is one data set of 4096 samples by itself, in seconds.
	DataSetS float64 `json:"data_set_s"`
	// FirstStepS is from the start of the process to the end of the first training step, caches warm, in seconds.
	FirstStepS float64 `json:"first_step_s"`
	// CompileS is what is done once before the first training, in seconds.
	CompileS float64 `json:"compile_s"`
	// TrainEpochS and ValidateEpochS are one epoch of one worker while all are busy, in seconds.
	TrainEpochS    float64 `json:"train_epoch_s"`
	ValidateEpochS float64 `json:"validate_epoch_s"`
	// PeakMemoryBytes is the resident memory of all processes together at its highest.
	PeakMemoryBytes float64 `json:"peak_memory_bytes"`
	// SweepS is the whole study, 54 trainings from the first to the last, in seconds; 0 unless it was wanted.
	SweepS float64 `json:"sweep_s,omitempty"`
	// Workers is the number of trainings that run at the same time.
	Workers int `json:"workers"`
	// Backend says what computed, with its version.
	Backend string `json:"backend"`

	// What was learnt, the mean over the trainings; the peers report it.
	TrainAccuracyPercent float64 `json:"train_accuracy_percent,omitempty"`
	TestAccuracyPercent  float64 `json:"test_accuracy_percent,omitempty"`
}

// parseBench reads what `ipd bench -json` printed.
func parseBench(output []byte) (Measurement, error) {
	var m Measurement
	if err := json.Unmarshal(output, &m); err != nil {
		return m, fmt.Errorf("compare: the output of `ipd bench -json` is not one JSON object: %w", err)
	}
	for name, value := range map[string]float64{
		"training_s": m.TrainingS, "data_set_s": m.DataSetS, "first_step_s": m.FirstStepS,
		"train_epoch_s": m.TrainEpochS, "validate_epoch_s": m.ValidateEpochS, "peak_memory_bytes": m.PeakMemoryBytes,
	} {
		if !(value > 0) {
			return m, fmt.Errorf("compare: `ipd bench -json` must print %s as a positive number, got %g", name, value)
		}
	}
	return m, nil
}
