package evaluation

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"ipd/ipdlib/stimulus"
)

// made is a data set of 7 samples, 5 units and 20 steps of 2 ms, and what the plain spikes [T][N][H] of it are. Unit 3 is
// silent.
func made(t *testing.T) (*Firing, [][][]int) {
	t.Helper()
	const steps, units = 20, 5
	ipd := radians([]float64{-80, -30, -10, 5, 30, 31, 90})
	r := rand.New(rand.NewPCG(1, 2))
	spikes := make([][][]int, steps)
	for s := range spikes {
		spikes[s] = make([][]int, len(ipd))
		for i := range spikes[s] {
			spikes[s][i] = make([]int, units)
			for h := range units {
				if h != 3 && r.Float64() < 0.1*float64(1+h) {
					spikes[s][i][h] = 1
				}
			}
		}
	}
	f, err := NewFiring(ipd, units, steps, 2e-3, 3)
	if err != nil {
		t.Fatal(err)
	}
	const part = 3 // samples; the last part has one, and two that are not there
	for first := 0; first < len(ipd); first += part {
		var flat []float32
		for s := range spikes {
			for i := first; i < first+part; i++ {
				for h := range units {
					x := float32(1)
					if i < len(ipd) {
						x = float32(spikes[s][i][h])
					}
					flat = append(flat, x)
				}
			}
		}
		if err := f.Add(first, part, flat); err != nil {
			t.Fatal(err)
		}
	}
	return f, spikes
}

func TestFiringAgainstPlainLoops(t *testing.T) {
	f, spikes := made(t)
	total := 0
	for s := range spikes {
		for i := range spikes[s] {
			for h, x := range spikes[s][i] {
				total += x
				f.Counts[i][h] -= x
				f.ByStep[stimulus.Discretise(f.IPD[i], 3)][s][h] -= x
			}
		}
	}
	for i, counts := range f.Counts {
		if !slices.Equal(counts, make([]int, 5)) {
			t.Errorf("sample %d: counts are off by %v", i, counts)
		}
	}
	for k := range f.ByStep {
		for s, row := range f.ByStep[k] {
			if !slices.Equal(row, make([]int, 5)) {
				t.Errorf("class %d, step %d: off by %v", k, s, row)
			}
		}
	}
	again, _ := made(t)
	if again.Spikes() != total || total == 0 {
		t.Errorf("%d spikes, want %d", again.Spikes(), total)
	}
}

func TestRates(t *testing.T) {
	f, spikes := made(t)
	mean, sem := f.Rates()
	for h := range 5 {
		var counts []float64
		for i := range f.IPD {
			n := 0.0
			for s := range spikes {
				n += float64(spikes[s][i][h])
			}
			counts = append(counts, n)
		}
		var sum, squares float64
		for _, n := range counts {
			sum += n
		}
		for _, n := range counts {
			squares += (n - sum/7) * (n - sum/7)
		}
		const duration = 20 * 2e-3
		near(t, "rate", mean[h], sum/7/duration)
		near(t, "standard error", sem[h], math.Sqrt(squares/6)/math.Sqrt(7)/duration)
	}
}

// A unit that spikes with probability p in each step fires at p/dt, and its counts are binomial.
func TestRateOfAPoissonUnit(t *testing.T) {
	const samples, steps, dt, p = 2000, 100, 1e-3, 0.08
	r := rand.New(rand.NewPCG(3, 4))
	f, err := NewFiring(make([]float64, samples), 1, steps, dt, 1)
	if err != nil {
		t.Fatal(err)
	}
	flat := make([]float32, samples*steps)
	for i := range flat {
		if r.Float64() < p {
			flat[i] = 1
		}
	}
	if err := f.Add(0, samples, flat); err != nil {
		t.Fatal(err)
	}
	mean, sem := f.Rates()
	want := math.Sqrt(p*(1-p)/(steps*samples)) / dt // the standard error by the binomial distribution: 0.61 Hz
	if math.Abs(mean[0]-p/dt) > 4*want {
		t.Errorf("rate %v Hz, want 80 ± %v", mean[0], want)
	}
	if math.Abs(sem[0]/want-1) > 0.1 { // √(1/2/2000) = 1.6 % is its own standard error
		t.Errorf("standard error %v Hz, want %v", sem[0], want)
	}
	psth, err := f.PSTH(10e-3)
	if err != nil {
		t.Fatal(err)
	}
	for b, rate := range psth.Population() {
		if math.Abs(rate-p/dt) > 5*want*math.Sqrt(10) {
			t.Errorf("bin %d: %v Hz, want 80 ± %v", b, rate, want*math.Sqrt(10))
		}
	}
}

func TestSilentUnits(t *testing.T) {
	f, _ := made(t)
	for i := range f.Counts { // the first unit spikes in one sample only
		if i > 0 {
			f.Counts[i][0] = 0
		}
	}
	f.Counts[0][0] = 2
	if got := f.Silent(); !slices.Equal(got, []int{3}) {
		t.Errorf("silent units %v, want 3", got)
	}
	if got := f.Spiking(); !slices.Equal(got, []int{0, 1, 2, 4}) {
		t.Errorf("spiking units %v, want all but 3", got)
	}
	near(t, "share of units", f.SpikingFraction(), 0.8)
	for i, got := range f.SpikingFractions() {
		n := 0.0
		for _, c := range f.Counts[i] {
			if c > 0 {
				n++
			}
		}
		near(t, "share in a sample", got, n/5)
	}
}

func TestCountsByIPD(t *testing.T) {
	f, _ := made(t)
	c, err := f.CountsByIPD(3) // bins of 60°: samples 0 and 1 (-30° is the edge of the next), 2 and 3, 4 ... 6
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Samples, []int{1, 3, 3}) {
		t.Fatalf("samples %v", c.Samples)
	}
	sum := 0.0
	for b, m := range c.Mean[0] {
		sum += m * float64(c.Samples[b])
	}
	near(t, "all spikes", sum, float64(f.Spikes()))
}

// A histogram integrates to the number of spikes, whatever the width of its bins, and the parts add up to the whole.
func TestPSTHIntegratesToTheSpikeCount(t *testing.T) {
	f, spikes := made(t)
	count := func(p PSTH) (all float64, units []float64) {
		units = make([]float64, len(p.Rates))
		for h, rates := range p.Rates {
			for _, r := range rates {
				units[h] += r * p.BinWidth * float64(p.Samples)
			}
			all += units[h]
		}
		return all, units
	}
	want := make([]float64, 5)
	for s := range spikes {
		for i := range spikes[s] {
			for h, x := range spikes[s][i] {
				want[h] += float64(x)
			}
		}
	}
	for _, width := range []float64{2e-3, 4e-3, 10e-3, 40e-3} {
		p, err := f.PSTH(width)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(p.Rates[0]); n != int(math.Round(40e-3/width)) {
			t.Errorf("%d bins of %v s", n, width)
		}
		all, units := count(p)
		near(t, "all spikes", all, float64(f.Spikes()))
		for h := range units {
			near(t, "spikes of a unit", units[h], want[h])
		}
		population := 0.0
		for _, r := range p.Population() {
			population += r * width * 5 * 7
		}
		near(t, "spikes of the population", population, float64(f.Spikes()))
		parts := 0.0
		for k := range 3 {
			part, err := f.PSTH(width, k)
			if err != nil {
				t.Fatal(err)
			}
			n, _ := count(part)
			parts += n
		}
		near(t, "spikes of all classes", parts, float64(f.Spikes()))
	}
	p, err := f.PSTH(2e-3, 2, 0) // samples 0, 4, 5, 6
	if err != nil || p.Samples != 4 {
		t.Fatalf("%d samples, %v", p.Samples, err)
	}
	for s := range spikes {
		n := spikes[s][0][1] + spikes[s][4][1] + spikes[s][5][1] + spikes[s][6][1]
		near(t, "rate of unit 1", p.Rates[1][s], float64(n)/4/2e-3)
	}
}

// The means and standard errors are NumPy's: v[b == k].mean(0) and .std(0, ddof=1) / √n.
func TestTuningIsNumPys(t *testing.T) {
	ipd := radians([]float64{-80, -70, -20, -10, 0, 15, 40, 70, 89})
	values := [][]float64{{3, 1}, {5, 1}, {2, 1}, {4, 1}, {9, 1}, {1, 4}, {0, 0}, {7, 2}, {6, 6}}
	c, err := NewTuning(ipd, values, 4)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Samples, []int{2, 2, 3, 2}) {
		t.Fatalf("samples %v", c.Samples)
	}
	want := Tuning{
		IPD:  radians([]float64{-67.5, -22.5, 22.5, 67.5}),
		Mean: [][]float64{{4, 3, 10. / 3, 6.5}, {1, 1, 5. / 3, 4}},
		SEM:  [][]float64{{1, 1, 2.8480012484391772, 0.5}, {0, 0, 1.2018504251546631, 2}},
	}
	for b := range want.IPD {
		near(t, "middle", c.IPD[b], want.IPD[b])
		for u := range want.Mean {
			near(t, "mean", c.Mean[u][b], want.Mean[u][b])
			near(t, "standard error", c.SEM[u][b], want.SEM[u][b])
		}
	}
}

func TestTuningWithoutSamples(t *testing.T) {
	c, err := NewTuning(radians([]float64{-80, 80, 81}), [][]float64{{1}, {2}, {4}}, 3)
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(c.SEM[0][0]) || !math.IsNaN(c.Mean[0][1]) || !math.IsNaN(c.SEM[0][1]) || c.Mean[0][2] != 3 {
		t.Errorf("mean %v, standard error %v", c.Mean, c.SEM)
	}
	if best := c.Best()[0]; best != c.IPD[2] {
		t.Errorf("best IPD %v", best)
	}
	near(t, "selectivity", c.Selectivity()[0], (3.-1)/(3+1))
}

// Units with the rates 1 + cos(IPD - best) prefer that IPD.
func TestBestIPD(t *testing.T) {
	var ipd []float64
	var values [][]float64
	wanted := radians([]float64{37.5, -67.5, 7.5, -82.5})
	for x := -89.0; x < 90; x++ {
		row := []float64{0} // a silent unit first
		for _, best := range wanted {
			row = append(row, 1+math.Cos(x*math.Pi/180-best))
		}
		ipd, values = append(ipd, x*math.Pi/180), append(values, row)
	}
	c, err := NewTuning(ipd, values, 12) // the middles are -82.5, -67.5 ...
	if err != nil {
		t.Fatal(err)
	}
	best := c.Best()
	if !math.IsNaN(best[0]) || !math.IsNaN(c.Selectivity()[0]) {
		t.Errorf("a silent unit has the best IPD %v and the selectivity %v", best[0], c.Selectivity()[0])
	}
	for u, want := range wanted {
		if off := math.Abs(best[1+u] - want); off > 1e-9 {
			t.Errorf("unit %d prefers %v, want %v", 1+u, best[1+u], want)
		}
	}
	for u, worst := range c.Worst() { // as far from the best as there is
		want := radians([]float64{-82.5})[0]
		if u == 0 {
			want = math.NaN()
		} else if wanted[u-1] < 0 {
			want = -want
		}
		if math.Abs(worst-want) > 1e-9 || math.IsNaN(worst) != math.IsNaN(want) {
			t.Errorf("unit %d does least at %v, want %v", u, worst, want)
		}
	}
	if got := c.Order(); !slices.Equal(got, []int{4, 2, 3, 1, 0}) {
		t.Errorf("order %v", got)
	}
}

func TestSelectivity(t *testing.T) {
	c := Tuning{Mean: [][]float64{{2, 2, 2, 2}, {0, 5, 0, 0}, {1, 0.5, 1.5, 3}, {0, 0, 0, 0}, {7}}}
	got := c.Selectivity()
	near(t, "a flat unit", got[0], 0)
	near(t, "a unit of one IPD", got[1], 1)
	near(t, "a unit between", got[2], (3.-1)/(3+1))
	if !math.IsNaN(got[3]) || !math.IsNaN(got[4]) {
		t.Errorf("silent: %v, one bin: %v", got[3], got[4])
	}
}

func TestOutputTuning(t *testing.T) {
	r := Responses{Trials: Trials{IPD: radians([]float64{-45, 45})}, Logits: [][]float64{{1, 2}, {3, 4}}}
	c, err := r.OutputTuning(2)
	if err != nil || !reflect.DeepEqual(c.Mean, [][]float64{{1, 3}, {2, 4}}) {
		t.Errorf("%v, %v", c.Mean, err)
	}
}

func TestAblations(t *testing.T) {
	whole := byHand(t) // 50 %, 44°
	without := whole
	without.Predicted = []int{0, 0, 1, 2}
	a := Ablations{Whole: whole, Without: []Ablation{{[]int{1}, without}, {nil, whole}}}
	if got := a.AccuracyChanges(); !slices.Equal(got, []float64{50, 0}) {
		t.Errorf("changes %v", got)
	}
	near(t, "change of the error", a.ErrorChanges()[0], (30.+29+10+15)/4-(30.+31+10+105)/4)
	if got := Singly(3); !reflect.DeepEqual(got, [][]int{{0}, {1}, {2}}) {
		t.Errorf("groups %v", got)
	}
}

func TestNoiseMap(t *testing.T) {
	m, err := NewNoiseMap([]NoiseTest{{0.5, 0, 20}, {0, 0, 80}, {0.5, 0.2, 30}, {0, 0, 84}, {0, 0, 82}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Train, []float64{0, 0.5}) || !slices.Equal(m.Test, []float64{0, 0.2}) {
		t.Errorf("sigmas %v and %v", m.Train, m.Test)
	}
	mean, sem := m.At(0, 0)
	near(t, "mean", mean, 82)
	near(t, "standard error", sem, 2/math.Sqrt(3)) // SD 2
	if mean, sem = m.At(0, 0.2); !math.IsNaN(mean) || !math.IsNaN(sem) {
		t.Errorf("a place without a value: %v, %v", mean, sem)
	}
	if mean, sem = m.At(0.5, 0.2); mean != 30 || !math.IsNaN(sem) {
		t.Errorf("a single value: %v, %v", mean, sem)
	}
	if mean, _ = m.At(0.1, 0); !math.IsNaN(mean) {
		t.Errorf("an unknown sigma: %v", mean)
	}
	for name, tests := range map[string][]NoiseTest{"none": nil, "NaN": {{0, 0, math.NaN()}}, "below 0": {{-1, 0, 1}}} {
		if _, err := NewNoiseMap(tests); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestImpossibleFiring(t *testing.T) {
	one := []float64{0}
	second := func(_ any, err error) error { return err }
	f, _ := made(t)
	for name, err := range map[string]error{
		"no samples":         second(NewFiring(nil, 1, 1, 1, 1)),
		"no units":           second(NewFiring(one, 0, 1, 1, 1)),
		"no steps":           second(NewFiring(one, 1, 0, 1, 1)),
		"no classes":         second(NewFiring(one, 1, 1, 1, 0)),
		"no time":            second(NewFiring(one, 1, 1, 0, 1)),
		"endless time":       second(NewFiring(one, 1, 1, math.Inf(1), 1)),
		"IPD too large":      second(NewFiring([]float64{2}, 1, 1, 1, 1)),
		"too few spikes":     f.Add(0, 2, make([]float32, 7)),
		"beyond the last":    f.Add(7, 1, make([]float32, 100)),
		"no bin":             second(f.Tuning(0)),
		"values missing":     second(NewTuning(one, nil, 3)),
		"half a step":        second(f.PSTH(3e-3)),
		"negative width":     second(f.PSTH(-2e-3)),
		"not a whole number": second(f.PSTH(6e-3)),
		"unknown class":      second(f.PSTH(2e-3, 3)),
		"a class twice":      second(f.PSTH(2e-3, 1, 1)),
		"no sample of one":   second(func() (PSTH, error) { f.IPD = make([]float64, 7); return f.PSTH(2e-3, 0) }()),
	} {
		if !errors.Is(err, ErrFiring) {
			t.Errorf("%s: error %v, want ErrFiring", name, err)
		}
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
