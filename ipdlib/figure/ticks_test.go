package figure

import (
	"math"
	"testing"
)

// FuzzTicks looks for ranges whose ticks never end, lie outside, or fall.
func FuzzTicks(f *testing.F) {
	f.Add(0.0, 100.0, 9, false)
	f.Add(-1e300, 1e300, 9, true)
	f.Add(0.0, 5e-324, 1, false)
	f.Add(1e15, 1e15+2, 4, false)
	f.Add(-3.0, -3.0, 3, true)
	f.Fuzz(func(t *testing.T, lo, hi float64, bins int, integer bool) {
		if !(math.Abs(lo) <= largest && math.Abs(hi) <= largest) || lo > hi {
			t.Skip("the constructors refuse these")
		}
		lo, hi = axis{}.ends(lo, hi)
		ticks, _ := axis{integer: integer}.ticksFor(lo, hi, 0, bins)
		if len(ticks) > 30 {
			t.Fatalf("%d ticks from %v to %v", len(ticks), lo, hi)
		}
		slack := 1e-9 * (hi - lo)
		for i, tick := range ticks {
			if !(tick.Value >= lo-slack && tick.Value <= hi+slack) {
				t.Errorf("a tick at %v, outside of %v to %v", tick.Value, lo, hi)
			}
			if i > 0 && tick.Value < ticks[i-1].Value {
				t.Errorf("ticks from %v to %v fall: %v", lo, hi, ticks)
			}
			if tick.Label == "" {
				t.Errorf("no number at %v", tick.Value)
			}
		}
	})
}
