package stimulus_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// group is how many samples share a draw.
func group(d stimulus.Draw, batch int) int {
	return map[stimulus.Draw]int{stimulus.PerDataset: math.MaxInt, stimulus.PerBatch: batch, stimulus.PerSample: 1}[d]
}

// directApart is the formula for any variant, spike by spike in float64: it shares with the library the random words, and
// the streams that jitter and phase come from.
func directApart(s stimulus.Settings, d *stimulus.Dataset, batch int, key random.Key) []uint8 {
	stream := func(name string, draw stimulus.Draw, n int) random.Key {
		if draw.IsZero() {
			return key.Derive(name)
		}
		return key.Derive(name).Derive(n / group(draw, batch))
	}
	steps, afferents, groups := s.Steps(), s.Afferents(), stimulus.Groups(s.Afferents())
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

// differing counts the entries in which two equally long lists differ.
func differing(t *testing.T, got, want []uint8) int {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d spikes, want %d", len(got), len(want))
	}
	n := 0
	for i := range got {
		if got[i] != want[i] {
			n++
		}
	}
	return n
}

// variants are all combinations of draws but the study's.
func variants() []stimulus.Variant {
	var all []stimulus.Variant
	for _, jitter := range []stimulus.Draw{stimulus.PerDataset, stimulus.PerBatch, stimulus.PerSample} {
		for _, phase := range []stimulus.Draw{stimulus.PerDataset, stimulus.PerBatch, stimulus.PerSample} {
			if v := (stimulus.Variant{JitterDraw: jitter, PhaseDraw: phase}); !v.IsZero() {
				all = append(all, v)
			}
		}
	}
	return all
}

// Every backend draws the spikes of the formula, up to one in a million that rounds to the other side, whatever is drawn for
// how many samples; also for sizes that don't fill a byte, a batch or a chunk.
func TestVariantsFollowTheFormula(t *testing.T) {
	s := stimulus.Default()
	s.AfferentsPerEar, s.Duration, s.EnvelopePower, s.Frequency, s.JitterSigma, s.JitterMean = 30, 0.037, 3.5, 35, 0.4, 0.1
	const batch = 16
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, v := range variants() {
			t.Run(fmt.Sprintf("jitter per %s, phase per %s", v.JitterDraw, v.PhaseDraw), func(t *testing.T) {
				s := s
				s.Variant = v
				gen, err := stimulus.NewGenerator(d.Backend, s)
				if err != nil {
					t.Fatal(err)
				}
				gen.BatchSize = batch
				key := random.NewKey(12)
				set, err := gen.Generate(150, key)
				if err != nil {
					t.Fatal(err)
				}
				defer set.Close()
				got, want := stimulus.Unpack(packed(t, set), s.Afferents()), directApart(s, set, batch, key)
				if wrong, allowed := differing(t, got, want), 1+len(want)/1_000_000; wrong > allowed {
					t.Errorf("%d of %d spikes differ, allowed are %d", wrong, len(want), allowed)
				}
			})
		}
	})
}

// At the study's size, both backends draw the same spikes, but for one in a million.
func TestVariantsAgreeOnBackends(t *testing.T) {
	s := stimulus.Default()
	s.JitterSigma = 0.5
	s.Variant = stimulus.Variant{JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerSample}
	var sets [][]uint8
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		sets = append(sets, stimulus.Unpack(packed(t, generate(t, d.Backend, s, 256, random.NewKey(5))), s.Afferents()))
	})
	if len(sets) < 2 {
		t.Log("only one backend is wanted: nothing to compare")
		return
	}
	if wrong := differing(t, sets[0], sets[1]); wrong > 1+len(sets[0])/1_000_000 {
		t.Errorf("%d of %d spikes differ", wrong, len(sets[0]))
	}
}

// In the study's words, a variant is the study: the same bits.
func TestPerDatasetIsTheStudys(t *testing.T) {
	d := devicetest.Open(t)
	s := stimulus.Default()
	s.JitterSigma = 0.3
	worded := s
	worded.Variant = stimulus.Variant{JitterDraw: "dataset", PhaseDraw: "dataset"}
	if err := worded.Validate(); err != nil {
		t.Fatal(err)
	}
	a, b := generate(t, d.Backend, s, 100, random.NewKey(3)), generate(t, d.Backend, worded, 100, random.NewKey(3))
	if wrong := differing(t, packed(t, a), packed(t, b)); wrong != 0 {
		t.Errorf("%d bytes differ", wrong)
	}
}

// A sample is the same in a smaller data set, and so is the batch that it belongs to.
func TestVariantSamplesDependOnTheirNumberAlone(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		s := stimulus.Default()
		s.AfferentsPerEar, s.Duration, s.JitterSigma = 10, 0.02, 0.4
		s.Variant = stimulus.Variant{JitterDraw: stimulus.PerBatch, PhaseDraw: stimulus.PerSample}
		gen, err := stimulus.NewGenerator(d.Backend, s)
		if err != nil {
			t.Fatal(err)
		}
		gen.BatchSize = 32
		many, err := gen.Generate(200, random.NewKey(2))
		if err != nil {
			t.Fatal(err)
		}
		few, err := gen.Present(many.IPD[:70], random.NewKey(2))
		if err != nil {
			t.Fatal(err)
		}
		all := packed(t, few)
		if wrong := differing(t, packed(t, many)[:len(all)], all); wrong != 0 {
			t.Errorf("%d bytes differ", wrong)
		}
	})
}

func TestVariantRefuses(t *testing.T) {
	s := stimulus.Default()
	s.Variant.PhaseDraw = "sometimes"
	if err := s.Validate(); !errors.Is(err, stimulus.ErrSettings) || !strings.Contains(err.Error(), "phase_drawn_per is sometimes; it must be dataset, batch or sample") {
		t.Errorf("error %v", err)
	}
	s.Variant.PhaseDraw = stimulus.PerBatch
	gen, err := stimulus.NewGenerator(devicetest.Open(t).Backend, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Generate(8, random.NewKey(1)); !errors.Is(err, stimulus.ErrSettings) || !strings.Contains(err.Error(), "BatchSize") {
		t.Errorf("no batch size: error %v", err)
	}
}

func BenchmarkDatasetPerSample(b *testing.B) {
	d := devicetest.Open(b)
	s := stimulus.Default()
	s.JitterSigma, s.Variant = 0.3, stimulus.Variant{JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerSample}
	gen, err := stimulus.NewGenerator(d.Backend, s)
	if err != nil {
		b.Fatal(err)
	}
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
