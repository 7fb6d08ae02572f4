package course

import (
	"ipd/ipdlib/device"
	"ipd/ipdlib/notebook"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// A Sound is what the fibres of both ears make of a tone: Spikes[time][fibre] are 0 or 1. Class is where it came from.
type Sound struct {
	Spikes [][]float64
	Class  int
}

// The small task of lesson 9: 10 fibres an ear, one period of the tone, four classes of 45 degrees. Each sound begins at a
// phase of its own, so that none can be memorised.
const (
	SmallFibres  = 20
	SmallSteps   = 50
	SmallClasses = 4
)

// SmallTask plays n sounds from random directions.
func SmallTask(n int, seed uint64) []Sound {
	s := stimulus.Default()
	s.AfferentsPerEar, s.Duration = SmallFibres/2, SmallSteps*s.TimeStep
	s.Variant.PhaseDraw = stimulus.PerSample
	generator := notebook.Must(stimulus.NewGenerator(Computer().Backend, s))
	defer generator.Close()
	set := notebook.Must(generator.Generate(n, random.NewKey(seed)))
	defer set.Close()
	sounds := make([]Sound, n)
	for i, class := range set.Labels(SmallClasses) {
		sounds[i].Class = int(class)
		for _, fibres := range notebook.Must(set.Raster(i)) {
			row := make([]float64, len(fibres))
			for c, spike := range fibres {
				row[c] = float64(spike)
			}
			sounds[i].Spikes = append(sounds[i].Spikes, row)
		}
	}
	return sounds
}

// Computer computes in pure Go, which has nothing to compile beforehand.
func Computer() *device.Device {
	return notebook.Must(device.Open(notebook.Context(), device.Options{Backend: "go"}))
}
