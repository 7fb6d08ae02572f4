package stimulus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"ipd/ipdlib/random"
	"ipd/ipdlib/random/cputest"
)

// evenIPDs are n IPDs from -π/2 to π/2.
func evenIPDs(n int) []float64 {
	ipd := make([]float64, n)
	for i := range ipd {
		ipd[i] = MaxIPD * (2*float64(i)/float64(max(n-1, 1)) - 1)
	}
	return ipd
}

// drawPlainly is the graph's arithmetic, one spike after the other, from the tables as they are.
func drawPlainly(s Settings, n int, tb tables, key random.Key) []uint8 {
	steps, groups, columns := s.Steps(), Groups(s.Afferents()), len(s.columns())
	scale := float32(s.MaximalRate * s.TimeStep * (1 << 24))
	spikes := make([]uint8, n*steps*groups)
	for at := range spikes {
		sample, i := at/(steps*groups), at%(steps*groups)
		for j := range GroupSize {
			place := j*steps*groups + i
			own := sample * columns
			if columns > 1 {
				own += j*groups + i%groups
			}
			sinTheta := tb.common[place] + (float32(tb.sine[place]*tb.cosOwn[own]) + float32(tb.cosine[place]*tb.sinOwn[own]))
			raised := 0.5 * (sinTheta + 1)
			p := scale * (raised * raised)
			if s.EnvelopePower != 2 {
				p = scale * float32(math.Pow(float64(max(raised, 0)), s.EnvelopePower))
			}
			if word, _ := random.Words(key, uint32(place), uint32(sample)); float32(word>>8) < p {
				spikes[at] |= 1 << j
			}
		}
	}
	return spikes
}

// checkHost compares each path, with some numbers of workers, with the plain arithmetic: bit for bit, with nothing written outside.
func checkHost(t *testing.T, s Settings, n int, key random.Key) {
	t.Helper()
	tb := newTables(s, evenIPDs(n), 3, key)
	want := drawPlainly(s, n, tb, key)
	cputest.EachPath(func(path string) {
		for _, workers := range []int{1, 2, 5} {
			const guard = 0xa5
			all := bytes.Repeat([]byte{guard}, len(want)+64)
			got := all[32 : 32+len(want)]
			if err := drawHost(context.Background(), s, tb, key, workers, got); err != nil {
				t.Fatal(err)
			}
			outside := append(append([]byte(nil), all[:32]...), all[32+len(want):]...)
			if !bytes.Equal(outside, bytes.Repeat([]byte{guard}, 64)) {
				t.Fatalf("%s, %+v, %d samples: written outside", path, s, n)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("%s, %+v, %d samples, %d workers: the spikes differ", path, s, n, workers)
			}
		}
	})
}

// Sizes around the vectors' widths, in samples and in bytes of a sample; probabilities from 0 to 1; other powers.
func TestHostIsTheArithmeticOfTheGraph(t *testing.T) {
	for seed, c := range []struct {
		n, steps, perEar int
		rate, power      float64
	}{
		{1, 2, 2, 600, 2}, {2, 3, 2, 600, 2}, {7, 5, 2, 600, 2}, {8, 2, 4, 600, 2}, {15, 7, 5, 600, 2}, {16, 3, 9, 600, 2},
		{17, 4, 13, 600, 2}, {31, 9, 20, 600, 2}, {32, 2, 50, 600, 2}, {33, 100, 100, 600, 2}, {48, 11, 63, 600, 2},
		{20, 50, 30, 1000, 2}, {20, 50, 30, 0, 2}, {20, 50, 30, 1e-3, 2},
		{20, 50, 30, 600, 1}, {20, 50, 30, 1000, 0.3}, {20, 50, 30, 600, 3.5}, {20, 50, 30, 1000, 100}, {20, 50, 30, 1000, 1e-9},
	} {
		s := Default()
		s.Duration, s.AfferentsPerEar, s.MaximalRate, s.EnvelopePower, s.JitterSigma = float64(c.steps)*s.TimeStep, c.perEar, c.rate, c.power, 0.3
		for _, v := range []Variant{{}, {JitterDraw: PerBatch}, {JitterDraw: PerSample, PhaseDraw: PerSample}} {
			s.Variant = v
			checkHost(t, s, c.n, random.NewKey(uint64(seed)))
		}
	}
}

func FuzzHost(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(4), uint8(5), uint16(600), 2., true)
	f.Add(uint64(2), uint8(16), uint8(3), uint8(8), uint16(1000), 1.5, false)
	f.Fuzz(func(t *testing.T, seed uint64, n, steps, perEar uint8, rate uint16, power float64, perSample bool) {
		s := Default()
		s.Duration, s.AfferentsPerEar = float64(int(steps)+2)*s.TimeStep, int(perEar)+2
		s.MaximalRate, s.EnvelopePower, s.JitterSigma = float64(rate), power, 0.2
		if perSample {
			s.Variant.JitterDraw = PerSample
		}
		if s.Validate() != nil {
			return
		}
		checkHost(t, s, int(n%40)+1, random.NewKey(seed))
	})
}

// A sine of 1 in all tables has probability 1 at the highest rate: then every word is a spike, also where the place is fixed.
func TestHostCertainSpikes(t *testing.T) {
	s := Default()
	s.MaximalRate, s.AfferentsPerEar = 1000, 20
	tb := newTables(s, evenIPDs(20), 0, random.NewKey(1))
	for i := range tb.common {
		tb.common[i], tb.sine[i], tb.cosine[i] = 1, 0, 0
	}
	cputest.EachPath(func(path string) {
		got := make([]uint8, 20*s.Steps()*Groups(s.Afferents()))
		if err := drawHost(context.Background(), s, tb, random.NewKey(2), 1, got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, bytes.Repeat([]byte{0xff}, len(got))) {
			t.Errorf("%s: a spike of probability 1 is missing", path)
		}
	})
}

// The bounds that save powers never decide otherwise than the power itself.
func TestEnvelopeBounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, power := range []float64{0.01, 0.5, 1, 1.9, 3, 10, 1000} {
		s := Default()
		s.MaximalRate, s.EnvelopePower = 1000, power
		e := newEnvelope(s)
		for i := range 200_000 {
			r := float32(rng.Float64()*1.0000002 - 0.0000001)
			if i%2 == 0 { // at the edge of a part
				r = math.Nextafter32(float32(rng.IntN(envelopeParts+1))/envelopeParts, float32(rng.IntN(3)-1))
			}
			p := e.scaled(r)
			for _, u := range []float32{float32(rng.IntN(1 << 24)), float32(math.Floor(float64(p))), float32(math.Ceil(float64(p)))} {
				if got, want := e.spikes(u, r), u < p; got != want {
					t.Fatalf("power %v: u %v, r %v: spike %v, but the probability is %v", power, u, r, got, p)
				}
			}
		}
	}
}

func TestHostStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := Default()
	spikes := make([]uint8, 64*s.Steps()*Groups(s.Afferents()))
	err := drawHost(ctx, s, newTables(s, evenIPDs(64), 0, random.NewKey(1)), random.NewKey(1), 2, spikes)
	if !errors.Is(err, context.Canceled) || !bytes.Equal(spikes, make([]uint8, len(spikes))) {
		t.Errorf("error %v after the context's end", err)
	}
}

// A data set of the study, on one core.
func BenchmarkHost(b *testing.B) {
	for _, c := range []struct {
		name  string
		power float64
		Variant
	}{{"study", 2, Variant{}}, {"per sample", 2, Variant{JitterDraw: PerSample}}, {"power 3", 3, Variant{}}} {
		s, key := Default(), random.NewKey(1)
		s.EnvelopePower, s.Variant = c.power, c.Variant
		tb := newTables(s, evenIPDs(4096), 0, key)
		spikes := make([]uint8, 4096*s.Steps()*Groups(s.Afferents()))
		cputest.EachPath(func(path string) {
			b.Run(fmt.Sprintf("%s/%s", c.name, path), func(b *testing.B) {
				for b.Loop() {
					if err := drawHost(context.Background(), s, tb, key, 1, spikes); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
