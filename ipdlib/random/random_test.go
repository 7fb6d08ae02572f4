package random_test

import (
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
)

// Known answers for 13 rounds, from the file kat_vectors of the authors' library Random123 (lines "threefry2x32 13").
func TestWordsKnownAnswers(t *testing.T) {
	for _, c := range []struct{ c0, c1, k0, k1, x0, x1 uint32 }{
		{0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x9d1c5ec6, 0x8bd50731},
		{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xfd36d048, 0x2d17272c},
		{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xba3e4725, 0xf27d669e},
	} {
		x0, x1 := random.Words(random.Key{c.k0, c.k1}, c.c0, c.c1)
		if x0 != c.x0 || x1 != c.x1 {
			t.Errorf("threefry2x32-13(key %08x %08x, counter %08x %08x) = %08x %08x, want %08x %08x",
				c.k0, c.k1, c.c0, c.c1, x0, x1, c.x0, c.x1)
		}
	}
}

// The graph gives the host's words, bit for bit, on every backend.
func TestGraphWordsEqualWords(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		key := random.NewKey(0x123456789abcdef0)
		exec, err := NewExec(d.Backend, func(key *Node) []*Node {
			g := key.Graph()
			shape := shapes.Make(dtypes.Uint32, 50, 70)
			x0, x1 := random.GraphWords(key, Iota(g, shape, 0), Iota(g, shape, 1))
			return []*Node{x0, x1, random.GraphUniform24(x0)}
		})
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Call([]uint32{key[0], key[1]})
		if err != nil {
			t.Fatal(err)
		}
		w0, w1, u := out[0].Value().([][]uint32), out[1].Value().([][]uint32), out[2].Value().([][]float32)
		for i := range w0 {
			for j := range w0[i] {
				x0, x1 := random.Words(key, uint32(i), uint32(j))
				if w0[i][j] != x0 || w1[i][j] != x1 || u[i][j] != float32(x0>>8) {
					t.Fatalf("counter (%d, %d): graph %08x %08x %v, host %08x %08x %v", i, j, w0[i][j], w1[i][j], u[i][j], x0, x1, x0>>8)
				}
			}
		}
	})
}

// Names that only differ in where their parts end give different keys; the same name gives the same key.
func TestDerive(t *testing.T) {
	k := random.NewKey(7)
	seen := map[random.Key]string{}
	for name, parts := range map[string][]any{
		"none": {}, "a,b": {"a", "b"}, "ab": {"ab"}, "a/b": {"a/b"}, "b,a": {"b", "a"}, "a,1": {"a", 1}, "a,2": {"a", 2},
	} {
		d := k.Derive(parts...)
		if other, ok := seen[d]; ok {
			t.Errorf("%s and %s have the same key", name, other)
		}
		seen[d] = name
		if d != k.Derive(parts...) {
			t.Errorf("%s: two keys for one name", name)
		}
		if d == random.NewKey(8).Derive(parts...) {
			t.Errorf("%s: the same key under another seed", name)
		}
	}
}

// Moments of the host's uniform and normal draws against their closed forms; five standard errors of 100000 draws.
func TestRandMoments(t *testing.T) {
	const n = 100000
	rng := random.NewKey(3).Rand()
	var u, uu, z, zz float64
	for range n {
		x, y := rng.Float64(), rng.NormFloat64()
		u, uu, z, zz = u+x/n, uu+x*x/n, z+y/n, zz+y*y/n
	}
	for _, c := range []struct {
		name            string
		got, want, stdv float64
	}{
		{"uniform mean", u, 0.5, math.Sqrt(1. / 12)},
		{"uniform second moment", uu, 1. / 3, math.Sqrt(1./5 - 1./9)},
		{"normal mean", z, 0, 1},
		{"normal second moment", zz, 1, math.Sqrt(2)},
	} {
		if math.Abs(c.got-c.want) > 5*c.stdv/math.Sqrt(n) {
			t.Errorf("%s: %.5f, want %.5f", c.name, c.got, c.want)
		}
	}
}
