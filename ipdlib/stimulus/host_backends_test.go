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

// The host draws what every backend's graph draws, but for one spike in a million.
func TestHostDrawsTheGraphsSpikes(t *testing.T) {
	study := stimulus.Default()
	study.JitterSigma = 0.5
	perSample := study
	perSample.Variant = stimulus.Variant{JitterDraw: stimulus.PerSample, PhaseDraw: stimulus.PerSample}
	key := random.NewKey(6)
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, s := range []stimulus.Settings{study, perSample, sharings()[0], sharings()[5]} { // the last two have another power
			got, want := generate(t, onHost(t, d, s), 100, key), generate(t, newGenerator(t, d, s), 100, key)
			if wrong := differing(t, unpacked(t, got), unpacked(t, want)); wrong > 1+100*s.Steps()*s.Afferents()/1_000_000 {
				t.Errorf("%d afferents, %s: %d spikes differ", s.Afferents(), nameOf(s.Variant), wrong)
			}
		}
	})
}

// And those of the formula in float64.
func TestHostFollowsTheFormula(t *testing.T) {
	d := devicetest.Open(t)
	for _, s := range sharings() {
		key := random.NewKey(13)
		set := generate(t, onHost(t, d, s), 50, key)
		if wrong := differing(t, unpacked(t, set), direct(s, set, key)); wrong > 1 {
			t.Errorf("%s: %d spikes differ", nameOf(s.Variant), wrong)
		}
	}
}
