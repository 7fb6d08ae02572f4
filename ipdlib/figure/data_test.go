package figure

import "math"

// The data of the test figures, the same as in testdata/reference.py: the two files change together.

// random is the generator of Numerical Recipes, 32 bits: the same numbers in Python.
type random uint32

func (r *random) uniform() float64 {
	*r = *r*1664525 + 1013904223
	return float64(*r) / (1 << 32)
}

// linspace returns n numbers from a to b, both included.
func linspace(a, b float64, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = a + (b-a)*float64(i)/float64(n-1)
	}
	return v
}

// rastersData imitates the study's stimulus: 8 IPDs, 100 steps, 200 afferents.
func rastersData() RastersData {
	r := random(1)
	d := RastersData{IPD: linspace(-math.Pi/2, math.Pi/2, 8)}
	delay := linspace(0, math.Pi/2, 100)
	for _, ipd := range d.IPD {
		trial := make([][]uint8, 100)
		for t := range trial {
			trial[t] = make([]uint8, 200)
			for c := range trial[t] {
				theta := 2*math.Pi*20*0.001*float64(t) + delay[c%100]
				if c >= 100 {
					theta += ipd
				}
				rate := 0.5 * (1 + math.Sin(theta))
				if r.uniform() < 0.6*rate*rate {
					trial[t][c] = 1
				}
			}
		}
		d.Spikes = append(d.Spikes, trial)
	}
	return d
}

// evaluationData imitates a network that is off by half a radian at most.
func evaluationData() EvaluationData {
	r := random(2)
	counts := make([][]float64, 12)
	for i := range counts {
		counts[i] = make([]float64, 12)
	}
	var truth, estimate []float64
	for range 2048 {
		ipd := (r.uniform() - 0.5) * math.Pi
		guess := ipd + (r.uniform()+r.uniform()-1)*0.5
		i := min(max(int((guess/math.Pi+0.5)*12), 0), 11)
		j := min(int((ipd/math.Pi+0.5)*12), 11)
		counts[i][j]++
		truth = append(truth, ipd)
		estimate = append(estimate, (float64(i)+0.5)/12*math.Pi-math.Pi/2)
	}
	return EvaluationData{
		Histogram: HistogramData{Title: "Test", True: truth, Estimated: estimate},
		Confusion: ConfusionData{Counts: counts},
	}
}

func lossData() LossData {
	var d LossData
	for e := range 20 {
		d.Training = append(d.Training, 0.3+2.2*math.Exp(-float64(e)/4))
		d.Validation = append(d.Validation, 0.5+2.1*math.Exp(-float64(e)/3))
	}
	return d
}

func surrogateData() SurrogateData {
	d := SurrogateData{Slopes: []Slope{{Label: "slope, beta = 2"}, {Label: "slope, beta = 5"}, {Label: "slope, beta = 10"}}}
	for i := range 201 {
		v := float64(i) / 100
		d.Membrane = append(d.Membrane, v)
		spike := 0.0
		if v > 1 {
			spike = 1
		}
		d.Spike = append(d.Spike, spike)
		for k, beta := range []float64{2, 5, 10} {
			s := 1 / (1 + math.Exp(-beta*(v-1)))
			d.Slopes[k].Values = append(d.Slopes[k].Values, beta*s*(1-s))
		}
	}
	return d
}

func weightMap() WeightMap {
	m := WeightMap{Title: "W1: input to hidden", XLabel: "Hidden unit", YLabel: "Input neuron index"}
	for i := range 200 {
		row := make([]float64, 30)
		for j := range row {
			row[j] = 0.18 * math.Sin(0.05*float64(i)+0.4*float64(j)) * math.Cos(0.3*float64(j))
		}
		m.Weights = append(m.Weights, row)
	}
	return m
}

// membraneData is two leaky units under a periodic drive that are set to zero one step after they pass the threshold.
func membraneData() MembraneData {
	d := MembraneData{Threshold: 1}
	for _, u := range []struct {
		label        string
		drive, phase float64
	}{{"unit 0", 0.32, 0}, {"unit 1", 0.24, 1.5}} {
		tr := Trace{Label: u.label}
		v, spiked := 0.0, false
		for t := range 100 {
			tr.Potential = append(tr.Potential, v)
			over := v > 1
			if over {
				tr.Spikes = append(tr.Spikes, t)
			}
			v = math.Exp(-0.2)*v + u.drive*(1+math.Sin(2*math.Pi*0.02*float64(t)+u.phase))/2
			if spiked {
				v = 0
			}
			spiked = over
		}
		d.Units = append(d.Units, tr)
	}
	return d
}
