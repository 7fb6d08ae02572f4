package parity

import (
	"fmt"
	"math"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/training"
)

// spikes compares the hidden spikes and reports the samples in which rounding flipped some, and nothing else is wrong.
func (report *Report) spikes(r *Record, v *training.Values) (flipped []bool) {
	flipped = make([]bool, r.Batch)
	steps, units := r.Input.Steps, r.Network.HiddenUnits
	row := Row{Name: "hidden_spikes", Tolerance: 0}
	for b := range r.Batch {
		farthest := 0.0 // of this sample's first differences from threshold
		for h := range units {
			for t := range steps {
				if int(v.Spikes[t][b][h]) == r.HiddenSpikes[(b*steps+t)*units+h] {
					continue
				}
				report.flips++
				// After its first difference a unit's course is different, so only the first one matters. A spike at t depends on
				// the potential at t-1. There is none at t = 0, so a spike there is always wrong.
				distance := math.Inf(1)
				if t > 0 {
					distance = math.Abs(float64(v.Membrane[t-1][b][h]) - snn.Threshold)
				}
				farthest = math.Max(farthest, distance)
				if distance >= report.flipDistance {
					report.flipDistance = distance
					row.Where = fmt.Sprintf("sample %d, step %d, unit %d", b, t, h)
				}
				flipped[b] = true
				break
			}
		}
		flipped[b] = flipped[b] && farthest <= flipDistance
	}
	if report.flips > 0 {
		row.Absolute, row.Relative, row.Verdict = 1, 1, Beyond
		row.Note = fmt.Sprintf("%d units' spikes differ; first at a potential %.2g from threshold", report.flips, report.flipDistance)
		if report.hasFlips() {
			row.Verdict = Flip
		}
	}
	report.Rows = append(report.Rows, row)
	return flipped
}

// hasFlips reports whether spikes differ, and rounding can explain it.
func (report *Report) hasFlips() bool {
	return report.flips > 0 && report.flipDistance <= flipDistance
}
