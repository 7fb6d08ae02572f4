package evaluation

import (
	"fmt"
	"math"
	"slices"
)

// NoiseMap is a metric as a function of the noise in training and the noise in the test, over several runs.
type NoiseMap struct {
	// Train and Test are the jitter's standard deviations σ in radians, in rising order: the rows and the columns.
	Train, Test []float64
	// Runs[i][j] are the values of the single runs: [rows][columns][runs]. It is empty where there are none.
	Runs [][][]float64
	// Mean over the runs, NaN where there are none; SEM is its standard error, NaN where there are fewer than two.
	Mean, SEM [][]float64
}

// A NoiseTest is the value of one network that was trained with one noise and tested with another.
type NoiseTest struct {
	Train, Test float64 // σ in radians
	Value       float64
}

// NewNoiseMap arranges values in rows and columns.
func NewNoiseMap(tests []NoiseTest) (NoiseMap, error) {
	var m NoiseMap
	for i, t := range tests {
		if !(t.Train >= 0) || !(t.Test >= 0) || math.IsNaN(t.Value) {
			return NoiseMap{}, fmt.Errorf("evaluation: noise map: value %d is %v for σ %v in training and %v in the test; sigmas must be 0 or more, and values must be numbers", i, t.Value, t.Train, t.Test)
		}
		m.Train, m.Test = append(m.Train, t.Train), append(m.Test, t.Test)
	}
	if len(tests) == 0 {
		return NoiseMap{}, fmt.Errorf("evaluation: noise map: no values")
	}
	slices.Sort(m.Train)
	slices.Sort(m.Test)
	m.Train, m.Test = slices.Compact(m.Train), slices.Compact(m.Test)
	for range m.Train {
		m.Runs = append(m.Runs, make([][]float64, len(m.Test)))
		m.Mean, m.SEM = append(m.Mean, make([]float64, len(m.Test))), append(m.SEM, make([]float64, len(m.Test)))
	}
	for _, t := range tests {
		i, _ := slices.BinarySearch(m.Train, t.Train)
		j, _ := slices.BinarySearch(m.Test, t.Test)
		m.Runs[i][j] = append(m.Runs[i][j], t.Value)
	}
	for i := range m.Runs {
		for j, values := range m.Runs[i] {
			m.Mean[i][j], m.SEM[i][j] = math.NaN(), math.NaN()
			if len(values) > 0 {
				m.Mean[i][j], m.SEM[i][j] = meanSEM(values)
			}
		}
	}
	return m, nil
}

// At returns the mean and its standard error for a noise in training and a noise in the test; NaN if there are no values.
func (m NoiseMap) At(train, test float64) (mean, sem float64) {
	i, ok := slices.BinarySearch(m.Train, train)
	j, also := slices.BinarySearch(m.Test, test)
	if !ok || !also {
		return math.NaN(), math.NaN()
	}
	return m.Mean[i][j], m.SEM[i][j]
}
