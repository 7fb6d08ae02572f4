package figure

import (
	"errors"
	"fmt"
	"math"
)

// ErrData is returned by the constructors for numbers that cannot be drawn: none at all, NaN or infinite ones, lists that
// should be of one length and aren't. The wrapping error says which.
var ErrData = errors.New("data that cannot be drawn")

// finite checks that v has at least one number, and neither NaN nor infinite ones.
func finite(what string, v []float64) error {
	if len(v) == 0 {
		return fmt.Errorf("%w: %s is empty", ErrData, what)
	}
	for i, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%w: %s[%d] is %v", ErrData, what, i, x)
		}
	}
	return nil
}

// sameLength checks that v is as long as the list it belongs to.
func sameLength(what string, n int, of string, want int) error {
	if n != want {
		return fmt.Errorf("%w: %s has %d values, %s %d; want as many", ErrData, what, n, of, want)
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
