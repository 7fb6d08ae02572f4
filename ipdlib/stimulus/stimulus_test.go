package stimulus_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// Each unusable value is refused with an error that names its field.
func TestValidate(t *testing.T) {
	if err := stimulus.Default().Validate(); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*stimulus.Settings){
		"time_step_s":       func(s *stimulus.Settings) { s.TimeStep = 0 },
		"duration_s":        func(s *stimulus.Settings) { s.Duration = 0.0005 },
		"afferents_per_ear": func(s *stimulus.Settings) { s.AfferentsPerEar = 1 },
		"frequency_hz":      func(s *stimulus.Settings) { s.Frequency = math.NaN() },
		"maximal_rate_hz":   func(s *stimulus.Settings) { s.MaximalRate = 1001 },
		"envelope_power":    func(s *stimulus.Settings) { s.EnvelopePower = -1 },
		"jitter_mean_rad":   func(s *stimulus.Settings) { s.JitterMean = math.Inf(1) },
		"jitter_sigma_rad":  func(s *stimulus.Settings) { s.JitterSigma = -0.1 },
		"jitter_drawn_per":  func(s *stimulus.Settings) { s.Variant.JitterDraw = "Batch" },
		"phase_drawn_per is sometimes; it must be dataset, batch or sample": func(s *stimulus.Settings) { s.Variant.PhaseDraw = "sometimes" },
	} {
		s := stimulus.Default()
		spoil(&s)
		err := s.Validate()
		if !errors.Is(err, stimulus.ErrSettings) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error %v", field, err)
		}
	}
}

func TestGeneratorRefuses(t *testing.T) {
	d := devicetest.Open(t)
	gen, perBatch := newGenerator(t, d, stimulus.Default()), stimulus.Default()
	perBatch.Variant.PhaseDraw = stimulus.PerBatch
	unsized := newGenerator(t, d, perBatch)
	unsized.BatchSize = 0
	for want, call := range map[string]func() error{
		"at least one": func() error { _, err := gen.Generate(0, random.NewKey(1)); return err },
		"±π/2":         func() error { _, err := gen.Present([]float64{2}, random.NewKey(1)); return err },
		"no IPD":       func() error { _, err := gen.Present(nil, random.NewKey(1)); return err },
		"BatchSize":    func() error { _, err := unsized.Generate(8, random.NewKey(1)); return err },
		"jitter_sigma": func() error { _, err := gen.WithJitter(-1); return err },
	} {
		if err := call(); !errors.Is(err, stimulus.ErrSettings) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one about %q", err, want)
		}
	}
}

// A generator with another jitter draws what a generator of these settings draws, and leaves the first as it was.
func TestWithJitter(t *testing.T) {
	d := devicetest.Open(t)
	s := sharings()[1] // jitter per data set, phase per batch
	gen := newGenerator(t, d, s)
	s.JitterSigma = 0.2
	other, err := gen.WithJitter(0.2)
	if err != nil {
		t.Fatal(err)
	}
	key := random.NewKey(4)
	first := packed(t, generate(t, gen, 40, key))
	if differing(t, packed(t, generate(t, other, 40, key)), packed(t, generate(t, newGenerator(t, d, s), 40, key))) != 0 {
		t.Error("not the spikes of a new generator")
	}
	if differing(t, packed(t, generate(t, gen, 40, key)), first) != 0 {
		t.Error("the first generator has changed")
	}
	if differing(t, packed(t, generate(t, other, 40, key)), first) == 0 {
		t.Error("the jitter makes no difference")
	}
}

// The words for the study's draws mean the study: the same bits.
func TestPerDatasetIsTheStudys(t *testing.T) {
	d := devicetest.Open(t)
	s := sharings()[0]
	a := generate(t, newGenerator(t, d, s), 40, random.NewKey(3))
	s.Variant = stimulus.Variant{JitterDraw: "dataset", PhaseDraw: "dataset"}
	b := generate(t, newGenerator(t, d, s), 40, random.NewKey(3))
	if wrong := differing(t, packed(t, a), packed(t, b)); wrong != 0 {
		t.Errorf("%d bytes differ", wrong)
	}
}

func TestIPDsAreUniform(t *testing.T) {
	set := generate(t, newGenerator(t, devicetest.Open(t), stimulus.Default()), 4096, random.NewKey(9))
	counts := make([]int, 12)
	for _, k := range set.Labels(12) {
		counts[k]++
	}
	var chi2 float64
	for _, n := range counts {
		e := 4096. / 12
		chi2 += (float64(n) - e) * (float64(n) - e) / e
	}
	if chi2 > 37.4 { // 11 degrees of freedom, p = 0.0001
		t.Errorf("chi-squared %.1f for the class counts %v", chi2, counts)
	}
}

func TestDiscretise(t *testing.T) {
	for _, c := range []struct {
		ipd  float64
		want int
	}{
		{-math.Pi / 2, 0}, {math.Pi / 2, 11}, {float64(float32(math.Pi / 2)), 11}, {0, 6}, {-1e-9, 5},
		{-math.Pi/2 + math.Pi/12 - 1e-9, 0}, {-math.Pi/2 + math.Pi/12 + 1e-9, 1},
	} {
		if got := stimulus.Discretise(c.ipd, 12); got != c.want {
			t.Errorf("Discretise(%v) = %d, want %d", c.ipd, got, c.want)
		}
	}
	for k := range 12 {
		if back := stimulus.Discretise(stimulus.Continuise(k, 12), 12); back != k {
			t.Errorf("class %d comes back as %d", k, back)
		}
	}
	if got := stimulus.Degrees(stimulus.Continuise(0, 12)); math.Abs(got+82.5) > 1e-12 {
		t.Errorf("middle of class 0 at %v degrees, want -82.5", got)
	}
}

func FuzzPack(f *testing.F) {
	f.Add([]byte{0, 1, 1, 0, 1, 0, 0, 0, 1, 1}, 5)
	f.Add([]byte{2}, 1)
	f.Add([]byte{}, 0)
	f.Fuzz(func(t *testing.T, spikes []byte, c int) {
		p, err := stimulus.Pack(spikes, c)
		if err != nil {
			return
		}
		if len(p) != len(spikes)/c*stimulus.Groups(c) {
			t.Fatalf("%d bytes", len(p))
		}
		if back := stimulus.Unpack(p, c); string(back) != string(spikes) {
			t.Fatalf("%v comes back as %v", spikes, back)
		}
	})
}
