package device

import "github.com/gomlx/compute"

// Fused stands for the fused engine (package fused), which trains the study's network, and wraps GoMLX's pure Go backend, on
// which everything else runs.
type Fused struct {
	compute.Backend
	// Only says that the user asked for the fused engine: what it can't train is then an error.
	Only bool
}

// Name is "fused".
func (Fused) Name() string { return "fused" }

// IsFused reports whether a backend is the fused one.
func IsFused(b compute.Backend) bool {
	_, ok := b.(Fused)
	return ok
}
