package stimulus_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

func generate(t testing.TB, backend compute.Backend, s stimulus.Settings, n int, key random.Key) *stimulus.Dataset {
	t.Helper()
	gen, err := stimulus.NewGenerator(backend, s)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Generate(n, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	return set
}

func packed(t testing.TB, d *stimulus.Dataset) []uint8 {
	t.Helper()
	var all []uint8
	if err := d.Spikes.ConstFlatData(func(flat any) { all = append(all, flat.([]uint8)...) }); err != nil {
		t.Fatal(err)
	}
	return all
}

// direct is the stimulus's formula spike by spike in float64, with the sine of every angle: a second implementation,
// which shares with the first only the random words and the draws of phase and jitter.
func direct(s stimulus.Settings, d *stimulus.Dataset, key random.Key) []uint8 {
	steps, afferents := s.Steps(), s.Afferents()
	r := key.Derive("phase").Rand().Float64()
	normal := key.Derive("jitter").Rand()
	jitter := make([]float64, afferents)
	for c := range jitter {
		jitter[c] = s.JitterMean + s.JitterSigma*normal.NormFloat64()
	}
	groups := (afferents + 7) / 8
	var spikes []uint8
	for n, ipd := range d.IPD {
		for t := range steps {
			phi := 2 * math.Pi * (s.Frequency*float64(t)*s.TimeStep + r)
			for c := range afferents {
				theta := phi + math.Pi/2*float64(c%s.AfferentsPerEar)/float64(s.AfferentsPerEar-1) + jitter[c]
				if c >= s.AfferentsPerEar {
					theta += ipd
				}
				p := s.MaximalRate * s.TimeStep * math.Pow(0.5*(1+math.Sin(theta)), s.EnvelopePower)
				word, _ := random.Words(key.Derive("spikes"), uint32((c%8*steps+t)*groups+c/8), uint32(n))
				spike := uint8(0)
				if float64(word>>8)/(1<<24) < p {
					spike = 1
				}
				spikes = append(spikes, spike)
			}
		}
	}
	return spikes
}

// Every backend draws the spikes of the formula, up to one in a million that rounds to the other side; also for sizes
// that don't fill a byte, and for other envelopes.
func TestSpikesFollowTheFormula(t *testing.T) {
	odd := stimulus.Default()
	odd.AfferentsPerEar, odd.Duration, odd.EnvelopePower, odd.Frequency, odd.JitterSigma = 50, 0.037, 3.5, 35, 0.4
	jittered := stimulus.Default()
	jittered.JitterSigma, jittered.JitterMean = 0.3, 0.1
	for name, s := range map[string]stimulus.Settings{"study": jittered, "odd sizes": odd} {
		t.Run(name, func(t *testing.T) {
			devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
				key := random.NewKey(11)
				set := generate(t, d.Backend, s, 150, key) // not a whole number of the Go backend's chunks
				got, want := stimulus.Unpack(packed(t, set), s.Afferents()), direct(s, set, key)
				if len(got) != len(want) {
					t.Fatalf("%d spikes, want %d", len(got), len(want))
				}
				wrong := 0
				for i := range got {
					if got[i] != want[i] {
						wrong++
					}
				}
				if allowed := 1 + len(want)/1_000_000; wrong > allowed {
					t.Errorf("%d of %d spikes differ, allowed are %d", wrong, len(want), allowed)
				}
			})
		})
	}
}

// One key gives the same data on XLA and on the Go backend: the IPDs exactly, the spikes but for one in a million.
func TestBackendsAgree(t *testing.T) {
	s := stimulus.Default()
	s.JitterSigma = 0.5
	var sets []*stimulus.Dataset
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		gen, err := stimulus.NewGenerator(d.Backend, s)
		if err != nil {
			t.Fatal(err)
		}
		set, err := gen.Generate(512, random.NewKey(5))
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, set)
	})
	if len(sets) < 2 {
		t.Log("only one backend is wanted: nothing to compare")
		return
	}
	a, b := stimulus.Unpack(packed(t, sets[0]), 200), stimulus.Unpack(packed(t, sets[1]), 200)
	differ := 0
	for i := range a {
		if a[i] != b[i] {
			differ++
		}
	}
	t.Logf("%d of %d spikes differ", differ, len(a))
	if differ*1_000_000 > len(a) {
		t.Errorf("%d of %d spikes differ, more than one in a million", differ, len(a))
	}
	for i := range sets[0].IPD {
		if sets[0].IPD[i] != sets[1].IPD[i] {
			t.Fatalf("IPD %d differs: %v and %v", i, sets[0].IPD[i], sets[1].IPD[i])
		}
	}
}

// The mean density is that of the closed form, rate_max·dt·E[(½(1+sin θ))²] = 0.6 · 3/8 = 0.225.
func TestMeanDensity(t *testing.T) {
	set := generate(t, devicetest.Open(t).Backend, stimulus.Default(), 4096, random.NewKey(1))
	count := 0
	all := stimulus.Unpack(packed(t, set), 200)
	for _, s := range all {
		count += int(s)
	}
	// Two whole cycles of the tone: the mean over time is exact for every afferent; the rest is binomial.
	density := float64(count) / float64(len(all))
	if sd := math.Sqrt(0.225 * 0.775 / float64(len(all))); math.Abs(density-0.225) > 5*sd {
		t.Errorf("density %.6f, want 0.225 ± %.6f", density, 5*sd)
	}
}

// A sample's spikes depend on its number and its IPD, not on how many are drawn with it.
func TestAnyBatchGivesTheSameSpikes(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		gen, err := stimulus.NewGenerator(d.Backend, stimulus.Default())
		if err != nil {
			t.Fatal(err)
		}
		key := random.NewKey(2)
		many, err := gen.Generate(200, key)
		if err != nil {
			t.Fatal(err)
		}
		few, err := gen.Present(many.IPD[:70], key)
		if err != nil {
			t.Fatal(err)
		}
		a, b := packed(t, many), packed(t, few)
		for i := range b {
			if a[i] != b[i] {
				t.Fatalf("byte %d differs", i)
			}
		}
	})
}

func TestIPDsAreUniform(t *testing.T) {
	set := generate(t, devicetest.Open(t).Backend, stimulus.Default(), 4096, random.NewKey(9))
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
	} {
		s := stimulus.Default()
		spoil(&s)
		err := s.Validate()
		if !errors.Is(err, stimulus.ErrSettings) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error %v", field, err)
		}
	}
}

func TestGenerateRefuses(t *testing.T) {
	gen, err := stimulus.NewGenerator(devicetest.Open(t).Backend, stimulus.Default())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Generate(0, random.NewKey(1)); !errors.Is(err, stimulus.ErrSettings) {
		t.Errorf("no samples: %v", err)
	}
	if _, err := gen.GenerateWith(-1, 10, random.NewKey(1)); !errors.Is(err, stimulus.ErrSettings) {
		t.Errorf("negative sigma: %v", err)
	}
	if _, err := gen.Present([]float64{2}, random.NewKey(1)); !errors.Is(err, stimulus.ErrSettings) {
		t.Errorf("IPD beyond ±π/2: %v", err)
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

func BenchmarkDataset(b *testing.B) {
	d := devicetest.Open(b)
	gen, err := stimulus.NewGenerator(d.Backend, stimulus.Default())
	if err != nil {
		b.Fatal(err)
	}
	var first [1]uint8
	for i := range b.N + 1 {
		if i == 1 {
			b.ResetTimer() // the first one compiled
		}
		set, err := gen.Generate(4096, random.NewKey(uint64(i)))
		if err != nil {
			b.Fatal(err)
		}
		if err := set.Spikes.ConstFlatData(func(flat any) { first[0] = flat.([]uint8)[0] }); err != nil {
			b.Fatal(err)
		}
		set.Close()
	}
}
