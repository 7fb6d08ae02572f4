package depict

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"gonum.org/v1/plot/vg"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/trained"
)

// Surrogate draws the spike function of a network and the slope that replaces its derivative in training, over membrane
// potentials from 0 to 2, around the threshold of 1. Slopes for further values of beta are drawn beside the network's own.
func Surrogate(backend compute.Backend, s snn.Settings, further ...float64) (figure.Figure, error) {
	const points = 401
	var data figure.SurrogateData
	for i := range points {
		data.Membrane = append(data.Membrane, 2*snn.Threshold*float64(i)/(points-1))
	}
	for _, beta := range append([]float64{s.SurrogateSlope}, further...) {
		s.SurrogateSlope = beta
		spike, slope, err := snn.Curves(backend, s, data.Membrane)
		if err != nil {
			return figure.Figure{}, err
		}
		data.Spike = spike
		data.Slopes = append(data.Slopes, figure.Slope{Label: fmt.Sprintf("surrogate slope, beta = %v", beta), Values: slope})
	}
	return figure.Surrogate(data)
}

// Membrane draws the potentials and spikes of some hidden units during one sample, one above the other.
func Membrane(a *trained.Activity, sample int, units ...int) (figure.Figure, error) {
	data := figure.MembraneData{Threshold: snn.Threshold, Stacked: true}
	if len(a.Membrane) == 0 || sample < 0 || sample >= len(a.Membrane[0]) {
		return figure.Figure{}, fmt.Errorf("depict: there is no sample %d in this activity", sample)
	}
	for _, h := range units {
		if h < 0 || h >= len(a.Membrane[0][sample]) {
			return figure.Figure{}, fmt.Errorf("depict: there is no hidden unit %d in this activity", h)
		}
		trace := figure.Trace{Label: fmt.Sprintf("hidden unit %d", h)}
		for t := range a.Membrane {
			trace.Potential = append(trace.Potential, float64(a.Membrane[t][sample][h]))
			if a.Spikes[t][sample][h] > 0 {
				trace.Spikes = append(trace.Spikes, t)
			}
		}
		data.Units = append(data.Units, trace)
	}
	return figure.Membrane(data)
}

// DalesLaw draws the effect of Dale's law on the weights of the first layer: the mask of signs, red for excitatory and blue for
// inhibitory units; some weights; and the same weights under the law. A row is a presynaptic unit.
func DalesLaw(n *trained.Network) (figure.Figure, error) {
	var mask, drawn, under [][]float64
	inhibitory := snn.InhibitoryUnits(len(n.Weights.W1), n.Settings.Network.InhibitoryFraction)
	for i, row := range n.Weights.W1 {
		sign := 1.0
		switch signs := n.Weights.Signs; {
		case signs != nil: // drawn at random
			sign = float64(signs[0][i])
		case i < inhibitory:
			sign = -1
		}
		signs, weights, effective := make([]float64, len(row)), make([]float64, len(row)), make([]float64, len(row))
		for j, w := range row {
			signs[j], weights[j], effective[j] = sign, float64(w), sign*math.Abs(float64(w))
		}
		mask, drawn, under = append(mask, signs), append(drawn, weights), append(under, effective)
	}
	fig, err := figure.Weights(
		figure.WeightMap{Title: "Mask", Weights: mask, XLabel: "Hidden unit", YLabel: "Input neuron index"},
		figure.WeightMap{Title: "Weights", Weights: drawn, XLabel: "Hidden unit"},
		figure.WeightMap{Title: "Weights with Dale's law", Weights: under, XLabel: "Hidden unit"},
	)
	fig.Width, fig.Height = 14*vg.Inch, 4*vg.Inch // three maps of the usual size would not fit on a page
	return fig, err
}

// Loss draws the losses of a network's training by epoch.
func Loss(n *trained.Network) (figure.Figure, error) {
	var data figure.LossData
	for _, e := range n.Epochs {
		data.Training = append(data.Training, e.Loss)
		data.Validation = append(data.Validation, e.ValidationLoss)
	}
	return figure.Loss(data)
}
