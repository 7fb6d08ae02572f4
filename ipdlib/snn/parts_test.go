package snn

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
)

// masks draws dropout masks, [T, B, H].
func masks(t *testing.T, d *device.Device, p float32, key random.Key) [][][]float32 {
	t.Helper()
	out, err := CallOnce(d.Backend, func(p, key *Node) *Node {
		ones := Ones(p.Graph(), shapes.Make(dtypes.Float32, 50, 20, 32))
		return dropoutKinds.Of("hidden_spikes").spikes(&pass{&Network{}, 1, 20, &Dropout{P: p, Key: key}}, 0, ones)
	}, p, []uint32{key[0], key[1]})
	if err != nil {
		t.Fatal(err)
	}
	return out.Value().([][][]float32)
}

func TestDropoutMask(t *testing.T) {
	const p = 0.3
	var first [][][]float32
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		mask := masks(t, d, p, random.NewKey(1))
		scaled := 1 / (1 - float32(p))
		var count, kept, steps, samples, units float64 // how many, kept ones, and pairs of neighbours both kept
		for i := range mask {
			for j := range mask[i] {
				for k, m := range mask[i][j] {
					if m != 0 && m != scaled {
						t.Fatalf("the mask holds %v; want 0 or %v", m, scaled)
					}
					count++
					if m == 0 {
						continue
					}
					kept++
					if mask[(i+1)%len(mask)][j][k] != 0 {
						steps++
					}
					if mask[i][(j+1)%len(mask[i])][k] != 0 {
						samples++
					}
					if mask[i][j][(k+1)%len(mask[i][j])] != 0 {
						units++
					}
				}
			}
		}
		// Fractions of Bernoulli draws scatter by √(q(1-q)/count); pairs share draws, which makes their deviation up to
		// √3 times as large. Five deviations.
		within := func(what string, got, q, factor float64) {
			if sigma := factor * math.Sqrt(q*(1-q)/count); math.Abs(got/count-q) > 5*sigma {
				t.Errorf("%s: a fraction of %.4f, want %.4f ± %.4f", what, got/count, q, sigma)
			}
		}
		const q = 1 - p
		within("kept", kept, q, 1)
		within("kept at two steps running", steps, q*q, math.Sqrt(3))
		within("kept in two samples", samples, q*q, math.Sqrt(3))
		within("kept in two units", units, q*q, math.Sqrt(3))

		if first == nil {
			first = mask
		}
		equal, other := 0, masks(t, d, p, random.NewKey(2))
		for i := range mask {
			for j := range mask[i] {
				for k := range mask[i][j] {
					if mask[i][j][k] != first[i][j][k] {
						t.Fatalf("one key gives other masks on other backends, first at [%d][%d][%d]", i, j, k)
					}
					if mask[i][j][k] == other[i][j][k] {
						equal++
					}
				}
			}
		}
		within("equal under another key", float64(equal), q*q+p*p, 1)

		for _, rows := range masks(t, d, 0, random.NewKey(1)) {
			for _, row := range rows {
				for _, m := range row {
					if m != 1 {
						t.Fatalf("at p = 0 the mask holds %v", m)
					}
				}
			}
		}
	})
}

func TestInhibitoryUnits(t *testing.T) {
	for _, c := range []struct {
		n        int
		fraction float64
		want     int
	}{{200, 0.5, 100}, {30, 0.5, 15}, {10, 0.3, 3}, {7, 0.5, 4}, {1, 0.01, 1}, {30, 0, 0}, {30, 1, 30}} {
		if got := InhibitoryUnits(c.n, c.fraction); got != c.want {
			t.Errorf("%g of %d units: %d are inhibitory, want %d", c.fraction, c.n, got, c.want)
		}
	}
}

// The weights of spikes in the collapsed readout are sums of what is left at each later step, whatever the leak: also
// where the potential is gone at once (α = 0) or never leaks (α = 1).
func TestReadoutWeights(t *testing.T) {
	for _, tau := range []float64{1e-9, 1e-3, 5e-3, 1, 1e20} {
		const steps = 40
		alpha := math.Exp(-1e-3 / tau)
		out, err := CallOnce(devicetest.OpenGo(t).Backend, func(like *Node) *Node { return Reshape(leak{given: alpha}.summed(1, steps, like), -1) }, 0.0)
		if err != nil {
			t.Fatal(err)
		}
		for step, got := range out.Value().([]float64) {
			want, left := 0.0, 1.0
			for range steps - 1 - step {
				want, left = want+left, left*alpha
			}
			if math.Abs(got-want) > 1e-12*steps || math.IsNaN(got) {
				t.Errorf("tau %g s, step %d: weight %g, want %g", tau, step, got, want)
			}
		}
	}
}

func TestUnusableSettings(t *testing.T) {
	if err := Default().Validate(); err != nil {
		t.Errorf("the study's own settings: %v", err)
	}
	for _, c := range []struct {
		field  string
		change func(s *Settings)
	}{
		{"hidden_units is 0", func(s *Settings) { s.HiddenUnits = 0 }},
		{"hidden_units is 2000000", func(s *Settings) { s.HiddenUnits = 2_000_000 }},
		{"classes is 1", func(s *Settings) { s.Classes = 1 }},
		{"membrane_time_constant_s is 0", func(s *Settings) { s.MembraneTimeConstant = 0 }},
		{"membrane_time_constant_s is NaN", func(s *Settings) { s.MembraneTimeConstant = math.NaN() }},
		{"membrane_time_constant_s is +Inf", func(s *Settings) { s.MembraneTimeConstant = math.Inf(1) }},
		{"surrogate_slope is -5", func(s *Settings) { s.SurrogateSlope = -5 }},
		{"dropout_probability is 1", func(s *Settings) { s.Dropout = 1 }},
		{"dropout_probability is -0.1", func(s *Settings) { s.Dropout = -0.1 }},
		{"dropout_probability is NaN", func(s *Settings) { s.Dropout = math.NaN() }},
		{"inhibitory_fraction is 1.5", func(s *Settings) { s.InhibitoryFraction = 1.5 }},
		{"inhibitory_fraction is NaN", func(s *Settings) { s.InhibitoryFraction = math.NaN() }},
	} {
		s := Default()
		c.change(&s)
		if err := s.Validate(); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), c.field) {
			t.Errorf("error is %v, want %q", err, c.field)
		}
	}
}

func TestUnusableOptions(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(v *Variant)
	}{
		{"value 2 of further_hidden_layers is 0; it must be from 1", func(v *Variant) { v.FurtherLayers = []int{3, 0} }},
		{`surrogate is "sigmoidal" is none of sigmoid, fast_sigmoid, arctan, triangle or gaussian`, func(v *Variant) { v.Surrogate = "sigmoidal" }},
		{"surrogate_scale is -1", func(v *Variant) { v.SurrogateScale = -1 }},
		{"surrogate_scale is NaN", func(v *Variant) { v.SurrogateScale = math.NaN() }},
		{`"soft" is none of late, same_step, subtract or none`, func(v *Variant) { v.Reset = "soft" }},
		{"value 2 of time_constants_s is 0", func(v *Variant) { v.TimeConstants = []float64{1, 0} }},
		{"time_constants_s is [1 1]; it must be empty, or 3 values", func(v *Variant) { v.TimeConstants, v.FurtherLayers = []float64{1, 1}, []int{2} }},
		{`"most" is none of mean, maximum or spike_count`, func(v *Variant) { v.Readout = "most" }},
		{`"units" is none of hidden_spikes, hidden_units, inputs, connections or spiking_units`, func(v *Variant) { v.DropoutKind = "units" }},
		{`"last" is none of first or random`, func(v *Variant) { v.DaleMask = "last" }},
		{`"fan-in" is none of fan_out or fan_in; did you mean "fan_in"?`, func(v *Variant) { v.InitialBound = "fan-in" }},
		{"rate_lower_bound_hz is -1", func(v *Variant) { v.RateLowerBound = -1 }},
		{"rate_upper_strength is +Inf", func(v *Variant) { v.RateUpperStrength = math.Inf(1) }},
		{"rate_lower_bound_hz is 9; it must be at most rate_upper_bound_hz, 8", func(v *Variant) {
			*v = Variant{RateLowerBound: 9, RateLowerStrength: 1, RateUpperBound: 8, RateUpperStrength: 1}
		}},
	} {
		s := Default()
		c.change(&s.Variant)
		if err := s.Validate(); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), c.field) {
			t.Errorf("error is %v, want %q", err, c.field)
		}
		if s.Variant.IsZero() {
			t.Errorf("%s: taken for the study's", c.field)
		}
	}
}

// Whatever says what the study does is the study's network.
func TestStudysOptions(t *testing.T) {
	v := Variant{
		FurtherLayers: []int{}, Surrogate: "sigmoid", SurrogateScale: 1, Reset: "late", TimeConstants: []float64{},
		Readout: "mean", DropoutKind: "hidden_spikes", DaleMask: "first", InitialBound: "fan_out",
	}
	s := Default()
	s.Variant = v
	if err := s.Validate(); err != nil || !v.IsZero() || !reflect.DeepEqual(v.Normal(), Variant{}) {
		t.Errorf("%+v (%v) is not the study's", v.Normal(), err)
	}
	if got := fmt.Sprint(Variant{}.Surrogate, Variant{}.Reset, Variant{}.Readout, Variant{}.DropoutKind, Variant{}.DaleMask, Variant{}.InitialBound); got != "sigmoidlatemeanhidden_spikesfirstfan_out" {
		t.Errorf("the study's options are called %s", got)
	}
}
