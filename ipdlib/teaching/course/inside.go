package course

import (
	"math"
	"strings"

	"ipd/ipdlib/device"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
	"ipd/ipdlib/notebook"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/trained"
)

// Fast opens the fastest computer that there is.
func Fast() *device.Device {
	return notebook.Must(device.Open(notebook.Context(), device.Options{}))
}

// Play gives sounds from some directions, their IPDs in degrees, as the network was trained on.
func Play(n *trained.Network, seed uint64, degrees ...float64) *stimulus.Dataset {
	radians := make([]float64, len(degrees))
	for i, x := range degrees {
		radians[i] = x * math.Pi / 180
	}
	generator := notebook.Must(stimulus.NewGenerator(Fast().Backend, n.Settings.Stimulus))
	return notebook.Must(generator.Present(radians, random.NewKey(seed)))
}

// Sounds gives n new sounds from random directions.
func Sounds(n *trained.Network, seed uint64, count int) *stimulus.Dataset {
	generator := notebook.Must(stimulus.NewGenerator(Fast().Backend, n.Settings.Stimulus))
	return notebook.Must(generator.Generate(count, random.NewKey(seed)))
}

// Listen gives what the network's units do while they hear sounds.
func Listen(n *trained.Network, sounds *stimulus.Dataset) *trained.Activity {
	return notebook.Must(n.Listen(Fast().Backend, sounds))
}

// HiddenRaster gives the spikes of the hidden units at one sound, [time][unit].
func HiddenRaster(a *trained.Activity, sound int) (raster [][]uint8) {
	for _, step := range a.Spikes {
		row := make([]uint8, len(step[sound]))
		for unit, spike := range step[sound] {
			row[unit] = uint8(spike)
		}
		raster = append(raster, row)
	}
	return raster
}

// ConfusionOf draws the confusion matrix of answers.
func ConfusionOf(t evaluation.Trials, title string) (figure.Figure, error) {
	data := figure.ConfusionData{Title: title, ColourBar: true}
	for _, row := range t.Confusion() {
		var counts []float64
		for _, n := range row {
			counts = append(counts, float64(n))
		}
		data.Counts = append(data.Counts, counts)
	}
	return figure.Confusion(data)
}

// Wide turns a network's weights into numbers that figures take.
func Wide(m [][]float32) [][]float64 {
	w := make([][]float64, len(m))
	for i := range m {
		for _, x := range m[i] {
			w[i] = append(w[i], float64(x))
		}
	}
	return w
}

// Transposed makes columns of rows.
func Transposed(rows [][]float64) [][]float64 {
	t := make([][]float64, len(rows[0]))
	for _, row := range rows {
		for j, x := range row {
			t[j] = append(t[j], x)
		}
	}
	return t
}

// Sorted puts rows into an order.
func Sorted(rows [][]float64, order []int) (s [][]float64) {
	for _, i := range order {
		s = append(s, rows[i])
	}
	return s
}

// A Slope is the slope of a surrogate gradient at some potentials.
type Slope struct {
	Name   string
	Slopes []float64
}

// Slopes gives the surrogates that the library knows, at some membrane potentials.
func Slopes(membrane []float64) (all []Slope) {
	for _, kind := range []snn.Surrogate{snn.SigmoidSlope, snn.FastSigmoidSlope, snn.ArctanSlope, snn.TriangleSlope, snn.GaussianSlope} {
		s := snn.Default()
		s.Variant.Surrogate = kind
		_, slopes, err := snn.Curves(Fast().Backend, s, membrane)
		notebook.Check(err)
		all = append(all, Slope{strings.ReplaceAll(kind.String(), "_", " "), slopes})
	}
	return all
}

// Correct is the accuracy of a network's answers to sounds, in percent.
func Correct(n *trained.Network, sounds *stimulus.Dataset) float64 {
	return notebook.Must(n.Classify(Fast().Backend, sounds)).Accuracy()
}

// WithTrainingErrors gives new sounds from random directions whose fibres have the errors of the network's training set.
func WithTrainingErrors(n *trained.Network, seed uint64, count int) *stimulus.Dataset {
	ipds := make([]float64, count)
	for i, draws := 0, random.NewKey(seed).Rand(); i < len(ipds); i++ {
		ipds[i] = stimulus.MaxIPD * (2*draws.Float64() - 1)
	}
	generator := notebook.Must(stimulus.NewGenerator(Fast().Backend, n.Settings.Stimulus))
	return notebook.Must(generator.Present(ipds, n.Random().Derive("training set"))) // this key decides the errors
}

// WithoutErrors gives n new sounds whose fibres have no errors.
func WithoutErrors(n *trained.Network, seed uint64, count int) *stimulus.Dataset {
	s := n.Settings.Stimulus
	s.JitterSigma = 0
	generator := notebook.Must(stimulus.NewGenerator(Fast().Backend, s))
	return notebook.Must(generator.Generate(count, random.NewKey(seed)))
}
