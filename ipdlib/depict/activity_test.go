package depict_test

import (
	"math"
	"strings"
	"testing"

	"ipd/ipdlib/depict"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
)

// listened is the firing of four units in 24 samples of 20 steps of 1 ms, over all IPDs: unit h spikes in every (h+1)-th
// step, on the left only if h is odd; unit 0 never.
func listened(t *testing.T) *evaluation.Firing {
	t.Helper()
	const samples, units, steps = 24, 4, 20
	var ipd []float64
	for i := range samples {
		ipd = append(ipd, (float64(i)+0.5)/samples*math.Pi-math.Pi/2)
	}
	f, err := evaluation.NewFiring(ipd, units, steps, 1e-3, 12)
	if err != nil {
		t.Fatal(err)
	}
	var spikes []float32
	for step := range steps {
		for i := range samples {
			for h := range units {
				x := float32(0)
				if h > 0 && step%(h+1) == 0 && (h%2 == 0 || ipd[i] < 0) {
					x = 1
				}
				spikes = append(spikes, x)
			}
		}
	}
	if err := f.Add(0, samples, spikes); err != nil {
		t.Fatal(err)
	}
	return f
}

func tuning(t *testing.T, f *evaluation.Firing) evaluation.Tuning {
	t.Helper()
	c, err := f.Tuning(12)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var (
	blue   = [3]uint8{0x1f, 0x77, 0xb4} // the first colour of curves
	yellow = [3]uint8{0xfd, 0xe7, 0x25} // the last of viridis
	violet = [3]uint8{0x44, 0x01, 0x54} // the first
)

func TestRates(t *testing.T) {
	f := listened(t)
	fig, err := depict.Rates("Test", f, false)
	all := colours(t, fig, err)[blue]
	for i := range f.Counts {
		f.Counts[i][1] = 0 // half of all spikes of unit 1, the busiest
	}
	fig, err = depict.Rates("Test", f, true)
	if less := colours(t, fig, err)[blue]; all < 10000 || less == all {
		t.Errorf("%d blue pixels, without a unit's spikes %d", all, less)
	}
}

func TestPSTHs(t *testing.T) {
	f := listened(t)
	p, err := f.PSTH(2e-3)
	if err != nil {
		t.Fatal(err)
	}
	fig, err := depict.PopulationPSTH("All", []string{""}, p)
	if n := colours(t, fig, err)[blue]; n < 10000 {
		t.Errorf("%d blue pixels", n)
	}
	left, err := f.PSTH(2e-3, 0, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	fig, err = depict.PopulationPSTH("All", []string{"all", "left"}, p, left)
	colours(t, fig, err)
	fig, err = depict.UnitPSTH("Units", p, []int{3, 2, 1, 0})
	if n := colours(t, fig, err); n[yellow] < 1000 || n[violet] < 10000 {
		t.Errorf("%d yellow and %d violet pixels", n[yellow], n[violet])
	}
	fig, err = depict.UnitPSTH("Units", p, nil)
	colours(t, fig, err)
	wide := p
	wide.BinWidth = 4e-3
	for says, err := range map[string]error{
		"1 labels for 2":      second(depict.PopulationPSTH("", []string{""}, p, p)),
		"want the same width": second(depict.PopulationPSTH("", []string{"", ""}, p, wide)),
		"no hidden unit 4":    second(depict.UnitPSTH("", p, []int{4})),
		"no hidden unit -1":   second(depict.TuningCurves(tuning(t, f), -1)),
		"0 labels for 1":      second(depict.Tuning("", "", nil, tuning(t, f))),
	} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func second(_ figure.Figure, err error) error { return err }

func TestTunings(t *testing.T) {
	f := listened(t)
	c := tuning(t, f)
	fig, err := depict.TuningCurves(c)
	if n := colours(t, fig, err)[blue]; n < 500 {
		t.Errorf("%d blue pixels", n)
	}
	fig, err = depict.TuningCurves(c, 2, 1)
	colours(t, fig, err)
	fig, err = depict.TuningMap("Tuning", c)
	if n := colours(t, fig, err); n[yellow] < 10000 || n[violet] < 10000 {
		t.Errorf("%d yellow and %d violet pixels", n[yellow], n[violet])
	}
	counts, err := f.CountsByIPD(6)
	if err != nil {
		t.Fatal(err)
	}
	fig, err = depict.Tuning("Spikes", "Spikes a sample", []string{"all"}, counts)
	colours(t, fig, err)
	r := evaluation.Responses{Trials: evaluation.Trials{IPD: f.IPD}}
	for _, x := range f.IPD {
		r.Logits = append(r.Logits, []float64{math.Sin(x), math.Cos(x)})
	}
	output, err := r.OutputTuning(5) // with bins of different numbers of samples
	if err != nil {
		t.Fatal(err)
	}
	fig, err = depict.OutputTuning(output)
	colours(t, fig, err)
	few, err := evaluation.NewTuning([]float64{-1}, [][]float64{{3, 4}}, 12) // all bins but one are empty
	if err != nil {
		t.Fatal(err)
	}
	fig, err = depict.TuningCurves(few)
	colours(t, fig, err)
}

func TestAblationFigure(t *testing.T) {
	whole := evaluation.Trials{IPD: []float64{-1, 1}, Predicted: []int{0, 1}, Classes: 2}
	without := evaluation.Trials{IPD: whole.IPD, Predicted: []int{1, 1}, Classes: 2}
	fig, err := depict.Ablations("", evaluation.Ablations{Whole: whole, Without: []evaluation.Ablation{{Units: []int{3}, Trials: without}, {Units: []int{1, 2}, Trials: whole}}}, true)
	if n := colours(t, fig, err)[blue]; n < 10000 {
		t.Errorf("%d blue pixels", n)
	}
}

func TestSortedWeights(t *testing.T) {
	net := before(t)
	ipds := make([]float64, 30)
	for h := range ipds {
		ipds[h] = math.Sin(float64(h))
	}
	ipds[7], ipds[8] = math.NaN(), math.NaN()
	fig, err := depict.SortedWeights(net, "best IPD", ipds)
	colours(t, fig, err)
	for h := range ipds {
		ipds[h] = math.NaN() // all silent
	}
	fig, err = depict.SortedWeights(net, "best IPD", ipds, ipds)
	colours(t, fig, err)
	if _, err := depict.SortedWeights(net, "best IPD"); err == nil {
		t.Error("no IPDs")
	}
	if _, err := depict.SortedWeights(net, "best IPD", ipds[1:]); err == nil || !strings.Contains(err.Error(), "29") {
		t.Error(err)
	}
}

func TestNoiseMapFigure(t *testing.T) {
	m, err := evaluation.NewNoiseMap([]evaluation.NoiseTest{{Train: 0, Test: 0, Value: 80}, {Train: 0.5, Test: 0, Value: 20}, {Train: 0, Test: 0.5, Value: 60}})
	if err != nil {
		t.Fatal(err)
	}
	fig, err := depict.NoiseMap("Test", "Accuracy (%)", nil, m)
	if n := colours(t, fig, err); n[yellow] < 10000 || n[violet] < 10000 {
		t.Errorf("%d yellow and %d violet pixels", n[yellow], n[violet])
	}
}

// records of a sweep over two settings, with an accuracy of their own each.
func varied(t *testing.T, axes ...plan.Axis) []*record.Record {
	t.Helper()
	s := plan.Default()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas, s.Grid.Vary = 3, []float64{0}, []float64{0, 0.5}, axes
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	var all []*record.Record
	for i, one := range s.Trainings() {
		all = append(all, &record.Record{Training: one, Train: record.Values{"error_deg": 1}, Test: record.Values{"accuracy_percent": 80 - float64(i), "error_deg": 5 + float64(i)}})
	}
	return append(all, nil)
}

func TestPointsBySetting(t *testing.T) {
	tau := plan.Axis{Field: "membrane_time_constant_s", Values: []any{0.002, 0.02}}
	reset := plan.Axis{Field: "reset", Values: []any{"late", "none"}}
	orange := [3]uint8{0xff, 0x7f, 0x0e}
	fig, err := depict.Points(varied(t, tau), depict.By{X: "membrane_time_constant_s", Series: "jitter_sigma_rad", LogX: true})
	if n := colours(t, fig, err); n[blue] < 300 || n[orange] < 300 {
		t.Errorf("%d blue and %d orange pixels", n[blue], n[orange])
	}
	fig, err = depict.Points(varied(t, reset), depict.By{X: "reset", Series: "jitter_sigma_rad"}, record.TestAccuracy)
	if n := colours(t, fig, err); n[blue] < 200 || n[orange] < 200 {
		t.Errorf("%d blue and %d orange pixels", n[blue], n[orange])
	}
	fig, err = depict.Points(varied(t, tau), depict.By{X: "membrane_time_constant_s", Series: "jitter_sigma_rad", Categories: true}, record.TrainError)
	colours(t, fig, err)
	for says, err := range map[string]error{
		"the records also differ in jitter_sigma_rad": second(depict.Points(varied(t, tau), depict.By{X: "membrane_time_constant_s"})),
		"the records also differ in reset":            second(depict.Points(varied(t, tau, reset), depict.By{X: "membrane_time_constant_s", Series: "jitter_sigma_rad"})),
		"there is no field":                           second(depict.Points(varied(t), depict.By{X: "membrane"})),
		"belongs to the sweep":                        second(depict.Points(varied(t), depict.By{X: "runs", Series: "jitter_sigma_rad"})),
		"there are no records":                        second(depict.Points(nil, depict.By{X: "hidden_units"})),
	} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}
