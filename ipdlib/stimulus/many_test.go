package stimulus_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// Each of many data sets is, bit for bit, what its key gives alone, whether they are drawn in one call or not.
func TestManyEqualAlone(t *testing.T) {
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		small := stimulus.Default()
		small.AfferentsPerEar, small.Duration, small.EnvelopePower = 6, 0.03, 2.5 // 12 afferents, not whole bytes
		variant := small
		variant.Variant = stimulus.Variant{JitterDraw: stimulus.PerBatch}
		for i, s := range []stimulus.Settings{stimulus.Default(), small, variant} {
			for _, atOnce := range []bool{false, true} {
				t.Run(fmt.Sprintf("settings %d, at once %v", i, atOnce), func(t *testing.T) {
					gen, err := stimulus.NewManyGenerator(d.Backend, s, atOnce)
					if err != nil {
						t.Fatal(err)
					}
					gen.SetBatchSize(16)
					one, err := stimulus.NewGenerator(d.Backend, s)
					if err != nil {
						t.Fatal(err)
					}
					one.BatchSize = 16
					sigmas, keys := []float64{0, 0.2, 0.5}, []random.Key{random.NewKey(1), random.NewKey(2), random.NewKey(1)}
					many, err := gen.Generate(t.Context(), sigmas, 50, keys)
					if err != nil {
						t.Fatal(err)
					}
					defer many.Close()
					var all []uint8
					if err := many.Spikes.ConstFlatData(func(flat any) { all = append(all, flat.([]uint8)...) }); err != nil {
						t.Fatal(err)
					}
					size := len(all) / len(keys)
					for m, key := range keys {
						other, err := one.WithJitter(sigmas[m])
						if err != nil {
							t.Fatal(err)
						}
						set, err := other.Generate(50, key)
						if err != nil {
							t.Fatal(err)
						}
						defer set.Close()
						if want := packed(t, set); differing(t, all[m*size:(m+1)*size], want) != 0 {
							t.Errorf("set %d has other spikes than its key alone", m)
						}
						if !reflect.DeepEqual(many.IPD[m], set.IPD) || !reflect.DeepEqual(many.Labels(12)[m], set.Labels(12)) {
							t.Errorf("set %d has other IPDs or labels", m)
						}
					}
				})
			}
		}
	})
}

func TestManyRefuses(t *testing.T) {
	gen, err := stimulus.NewManyGenerator(devicetest.Open(t).Backend, stimulus.Default(), true)
	if err != nil {
		t.Fatal(err)
	}
	keys := []random.Key{random.NewKey(1)}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, c := range map[string]struct {
		ctx    context.Context
		sigmas []float64
		n      int
		want   error
	}{
		"no samples":       {t.Context(), []float64{0}, 0, stimulus.ErrSettings},
		"a sigma too many": {t.Context(), []float64{0, 1}, 8, stimulus.ErrSettings},
		"negative sigma":   {t.Context(), []float64{-1}, 8, stimulus.ErrSettings},
		"stopped":          {stopped, []float64{0}, 8, context.Canceled},
	} {
		if _, err := gen.Generate(c.ctx, c.sigmas, c.n, keys); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}
