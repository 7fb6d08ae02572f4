package stimulus_test

import (
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// onHost is a generator that draws without a graph.
func onHost(t testing.TB, d *device.Device, s stimulus.Settings) *stimulus.Generator {
	return newGenerator(t, &device.Device{Backend: device.Fused{Backend: d.Backend}, Name: "fused"}, s)
}

// The host draws what every backend's graph draws, but for one spike in a million, and the spikes of the formula.
func TestHostDrawsTheGraphsSpikes(t *testing.T) {
	study := stimulus.Default()
	study.JitterSigma = 0.5
	perSample := study
	perSample.Variant = stimulus.Variant{JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerSample}
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, s := range append(sharings(), study, perSample) {
			key := random.NewKey(6)
			set := generate(t, onHost(t, d, s), 200, key)
			got := unpacked(t, set)
			for from, want := range map[string][]uint8{
				"the graph":   unpacked(t, generate(t, newGenerator(t, d, s), 200, key)),
				"the formula": direct(s, set, key),
			} {
				if wrong := differing(t, got, want); wrong > 1+len(want)/1_000_000 {
					t.Errorf("%d afferents, %s: %d of %d spikes are not those of %s", s.Afferents(), nameOf(s.Variant), wrong, len(want), from)
				}
			}
		}
	})
}
