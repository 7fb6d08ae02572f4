package main

import (
	"path/filepath"
	"testing"
)

// TestDivergedTrainings: the others of a sweep finish; status and summary name those without a result, the exit status tells.
func TestDivergedTrainings(t *testing.T) {
	settings, dir := tiny(t, 2), filepath.Join(t.TempDir(), "results")
	args := []string{"sweep", "-settings", settings, "-vary", "learning_rate=1e300,0.005", "-sigmas", "0", "-out", dir, "-workers", "1"}
	stdout, stderr := ipd(t, exitFailed, args...)
	contains(t, stdout, "2 trainings, 2 failed in ", "2 trainings have no result; -retry", "  run 2, dropout 0.5, sigma 0, learning_rate 1e+300: diverged: epoch 0 has loss ")
	contains(t, stderr, "4 of 4: ", "ipd: sweep: 2 of 4 trainings failed: run 1, ")
	stdout, _ = ipd(t, 0, "status", dir)
	contains(t, stdout, "2 of 4 trainings are done, and 2 failed, the latest ", "learning_rate 1e+300: diverged: epoch 0")
	stdout, _ = ipd(t, 0, "summary", dir)
	contains(t, stdout, "2 of 4 trainings are done;", "learning_rate 1e+300: diverged: epoch 0")
	stdout, _ = ipd(t, exitFailed, args...)
	contains(t, stdout, "0 trainings (2 more were done already), 2 failed before in ")
	stdout, _ = ipd(t, exitFailed, append(args, "-retry")...)
	contains(t, stdout, "0 trainings (2 more were done already), 2 failed in ")
	_, stderr = ipd(t, exitFailed, append(args[:3:3], "-set", "learning_rate=1e300", "-out", filepath.Join(t.TempDir(), "none"))...)
	contains(t, stderr, "4 of 4 trainings failed")
}
