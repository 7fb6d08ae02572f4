package main

import (
	"path/filepath"
	"testing"
)

// TestSilentNetworks: the command says where no hidden unit spikes, and nothing of the kind about networks that do.
func TestSilentNetworks(t *testing.T) {
	settings, dir := tiny(t, 2), filepath.Join(t.TempDir(), "results")
	stdout, stderr := ipd(t, 0, "sweep", "-settings", settings, "-vary", "maximal_rate_hz=0.0001,600", "-runs", "1", "-sigmas", "0", "-out", dir, "-workers", "1")
	contains(t, stderr, "At maximal_rate_hz 0.0001 all afferents together fire ", "in the test (no hidden unit spikes), ")
	want := "No hidden unit spikes in the networks of 1 training, so they are guessing: run 1, dropout 0.5, sigma 0, maximal_rate_hz 0.0001.\n"
	contains(t, stdout, want)
	for _, verb := range []string{"summary", "status"} {
		stdout, _ = ipd(t, 0, verb, dir)
		contains(t, stdout, want)
	}
	_, stderr = ipd(t, exitUsage, "sweep", "-settings", settings, "-set", "frequency_hz=5000", "-out", dir)
	contains(t, stderr, "a tone above 500 Hz")
}
