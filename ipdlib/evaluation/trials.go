package evaluation

import (
	"errors"
	"fmt"
	"math"

	"ipd/ipdlib/stimulus"
)

// ErrTrials is wrapped by every error about invalid trials.
var ErrTrials = errors.New("evaluation: invalid trials")

// Trials are the answers of one network to one data set.
type Trials struct {
	// IPD is the true IPD of each trial, in radians, within ±π/2.
	IPD []float64
	// Predicted is the class that the network predicted, 0 ... Classes-1.
	Predicted []int
	// Classes K that divide the IPDs from -90° to 90°.
	Classes int
}

// NewTrials pairs IPDs with predicted classes. There may be fewer predictions than IPDs, since the network never sees samples
// that don't fill a batch; IPDs without a prediction are left out.
func NewTrials(ipd []float64, predicted []int, classes int) (Trials, error) {
	switch {
	case classes < 1:
		return Trials{}, fmt.Errorf("%w: %d classes; there must be at least one", ErrTrials, classes)
	case len(predicted) == 0:
		return Trials{}, fmt.Errorf("%w: no predictions", ErrTrials)
	case len(predicted) > len(ipd):
		return Trials{}, fmt.Errorf("%w: %d predictions for %d IPDs", ErrTrials, len(predicted), len(ipd))
	}
	ipd = ipd[:len(predicted)]
	for i, k := range predicted {
		if k < 0 || k >= classes {
			return Trials{}, fmt.Errorf("%w: prediction %d is class %d; it must be from 0 to %d", ErrTrials, i, k, classes-1)
		}
		if !(math.Abs(ipd[i]) <= stimulus.MaxIPD) {
			return Trials{}, fmt.Errorf("%w: IPD %d is %g rad; it must lie within ±π/2", ErrTrials, i, ipd[i])
		}
	}
	return Trials{IPD: ipd, Predicted: predicted, Classes: classes}, nil
}

// trueClass is the class of trial i's IPD.
func (t Trials) trueClass(i int) int { return stimulus.Discretise(t.IPD[i], t.Classes) }
