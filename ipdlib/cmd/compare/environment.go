package main

import (
	"slices"
	"strings"
)

// meddling are variables that change how fast NumPy, PyTorch or XLA compute. Nobody gets them from the caller's
// environment: a port sets those that it wants itself.
var meddling = []string{
	"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
	"XLA_FLAGS", "GOMLX_BACKEND", "PJRT_NPROC", "PYTHONPATH", "PYTHONHOME",
}

// cleanEnvironment leaves out what meddles and adds the settings ("NAME=value").
func cleanEnvironment(environment []string, settings ...string) []string {
	clean := slices.DeleteFunc(slices.Clone(environment), func(setting string) bool {
		name, _, _ := strings.Cut(setting, "=")
		return slices.Contains(meddling, name)
	})
	return append(clean, settings...)
}
