package finding_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"ipd/ipdlib/finding"
	"ipd/ipdlib/random"
)

func closeTo(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.8g, want %.8g", what, got, want)
	}
}

// R's own example of Welch's test, t.test(extra ~ group, data = sleep): means 0.75 and 2.33, interval -3.3654832 to
// 0.2054832 of the first less the second.
func TestWelchsInterval(t *testing.T) {
	first := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	second := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	c, err := finding.Difference(second, first)
	if err != nil {
		t.Fatal(err)
	}
	closeTo(t, "difference", c.Value, 0.75-2.33, 1e-12)
	closeTo(t, "low", c.Low, -3.3654832, 1e-7)
	closeTo(t, "high", c.High, 0.2054832, 1e-7)
	closeTo(t, "p", c.P, 0.07939, 5e-6)
	if c.Sure() {
		t.Error("an interval that holds zero is sure")
	}
	if got, want := c.String(), "-1.6 (-3.4 to +0.2), g = -0.8 (-1.7 to +0.1)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// withMoments gives n numbers of exactly this mean and standard deviation.
func withMoments(n int, mean, sd float64) []float64 {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	m, s := stat.MeanStdDev(x, nil)
	for i := range x {
		x[i] = mean + sd*(x[i]-m)/s
	}
	return x
}

// Borenstein et al., "Introduction to meta-analysis", 2009, chapter 4: means 103 and 100, standard deviations 5.5 and 4.5, 50
// each: d = 0.5970, J = 0.9923, g = 0.5924, and its standard error 0.2028.
func TestHedgesG(t *testing.T) {
	c, err := finding.Difference(withMoments(50, 100, 4.5), withMoments(50, 103, 5.5))
	if err != nil {
		t.Fatal(err)
	}
	closeTo(t, "g", c.G, 0.5924, 5e-5)
	closeTo(t, "half the interval of g", (c.GHigh-c.GLow)/2, 1.96*0.2028, 2e-4)
	if !c.Sure() {
		t.Error("a difference of three standard errors is not sure")
	}
}

// A difference of differences is what it says, and of equal groups its interval is √2 times as wide as a difference's with
// twice the degrees of freedom.
func TestDifferenceOfDifferences(t *testing.T) {
	group := func(mean float64) []float64 { return withMoments(10, mean, 2) }
	c, err := finding.NewContrast([]float64{-1, 1, 1, -1}, group(90), group(80), group(90), group(85))
	if err != nil {
		t.Fatal(err)
	}
	closeTo(t, "value", c.Value, -5, 1e-9)
	const quantile = 2.028094 // of Student's distribution with 36 degrees of freedom, from a table
	closeTo(t, "half the interval", (c.High-c.Low)/2, quantile*math.Sqrt(4*4.0/10), 1e-5)
	closeTo(t, "g", c.G, -5.0/2*(1-3.0/(4*36-1)), 1e-9)
}

// In nineteen of twenty experiments the intervals hold the truth.
func TestCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 5))
	const experiments, truth, effect = 4000, 1.5, 1.5
	var held, heldG float64
	for range experiments {
		a, b := make([]float64, 10), make([]float64, 10)
		for i := range a {
			a[i], b[i] = rng.NormFloat64(), truth+rng.NormFloat64()
		}
		c, err := finding.Difference(a, b)
		if err != nil {
			t.Fatal(err)
		}
		if c.Low <= truth && truth <= c.High {
			held++
		}
		if c.GLow <= effect && effect <= c.GHigh {
			heldG++
		}
	}
	// A share of 0.95 scatters by 0.0034. The interval of g is an approximation for many values.
	closeTo(t, "share of intervals", held/experiments, 0.95, 0.015)
	closeTo(t, "share of intervals of g", heldG/experiments, 0.95, 0.025)
}

func TestMadeGood(t *testing.T) {
	whole, lost, regained := withMoments(400, 80, 3), withMoments(399, 30, 4), withMoments(398, 70, 5)
	s, err := finding.MadeGood(whole, lost, regained, random.NewKey(1))
	if err != nil {
		t.Fatal(err)
	}
	closeTo(t, "share", s.Value, 0.8, 1e-9)
	// For many runs the ratio r = x/y of means is normal: its variance is that of (x - r y)/y, which here is
	// regained - (1-r) lost - r whole, over whole - lost.
	sd := math.Sqrt(25.0/398+0.04*16.0/399+0.64*9.0/400) / 50
	closeTo(t, "low", s.Low, 0.8-1.96*sd, 0.08*sd)
	closeTo(t, "high", s.High, 0.8+1.96*sd, 0.08*sd)
	if again, err := finding.MadeGood(whole, lost, regained, random.NewKey(1)); err != nil || again != s {
		t.Errorf("one key gives %v and %v", s, again)
	}
	if got := (finding.Share{Value: 0.8, Low: 0.712, High: 0.9}).String(); got != "80 % (71 to 90 %)" {
		t.Error(got)
	}
}

func TestTooFewToCompare(t *testing.T) {
	for _, groups := range [][][]float64{{{1, 2}}, {{1, 2}, {}}, {{1}, {2}, {3}}} {
		if _, err := finding.NewContrast([]float64{1, -1}, groups...); !errors.Is(err, finding.ErrGroups) {
			t.Errorf("%v: %v", groups, err)
		}
	}
	c, err := finding.Difference([]float64{1}, []float64{3})
	if err != nil || c.Value != 2 || !math.IsNaN(c.Low) || !math.IsNaN(c.G) || c.Sure() || c.String() != "+2.0 (one run: no interval)" {
		t.Errorf("one run each: %v, %v", c, err)
	}
	s, err := finding.MadeGood([]float64{4}, []float64{2}, []float64{3}, random.NewKey(1))
	if err != nil || s.Value != 0.5 || s.String() != "50 % (one run: no interval)" {
		t.Errorf("one run each: %v, %v", s, err)
	}
	if _, err := finding.MadeGood([]float64{4}, nil, []float64{3}, random.NewKey(1)); !errors.Is(err, finding.ErrGroups) {
		t.Error(err)
	}
}
