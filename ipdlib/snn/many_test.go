package snn

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/stimulus"
)

// manyProblem is M networks, a batch for each, and the gradient of a loss by their logits.
type manyProblem struct {
	in       Input
	settings Settings
	dropouts []float64 // of each network; nil: a program without dropout
	batch    int

	x      []uint8 // [M, T, B, G]
	w1, w2 []float32
	d      []float32 // [M, B, K]
	keys   [][]uint32
}

func (p *manyProblem) draw(networks int) {
	rng := rand.New(rand.NewPCG(1, uint64(networks)))
	floats := func(n int, scale float64) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(scale * (2*rng.Float64() - 1))
		}
		return x
	}
	spikes := make([]uint8, networks*p.in.Steps*p.batch*p.in.Afferents)
	for i := range spikes {
		if rng.Float64() < 0.3 {
			spikes[i] = 1
		}
	}
	p.x, _ = stimulus.Pack(spikes, p.in.Afferents) // these are whole rows of 0 and 1
	p.w1, p.w2 = floats(networks*p.in.Afferents*p.settings.HiddenUnits, 1), floats(networks*p.settings.HiddenUnits*p.settings.Classes, 1)
	p.d = floats(networks*p.batch*p.settings.Classes, 1)
	p.keys = make([][]uint32, networks)
	for i := range p.keys {
		p.keys[i] = []uint32{rng.Uint32(), rng.Uint32()}
	}
}

// solve computes logits and gradients of each network: in one program, by Many, or one after the other, by Network.
func (p *manyProblem) solve(t *testing.T, backend compute.Backend, dtype dtypes.DType, dense, together bool) (values [3][]float64) {
	t.Helper()
	net, err := NewFor(p.settings, p.in)
	if err != nil {
		t.Fatal(err)
	}
	networks, groups := len(p.keys), stimulus.Groups(p.in.Afferents)
	exec, err := NewExec(backend, func(in []*Node) []*Node {
		x := Reshape(in[0], networks, p.in.Steps, p.batch, groups)
		w1 := ConvertDType(Reshape(in[1], networks, p.in.Afferents, net.HiddenUnits), dtype)
		w2 := ConvertDType(Reshape(in[2], networks, net.HiddenUnits, net.Classes), dtype)
		d := ConvertDType(Reshape(in[3], networks, p.batch, net.Classes), dtype)
		keys := in[4]
		var all []*Node
		if together {
			var dropout *ManyDropout
			if p.dropouts != nil {
				dropout = &ManyDropout{P: in[5], Key: keys}
			}
			many := NewMany(net, dense)
			trace := many.Forward(TransposeAllDims(x, 1, 0, 2, 3), w1, w2, dropout)
			dW1, dW2 := many.Backward(trace, d)
			all = []*Node{trace.Logits, dW1, dW2}
		} else {
			parts := make([][]*Node, 3)
			for i := range networks {
				of := func(x *Node) *Node { return Reshape(Slice(x, AxisElem(i)), x.Shape().Dimensions[1:]...) }
				var dropout *Dropout
				if p.dropouts != nil && p.dropouts[i] > 0 { // so that a probability of 0 is compared with none
					dropout = &Dropout{P: of(in[5]), Key: of(keys)}
				}
				trace := net.Forward(of(x), of(w1), of(w2), dropout)
				dW1, dW2 := net.Backward(trace, of(d))
				for j, node := range []*Node{trace.Logits, dW1, dW2} {
					parts[j] = append(parts[j], node)
				}
			}
			for j := range parts {
				all = append(all, Stack(parts[j], 0))
			}
		}
		for i := range all {
			all[i] = Reshape(ConvertDType(all[i], dtypes.Float64), -1)
		}
		return all
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	dropouts := make([]float32, networks)
	for i := range p.dropouts {
		dropouts[i] = float32(p.dropouts[i])
	}
	out, err := exec.Call(p.x, p.w1, p.w2, p.d, p.keys, dropouts)
	if err != nil {
		t.Fatal(err)
	}
	for i := range out {
		values[i] = out[i].Value().([]float64)
	}
	return values
}

// Many networks in one program compute what each computes alone: the same bits where XLA multiplies as Network does, else
// the same in float64 to rounding. Dropout is another one for each network, with 0 among them, or none.
func TestManyEqualsOneByOne(t *testing.T) {
	study := Default()
	small := Default()
	small.HiddenUnits, small.Classes = 5, 4
	dale := small
	dale.DalesLaw, dale.InhibitoryFraction = true, 0.3
	for _, c := range []struct {
		name     string
		settings Settings
		in       Input
		networks int
		batch    int
		dropouts []float64
		exact    bool // of 20 steps, XLA adds up the spikes in another order if there are masks
	}{
		{"no dropout", small, Input{1e-3, 20, 13}, 3, 4, nil, true},
		{"mixed dropout", small, Input{1e-3, 20, 13}, 4, 4, []float64{0, 0.5, 0.9, 0}, false},
		{"dropouts", small, Input{1e-3, 20, 13}, 3, 4, []float64{0.2, 0.5, 0.9}, true},
		{"one network", small, Input{1e-3, 20, 13}, 1, 4, []float64{0.5}, true},
		{"Dale's law, a prime number of turns", dale, Input{1e-3, 24, 16}, 2, 3, []float64{0.5, 0}, false},
		{"the study's size", study, Input{1e-3, 100, 200}, 2, 64, []float64{0.9, 0}, true},
	} {
		p := &manyProblem{in: c.in, settings: c.settings, dropouts: c.dropouts, batch: c.batch}
		p.draw(c.networks)
		t.Run(c.name, func(t *testing.T) {
			devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
				if c.in.Steps == 100 && d.IsGo() {
					return // 100 steps unrolled for each network take long to build; the other sizes tell the same
				}
				for _, dense := range []bool{false, true} {
					exact := c.exact && !dense && d.Name == "xla:cpu"
					dtype := dtypes.Float64
					if exact {
						dtype = dtypes.Float32 // else sums in another order may flip a spike
					}
					t.Run(fmt.Sprintf("dense=%v,%s", dense, dtype), func(t *testing.T) {
						want := p.solve(t, d.Backend, dtype, dense, false)
						got := p.solve(t, d.Backend, dtype, dense, true)
						for i, name := range []string{"logits", "dW1", "dW2"} {
							compareMany(t, name, got[i], want[i], exact)
						}
					})
				}
			})
		})
	}
}

func compareMany(t *testing.T, name string, got, want []float64, exact bool) {
	t.Helper()
	largest, difference := 0.0, 0.0
	for i := range want {
		largest = max(largest, want[i], -want[i])
		difference = max(difference, got[i]-want[i], want[i]-got[i])
	}
	if largest == 0 || difference > 1e-12*largest || exact && difference != 0 {
		t.Errorf("%s: differs by %g, the largest is %g", name, difference, largest)
	}
}

func TestInTurn(t *testing.T) {
	for _, c := range [][2]int{{99, 11}, {1, 1}, {23, 1}, {24, 12}, {5, 5}, {49, 7}} {
		if got := inTurn(c[0]); got != c[1] {
			t.Errorf("%d steps: %d in a turn, want %d", c[0], got, c[1])
		}
	}
}
