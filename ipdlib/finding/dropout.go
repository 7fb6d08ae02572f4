package finding

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// An Effect is the change of a quantity by a dropout, compared with no dropout.
type Effect struct {
	Dropout float64
	// Difference is the quantity with this dropout minus that without, averaged over the sigmas; in the quantity's unit.
	Difference float64
	// SEM is the standard error of the difference, from the spread between runs; NaN if there is only one.
	SEM float64
}

// DropoutEffects returns the effect of each dropout except 0 on a quantity. With S sigmas,
//
//	difference = 1/S Σ_σ (mean_p(σ) - mean_0(σ))
//	SEM        = 1/S √(Σ_σ SEM_p(σ)² + SEM_0(σ)²)
//
// since all trainings are independent. Sigmas at which one of the two was not measured are left out.
func DropoutEffects(s summary.Summary, q record.Quantity) []Effect {
	without := map[float64]summary.Cell{}
	for _, c := range s.Of(q, 0) {
		without[c.Sigma] = c
	}
	var effects []Effect
	for _, p := range s.Dropouts() {
		var differences []float64
		var squares float64
		for _, c := range s.Of(q, p) {
			if zero, ok := without[c.Sigma]; ok && len(zero.Values) > 0 && len(c.Values) > 0 {
				differences = append(differences, c.Mean-zero.Mean)
				squares += c.SEM*c.SEM + zero.SEM*zero.SEM
			}
		}
		if p != 0 && len(differences) > 0 {
			effects = append(effects, Effect{p, stat.Mean(differences, nil), math.Sqrt(squares) / float64(len(differences))})
		}
	}
	return effects
}
