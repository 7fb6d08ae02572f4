package figure

// A colourBar shows beside a panel which colour stands for which number.
type colourBar struct {
	lo, hi  float64
	colours ColourMap
	label   string

	// slim has the bar take a twentieth of the panel's place instead of a fifth, for wide panels (fraction=0.035, pad=0.015).
	slim bool
}

// panel returns the bar as a narrow panel with its numbers at the right.
func (b *colourBar) panel() *panel {
	lo, hi := nonsingular(b.lo, b.hi, 0.1, 1e-15)
	const levels = 256
	ramp := cells{lo: 0, hi: levels - 1, colours: b.colours, extent: extent{0, 1, lo, hi}}
	for i := range levels {
		ramp.values = append(ramp.values, []float64{float64(i)})
	}
	p := &panel{yLabel: b.label, x: between(0, 1), y: between(lo, hi)}
	p.x.ticks = noTicks
	p.y.right = true
	p.layers = append(p.layers, ramp)
	return p
}
