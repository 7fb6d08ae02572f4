package device

import "github.com/gomlx/compute"

// Fused stands for the fused engine (package fused), which trains the study's network, and wraps GoMLX's pure Go backend, on
// which everything else runs.
type Fused struct {
	compute.Backend
	// Only says that the engine was asked for by name ([Options.Backend]): what it can't train is then an error. Where the
	// environment variable GOMLX_BACKEND asks for it, for whatever is to be computed, or where it stands in for XLA, that
	// is trained on the wrapped backend.
	Only bool
}

// Name is "fused".
func (Fused) Name() string { return "fused" }

// IsFused reports whether a backend is the fused one.
func IsFused(b compute.Backend) bool {
	_, ok := b.(Fused)
	return ok
}
