package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestExport writes a network of a sweep in each form; the readers' tests are package exchange's.
func TestExport(t *testing.T) {
	settings, dir, to := tiny(t, 2), filepath.Join(t.TempDir(), "results"), t.TempDir()
	ipd(t, 0, "sweep", "-settings", settings, "-vary", "reset=late,same_step", "-runs", "1", "-sigmas", "0", "-out", dir)
	npz, safetensors, nir := filepath.Join(to, "n.npz"), filepath.Join(to, "n.safetensors"), filepath.Join(to, "n.nir")
	stdout, _ := ipd(t, 0, "export", "-out", npz, dir, "2")
	contains(t, stdout, "Wrote "+npz+", ", " bytes: run 1, dropout 0.5, sigma 0, reset same_step, key ")
	for _, path := range []string{safetensors, nir} {
		ipd(t, 0, "export", "-out", path, npz)
	}
	for path, begin := range map[string]string{npz: "PK", nir: "\x89HDF\r\n\x1a\n"} {
		text, err := os.ReadFile(path)
		if err != nil || string(text[:len(begin)]) != begin {
			t.Errorf("%s: %v", path, err)
		}
	}
	_, stderr := ipd(t, 1, "export", "-out", filepath.Join(to, "late.nir"), dir, "1")
	contains(t, stderr, "its reset comes a step late")
	_, stderr = ipd(t, exitUsage, "export", "-out", nir, dir, "7")
	contains(t, stderr, "have the numbers 1 to 2, and keys such as ")
	_, stderr = ipd(t, exitUsage, "export", "-out", "x.onnx", npz)
	contains(t, stderr, "it must end with .npz, .safetensors or .nir")
}
