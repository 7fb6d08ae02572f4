package main

import (
	"slices"
	"testing"
)

func TestCleanEnvironment(t *testing.T) {
	given := []string{"HOME=/home/me", "OPENBLAS_CORETYPE=Haswell", "OPENBLAS_L2_SIZE=1", "XLA_FLAGS=--a=b", "PATH=/bin",
		"OPENBLAS_CORETYPE_OF_MINE=1"}
	want := []string{"HOME=/home/me", "PATH=/bin", "OPENBLAS_CORETYPE_OF_MINE=1", "JAX_PLATFORMS=cpu"}
	if got := cleanEnvironment(given, "JAX_PLATFORMS=cpu"); !slices.Equal(got, want) {
		t.Errorf("cleanEnvironment = %q, want %q", got, want)
	}
}
