package figure

import (
	"errors"
	"fmt"
	"math"
)

// ErrData is returned by the constructors for numbers that cannot be drawn: none at all, NaN or infinite ones, lists that
// should be of one length and aren't. The wrapping error says which.
var ErrData = errors.New("data that cannot be drawn")

// largest is the largest number that is drawn: beyond, the range of an axis could overflow.
const largest = 1e300

// finite checks that v has at least one number, and none that is NaN, infinite or beyond largest.
func finite(what string, v []float64) error {
	if len(v) == 0 {
		return fmt.Errorf("%w: %s is empty", ErrData, what)
	}
	for i, x := range v {
		if !(math.Abs(x) <= largest) {
			return fmt.Errorf("%w: %s[%d] is %v; want a number of magnitude at most %v", ErrData, what, i, x, largest)
		}
	}
	return nil
}

// sameLength checks that v is as long as the list it belongs to.
func sameLength(what string, n int, of string, want int) error {
	if n != want {
		return fmt.Errorf("%w: %s has %d values, %s %d; want the same number", ErrData, what, n, of, want)
	}
	return nil
}

// matrix checks that m has at least one row and column, that its rows are of one length, and that its numbers are finite.
func matrix(what string, m [][]float64) error {
	if len(m) == 0 {
		return fmt.Errorf("%w: %s has no rows", ErrData, what)
	}
	for i, row := range m {
		if err := finite(fmt.Sprintf("%s[%d]", what, i), row); err != nil {
			return err
		}
		if err := sameLength(fmt.Sprintf("%s[%d]", what, i), len(row), what+"[0]", len(m[0])); err != nil {
			return err
		}
	}
	return nil
}
