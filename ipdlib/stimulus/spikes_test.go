package stimulus_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// batch is the generators' BatchSize in these tests: small enough for several batches.
const batch = 16

func newGenerator(t testing.TB, d *device.Device, s stimulus.Settings) *stimulus.Generator {
	t.Helper()
	gen, err := stimulus.NewGenerator(d.Backend, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(gen.Close)
	gen.BatchSize = batch
	return gen
}

func generate(t testing.TB, gen *stimulus.Generator, n int, key random.Key) *stimulus.Dataset {
	t.Helper()
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

func unpacked(t testing.TB, d *stimulus.Dataset) []uint8 {
	return stimulus.Unpack(packed(t, d), d.Afferents)
}

// differing counts the entries in which two equally long lists differ.
func differing(t testing.TB, got, want []uint8) int {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	n := 0
	for i := range got {
		if got[i] != want[i] {
			n++
		}
	}
	return n
}

// sharings are settings of a small stimulus, whose sizes don't fill a byte, for each combination of draws: the study's first.
func sharings() []stimulus.Settings {
	s := stimulus.Default()
	s.AfferentsPerEar, s.Duration, s.EnvelopePower, s.Frequency, s.JitterSigma, s.JitterMean = 30, 0.037, 3.5, 35, 0.4, 0.1
	var all []stimulus.Settings
	draws := []stimulus.Draw{stimulus.PerDataset, stimulus.PerBatch, stimulus.PerSample}
	for _, jitter := range draws {
		for _, phase := range draws {
			s.Variant = stimulus.Variant{JitterDraw: jitter, PhaseDraw: phase}
			all = append(all, s)
		}
	}
	return all
}

func nameOf(v stimulus.Variant) string {
	return fmt.Sprintf("jitter per %s, phase per %s", v.JitterDraw, v.PhaseDraw)
}

// direct is the formula, spike by spike in float64, with the sine of every angle. It shares with the library only the random
// words and the streams of jitter and phase.
func direct(s stimulus.Settings, d *stimulus.Dataset, key random.Key) []uint8 {
	stream := func(name string, draw stimulus.Draw, n int) random.Key {
		switch draw {
		case stimulus.PerBatch:
			return key.Derive(name).Derive(n / batch)
		case stimulus.PerSample:
			return key.Derive(name).Derive(n)
		}
		return key.Derive(name)
	}
	steps, afferents, groups := s.Steps(), s.Afferents(), (s.Afferents()+7)/8
	var spikes []uint8
	for n, ipd := range d.IPD {
		r := stream("phase", s.Variant.PhaseDraw, n).Rand().Float64()
		normal := stream("jitter", s.Variant.JitterDraw, n).Rand()
		jitter := make([]float64, afferents)
		for c := range jitter {
			jitter[c] = s.JitterMean + s.JitterSigma*normal.NormFloat64()
		}
		for t := range steps {
			for c := range afferents {
				theta := 2*math.Pi*(s.Frequency*float64(t)*s.TimeStep+r) + jitter[c] +
					math.Pi/2*float64(c%s.AfferentsPerEar)/float64(s.AfferentsPerEar-1)
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

// Every backend draws the spikes of the formula, whatever the samples share, except for one in a million, which rounds to the
// other side.
func TestSpikesFollowTheFormula(t *testing.T) {
	study := stimulus.Default()
	study.JitterSigma, study.JitterMean = 0.3, 0.1
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, s := range append(sharings(), study) {
			t.Run(fmt.Sprintf("%d afferents, %s", s.Afferents(), nameOf(s.Variant)), func(t *testing.T) {
				key := random.NewKey(12)
				set := generate(t, newGenerator(t, d, s), 150, key) // not a whole number of batches or of the Go backend's chunks
				got, want := unpacked(t, set), direct(s, set, key)
				if wrong, allowed := differing(t, got, want), 1+len(want)/1_000_000; wrong > allowed {
					t.Errorf("%d of %d spikes differ, allowed are %d", wrong, len(want), allowed)
				}
			})
		}
	})
}

// Golden values: the first bytes of the SHA-256 of the packed spikes. No probability is closer to its random number than
// 8e-6, far more than float32 rounds away, so they hold on every backend and processor.
func TestGoldenSpikes(t *testing.T) {
	golden := []string{
		"e85204036e29d332", "6b1bedf7f7a47e6a", "76a3c6c021434ecb",
		"4eb0464b342d960e", "ba5d6c80debf70be", "1327efa1ea02867f",
		"8fa0b7936a07dc18", "d0f1a8d37242b120", "73fc2938eb8f1617",
	}
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for i, s := range sharings() {
			set := generate(t, newGenerator(t, d, s), 20, random.NewKey(10))
			if got := fmt.Sprintf("%.8x", sha256.Sum256(packed(t, set))); got != golden[i] {
				t.Errorf("%s: %s, want %s", nameOf(s.Variant), got, golden[i])
			}
		}
	})
}

// At the study's size, all backends draw the same IPDs and, except for one in a million, the same spikes.
func TestBackendsAgree(t *testing.T) {
	for _, v := range []stimulus.Variant{{}, {JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerSample}} {
		s := stimulus.Default()
		s.JitterSigma, s.Variant = 0.5, v
		var sets []*stimulus.Dataset
		devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
			gen, err := stimulus.NewGenerator(d.Backend, s)
			if err != nil {
				t.Fatal(err)
			}
			set, err := gen.Generate(256, random.NewKey(5))
			if err != nil {
				t.Fatal(err)
			}
			sets = append(sets, set)
		})
		for _, other := range sets[1:] {
			want := unpacked(t, sets[0])
			if wrong := differing(t, unpacked(t, other), want); wrong > 1+len(want)/1_000_000 {
				t.Errorf("%s: %d of %d spikes differ", nameOf(v), wrong, len(want))
			}
			if !slices.Equal(other.IPD, sets[0].IPD) {
				t.Errorf("%s: the IPDs differ", nameOf(v))
			}
		}
	}
}

// A sample's spikes depend on its index and its IPD, not on the number of samples.
func TestSamplesDependOnTheirIndexAlone(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, s := range sharings() {
			gen := newGenerator(t, d, s)
			many := generate(t, gen, 200, random.NewKey(2))
			few, err := gen.Present(many.IPD[:70], random.NewKey(2))
			if err != nil {
				t.Fatal(err)
			}
			all := packed(t, few)
			if wrong := differing(t, packed(t, many)[:len(all)], all); wrong != 0 {
				t.Errorf("%s: %d bytes differ", nameOf(s.Variant), wrong)
			}
		}
	})
}

// The mean density is that of the closed form, rate_max·dt·E[(½(1+sin θ))²] = 0.6 · 3/8 = 0.225.
func TestMeanDensity(t *testing.T) {
	set := generate(t, newGenerator(t, devicetest.Open(t), stimulus.Default()), 4096, random.NewKey(1))
	count := 0
	all := unpacked(t, set)
	for _, s := range all {
		count += int(s)
	}
	// Two whole cycles of the tone: the mean over time is exact for every afferent; the rest is binomial.
	density := float64(count) / float64(len(all))
	if sd := math.Sqrt(0.225 * 0.775 / float64(len(all))); math.Abs(density-0.225) > 5*sd {
		t.Errorf("density %.6f, want 0.225 ± %.6f", density, 5*sd)
	}
}

func BenchmarkDataset(b *testing.B) { benchmark(b, stimulus.Default()) }

func BenchmarkDatasetPerSample(b *testing.B) {
	s := stimulus.Default()
	s.JitterSigma, s.Variant = 0.3, stimulus.Variant{JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerSample}
	benchmark(b, s)
}

func benchmark(b *testing.B, s stimulus.Settings) {
	gen := newGenerator(b, devicetest.Open(b), s)
	for i := range b.N + 1 {
		if i == 1 {
			b.ResetTimer() // the first one compiled
		}
		set, err := gen.Generate(4096, random.NewKey(uint64(i)))
		if err != nil {
			b.Fatal(err)
		}
		if err := set.Spikes.ConstFlatData(func(any) {}); err != nil { // waits for it
			b.Fatal(err)
		}
		set.Close()
	}
}
