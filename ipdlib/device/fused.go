package device

import "github.com/gomlx/compute"

// Fused wraps GoMLX's pure Go backend: what has no fused implementation runs on it.
type Fused struct{ compute.Backend }

// Name is "fused".
func (Fused) Name() string { return "fused" }

// IsFused reports whether a backend is the fused one.
func IsFused(b compute.Backend) bool {
	_, ok := b.(Fused)
	return ok
}
