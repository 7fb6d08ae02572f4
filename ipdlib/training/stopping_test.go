package training_test

import (
	"fmt"
	"math"
	"testing"

	"ipd/ipdlib/training"
)

// falling gives n losses, each smaller than the one before.
func falling(n int) []float64 {
	losses := make([]float64, n)
	for i := range losses {
		losses[i] = 100 - float64(i)
	}
	return losses
}

// repeat gives a loss n times.
func repeat(loss float64, n int) []float64 {
	losses := make([]float64, n)
	for i := range losses {
		losses[i] = loss
	}
	return losses
}

func join(parts ...[]float64) (all []float64) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func TestEarlyStopping(t *testing.T) {
	const never = -1
	for _, c := range []struct {
		name          string
		after, window int
		losses        []float64
		want          int // epoch after which training ends
	}{
		{"falls all the time", 10, 10, falling(40), never},
		{"rises from the beginning", 10, 10, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, 11},
		{"never changes: of equal ones the first is the smallest", 10, 10, repeat(1, 20), 11},
		{"best at epoch 2, out of the window at 11: the smallest of 2...11 is the oldest", 10, 10, join(falling(3), repeat(200, 20)), 11},
		{"best at epoch 1: at 11 the window 2...11 is all equal", 10, 10, join(falling(2), repeat(200, 20)), 11},
		{"best at epoch 5: it is the oldest of 5...14", 10, 10, join(falling(6), repeat(200, 20)), 14},
		{"as good again at epoch 9: of two the first counts, at 14", 10, 10, join(falling(6), repeat(200, 3), repeat(95, 1), repeat(200, 10)), 14},
		{"better at epoch 14 by a hair", 10, 10, join(falling(6), repeat(200, 8), repeat(math.Nextafter(95, 0), 1), repeat(200, 8)), never},
		{"not a number, so never the smallest", 10, 10, repeat(math.NaN(), 30), never},
		{"window of two: the first rise after epoch 0", 0, 2, []float64{5, 4, 3, 3.5, 2}, 3},
		{"no stop without a whole window", 0, 5, []float64{1, 2, 3, 4, 5, 6}, 4},
		{"window longer than the first epochs' rule", 3, 6, repeat(1, 9), 5},
	} {
		e := training.EarlyStopping{AfterEpoch: c.after, Window: c.window}
		got := never
		for epoch, loss := range c.losses {
			if e.Stop(loss) {
				got = epoch
				break
			}
		}
		if got != c.want {
			t.Errorf("%s: stops after epoch %s, want %s", c.name, inWords(got), inWords(c.want))
		}
	}
}

func inWords(epoch int) string {
	if epoch < 0 {
		return "none"
	}
	return fmt.Sprint(epoch)
}
