package evaluation

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"ipd/ipdlib/stimulus"
)

// ErrFiring is wrapped by every error about the firing of units.
var ErrFiring = errors.New("evaluation: firing of units")

// Responses are the activity of a network's units during each sample of a data set.
type Responses struct {
	// Hidden layers, in order.
	Hidden []*Firing
	// Logits of each sample, [N][K]. In the study's network a logit is the mean membrane potential of the output unit, up to
	// a factor: 0.01 times its sum over the time steps.
	Logits [][]float64
	// Trials are the network's answers.
	Trials
}

// Firing counts how often and when the units of one layer spike during a data set of N samples. It holds only counts, so that
// a data set of any size fits into memory: the spikes themselves, [T, N, H], are counted part by part.
type Firing struct {
	// IPD of each sample, in radians: [N].
	IPD []float64
	// TimeStep dt, in seconds.
	TimeStep float64
	// Counts[i][h] is how often unit h spikes in sample i: [N][H].
	Counts [][]int
	// ByStep[k][t][h] is how often unit h spikes in step t, over all samples whose IPD is of class k: [K][T][H].
	ByStep [][][]int
}

// NewFiring starts counting for the units of one layer and for samples with the given IPDs, in radians, each of a number of
// steps of dt seconds. Time courses are counted separately for each class of IPDs.
func NewFiring(ipd []float64, units, steps int, dt float64, classes int) (*Firing, error) {
	switch {
	case len(ipd) == 0:
		return nil, fmt.Errorf("%w: no samples", ErrFiring)
	case units < 1 || steps < 1 || classes < 1:
		return nil, fmt.Errorf("%w: %d units, %d steps, %d classes; there must be at least one of each", ErrFiring, units, steps, classes)
	case !(dt > 0) || math.IsInf(dt, 0):
		return nil, fmt.Errorf("%w: a time step of %v s; it must be a positive number", ErrFiring, dt)
	}
	for i, x := range ipd {
		if !(math.Abs(x) <= stimulus.MaxIPD) {
			return nil, fmt.Errorf("%w: IPD %d is %g rad; it must lie within ±π/2", ErrFiring, i, x)
		}
	}
	f := &Firing{IPD: ipd, TimeStep: dt, Counts: make([][]int, len(ipd)), ByStep: make([][][]int, classes)}
	for i := range f.Counts {
		f.Counts[i] = make([]int, units)
	}
	for k := range f.ByStep {
		f.ByStep[k] = make([][]int, steps)
		for t := range f.ByStep[k] {
			f.ByStep[k][t] = make([]int, units)
		}
	}
	return f, nil
}

// Add counts the spikes of consecutive samples; first is the number of the first one. The spikes are 0 or 1, [T, B, H]. If B
// exceeds the number of samples left, samples beyond the last one are not counted.
func (f *Firing) Add(first, samples int, spikes []float32) error {
	steps, units := f.Steps(), f.Units()
	if want := steps * samples * units; first < 0 || first >= len(f.IPD) || len(spikes) != want {
		return fmt.Errorf("%w: %d spikes for %d samples from sample %d on; want %d, and there are %d samples", ErrFiring, len(spikes), samples, first, want, len(f.IPD))
	}
	for b := range min(samples, len(f.IPD)-first) {
		counts := f.Counts[first+b]
		byStep := f.ByStep[stimulus.Discretise(f.IPD[first+b], len(f.ByStep))]
		for t := range steps {
			row := spikes[(t*samples+b)*units:][:units]
			for h, s := range row {
				if s != 0 {
					counts[h]++
					byStep[t][h]++
				}
			}
		}
	}
	return nil
}

// Units returns the number of units, H.
func (f *Firing) Units() int { return len(f.Counts[0]) }

// Steps returns the number of time steps of a sample, T.
func (f *Firing) Steps() int { return len(f.ByStep[0]) }

// Duration returns the duration of a sample, in seconds.
func (f *Firing) Duration() float64 { return float64(f.Steps()) * f.TimeStep }

// Spikes returns the total number of spikes.
func (f *Firing) Spikes() int {
	n := 0
	for _, counts := range f.Counts {
		for _, c := range counts {
			n += c
		}
	}
	return n
}

// Rates returns the firing rate of each unit in Hz, the mean over the samples, and its standard error: [H] each. With one
// sample the standard error is NaN.
func (f *Firing) Rates() (mean, sem []float64) {
	for h := range f.Units() {
		m, s := meanSEM(f.ratesOf(h, nil))
		mean, sem = append(mean, m), append(sem, s)
	}
	return mean, sem
}

// ratesOf returns the rate of unit h in Hz in each of some samples; nil: in all.
func (f *Firing) ratesOf(h int, samples []int) []float64 {
	var rates []float64
	if samples == nil {
		for i := range f.Counts {
			rates = append(rates, float64(f.Counts[i][h])/f.Duration())
		}
	}
	for _, i := range samples {
		rates = append(rates, float64(f.Counts[i][h])/f.Duration())
	}
	return rates
}

// meanSEM returns the mean of one or more values and its standard error, SD/√n with the sample standard deviation; NaN for
// a single value.
func meanSEM(values []float64) (mean, sem float64) {
	mean, sd := stat.MeanStdDev(values, nil)
	if len(values) < 2 {
		return mean, math.NaN()
	}
	return mean, stat.StdErr(sd, float64(len(values)))
}

// Silent lists the units that never spike in the whole data set.
func (f *Firing) Silent() []int { return f.unitsWith(func(spikes int) bool { return spikes == 0 }) }

// Spiking lists the units that spike at least once in the whole data set.
func (f *Firing) Spiking() []int { return f.unitsWith(func(spikes int) bool { return spikes > 0 }) }

func (f *Firing) unitsWith(wanted func(spikes int) bool) []int {
	var units []int
	for h := range f.Units() {
		spikes := 0
		for i := range f.Counts {
			spikes += f.Counts[i][h]
		}
		if wanted(spikes) {
			units = append(units, h)
		}
	}
	return units
}

// SpikingFraction is the share of units that spike at least once in the whole data set, from 0 to 1.
func (f *Firing) SpikingFraction() float64 {
	return float64(len(f.Spiking())) / float64(f.Units())
}

// SpikingFractions returns, for each sample, the share of units that spike at least once in it: [N].
func (f *Firing) SpikingFractions() []float64 {
	shares := make([]float64, len(f.Counts))
	for i, counts := range f.Counts {
		for _, c := range counts {
			if c > 0 {
				shares[i] += 1 / float64(len(counts))
			}
		}
	}
	return shares
}

// CountsByIPD returns the mean number of spikes of the whole layer in a sample as a function of the IPD, in equal bins of
// ±90°. It is like [Firing.Tuning], with the layer as the only unit and spikes instead of Hz.
func (f *Firing) CountsByIPD(bins int) (Tuning, error) {
	total := make([][]float64, len(f.Counts))
	for i, counts := range f.Counts {
		sum := 0
		for _, c := range counts {
			sum += c
		}
		total[i] = []float64{float64(sum)}
	}
	return NewTuning(f.IPD, total, bins)
}
