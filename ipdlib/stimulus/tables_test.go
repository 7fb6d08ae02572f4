package stimulus

import (
	"math"
	"testing"

	"ipd/ipdlib/random"
)

// angles are what each sample adds to the phase of each afferent, B[n,c], read back from the tables.
func angles(s Settings, n, batch int, key random.Key) [][]float64 {
	tb := newTables(s, make([]float64, n), batch, key) // IPDs of zero leave only what is drawn
	groups := Groups(s.Afferents())
	all := make([][]float64, n)
	for i := range all {
		for c := range s.Afferents() {
			at := (i*GroupSize+c%GroupSize)*groups + c/GroupSize
			all[i] = append(all[i], math.Atan2(float64(tb.sinOwn[at]), float64(tb.cosOwn[at])))
		}
	}
	return all
}

// Jitter per sample has the moments of a normal distribution, and is uncorrelated between afferents and between samples.
// Bounds are five standard errors.
func TestMomentsOfTheJitter(t *testing.T) {
	s := Default()
	s.JitterMean, s.JitterSigma = 0.2, 0.3 // an angle beyond π, nine sigmas away, would come back as another
	s.Variant.JitterDraw = PerSample
	all := angles(s, 500, 0, random.NewKey(8))
	n := float64(500 * 200)
	var m1, m2, m3, m4, nextAfferent, nextSample float64
	z := func(i, c int) float64 { return (all[i%500][c%200] - s.JitterMean) / s.JitterSigma }
	for i := range 500 {
		for c := range 200 {
			x := z(i, c)
			m1, m2, m3, m4 = m1+x/n, m2+x*x/n, m3+x*x*x/n, m4+x*x*x*x/n
			nextAfferent, nextSample = nextAfferent+x*z(i, c+1)/n, nextSample+x*z(i+1, c)/n
		}
	}
	for _, c := range []struct {
		name            string
		got, want, stdv float64
	}{
		{"mean", m1, 0, 1},
		{"second moment", m2, 1, math.Sqrt(2)},
		{"third moment", m3, 0, math.Sqrt(15)},
		{"fourth moment", m4, 3, math.Sqrt(96)},
		{"correlation of neighbouring afferents", nextAfferent, 0, 1},
		{"correlation of neighbouring samples", nextSample, 0, 1},
	} {
		if math.Abs(c.got-c.want) > 5*c.stdv/math.Sqrt(n) {
			t.Errorf("%s: %.4f, want %v", c.name, c.got, c.want)
		}
	}
}

// Phase per sample is uniform over the circle, and the same for all afferents.
func TestPhasePerSample(t *testing.T) {
	s := Default()
	s.AfferentsPerEar = 4
	s.Variant.PhaseDraw = PerSample
	counts := make([]float64, 12)
	for _, sample := range angles(s, 4800, 0, random.NewKey(4)) {
		for _, phi := range sample {
			if math.Abs(phi-sample[0]) > 1e-6 {
				t.Fatalf("the afferents have the phases %v", sample)
			}
		}
		counts[min(int((sample[0]+math.Pi)/(2*math.Pi)*12), 11)]++
	}
	var chi2 float64
	for _, n := range counts {
		chi2 += (n - 400) * (n - 400) / 400
	}
	if chi2 > 37.4 { // 11 degrees of freedom, p = 0.0001
		t.Errorf("chi-squared %.1f for the counts %v", chi2, counts)
	}
}

// The samples of a batch share a draw, and only they do; the last batch is smaller.
func TestBatchesShareDraws(t *testing.T) {
	s := Default()
	s.AfferentsPerEar, s.JitterSigma = 4, 0.3
	for name, v := range map[string]Variant{"jitter": {JitterDraw: PerBatch}, "phase": {PhaseDraw: PerBatch}} {
		s.Variant = v
		all := angles(s, 20, 8, random.NewKey(1))
		for i := range all {
			for k := range all {
				if same := all[i][0] == all[k][0]; same != (i/8 == k/8) {
					t.Errorf("%s: samples %d and %d share it: %v", name, i, k, same)
				}
			}
		}
	}
}
