package figure

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// A Tick is a place on an axis with what is written there.
type Tick struct {
	At    float64
	Label string
}

// lineOfText is the distance between the baselines of lines (text.linespacing).
const lineOfText = 1.2 * labelSize

// names is a choice of ticks: those that are given, as far as their labels leave room for one another. Where they don't,
// every second of ticks at equal distances stays, or every fifth, tenth, ... counted from the first; of others, each that
// stands clear of the one before.
type names struct {
	ticks []plot.Tick

	// along is the length of the widest label in the direction of the axis.
	along vg.Length
}

// places names 0, 1, 2, ...
func places(labels []string) []Tick {
	ticks := make([]Tick, len(labels))
	for i, l := range labels {
		ticks[i] = Tick{float64(i), l}
	}
	return ticks
}

// across and upwards are names along the x and the y axis.
func across(ticks []Tick) *names {
	n := newNames(ticks)
	for _, t := range ticks {
		n.along = max(n.along, textWidth(labelSize, t.Label))
	}
	n.along += labelSize / 2 // the least space between two words
	return n
}

func upwards(ticks []Tick) *names {
	n := newNames(ticks)
	n.along = lineOfText
	return n
}

func newNames(ticks []Tick) *names {
	n := &names{}
	for _, t := range ticks {
		label := t.Label
		if rest, negative := strings.CutPrefix(label, "-"); negative {
			label = minus("-") + rest // but a hyphen within a word stays one
		}
		n.ticks = append(n.ticks, plot.Tick{Value: t.At, Label: label})
	}
	return n
}

// fitting gives the ticks from lo to hi on an axis of some length.
func (n *names) fitting(lo, hi float64, length vg.Length) []plot.Tick {
	if lo > hi {
		lo, hi = hi, lo
	}
	var within []plot.Tick
	for _, t := range n.ticks {
		if t.Value >= lo && t.Value <= hi {
			within = append(within, t)
		}
	}
	perUnit := length / vg.Length(hi-lo)
	if !even(within) {
		return n.clear(within, perUnit)
	}
	step := 0
	for _, step = range [...]int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if len(within) < 2 || vg.Length(step)*vg.Length(within[1].Value-within[0].Value)*perUnit >= n.along {
			break
		}
	}
	chosen := within[:0:0]
	for i := 0; i < len(within); i += step {
		chosen = append(chosen, within[i])
	}
	return chosen
}

// even tells whether ticks rise by equal distances.
func even(ticks []plot.Tick) bool {
	for i := 2; i < len(ticks); i++ {
		if a, b := ticks[i-1].Value-ticks[i-2].Value, ticks[i].Value-ticks[i-1].Value; math.Abs(a-b) > 1e-9*math.Abs(a) {
			return false
		}
	}
	return len(ticks) < 2 || ticks[1].Value > ticks[0].Value
}

// clear gives the ticks that stand clear of the one before, on an axis with so many points of length to a unit.
func (n *names) clear(ticks []plot.Tick, perUnit vg.Length) (chosen []plot.Tick) {
	for _, t := range ticks {
		if len(chosen) > 0 && vg.Length(math.Abs(t.Value-chosen[len(chosen)-1].Value))*perUnit < n.along {
			continue
		}
		chosen = append(chosen, t)
	}
	return chosen
}

// checkTicks makes sure that all places are numbers.
func checkTicks(what string, ticks []Tick) error {
	for i, t := range ticks {
		if err := finite(fmt.Sprintf("%s[%d].At", what, i), []float64{t.At}); err != nil {
			return err
		}
	}
	return nil
}
