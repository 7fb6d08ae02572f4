package checks

import (
	"math/rand/v2"

	"ipd/ipdlib/random"
)

// Checks ask for values at random inputs, so that an answer that fits a few round numbers by chance is found out. They are
// the same at every run: a student who changes nothing is told the same.
func draws(seed uint64) *rand.Rand { return random.NewKey(seed).Rand() }

// between draws a number from a to b.
func between(r *rand.Rand, a, b float64) float64 { return a + (b-a)*r.Float64() }
