package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// TilesData holds curves of many units that are drawn small, each in a panel of its own, all on the same axes: tuning
// curves, for example.
type TilesData struct {
	XLabel, YLabel string

	// Tiles are drawn row by row.
	Tiles []Tile

	// Columns of tiles; 0 takes 6, or as many as there are tiles.
	Columns int

	// XTicks are the ticks of all tiles; nil chooses them.
	XTicks []Tick

	// OwnY gives each tile a y axis of its own. The default is one range for all, so that heights can be compared.
	OwnY bool
}

// A Tile is one unit's panel.
type Tile struct {
	Title  string
	Curves []Curve

	// Mark, if not nil, is the x of an upright dashed line, such as the best IPD.
	Mark *float64
}

// Tiles draws one small panel for each unit, 1.67 x 1.4 inches each in a figure 10 inches wide.
func Tiles(d TilesData) (Figure, error) {
	if len(d.Tiles) == 0 {
		return Figure{}, fmt.Errorf("figure: tiles: %w: no tile", ErrData)
	}
	if d.Columns < 0 {
		return Figure{}, fmt.Errorf("figure: tiles: %w: Columns is %d; want 1 or more, or 0 for 6", ErrData, d.Columns)
	}
	if err := checkTicks("XTicks", d.XTicks); err != nil {
		return Figure{}, fmt.Errorf("figure: tiles: %w", err)
	}
	columns := d.Columns
	if columns == 0 {
		columns = min(6, len(d.Tiles))
	}
	panels := make([]*panel, len(d.Tiles))
	for i, tile := range d.Tiles {
		p := &panel{title: tile.Title, smallTitle: true}
		if err := p.addMeasure(Measure{Curves: tile.Curves}, &legend{}); err != nil {
			return Figure{}, fmt.Errorf("figure: tiles: tile %d %q: %w", i, tile.Title, err)
		}
		if tile.Mark != nil {
			if err := finite("Mark", []float64{*tile.Mark}); err != nil {
				return Figure{}, fmt.Errorf("figure: tiles: tile %d %q: %w", i, tile.Title, err)
			}
			p.layers = append(p.layers, upright(*tile.Mark))
		}
		if d.XTicks != nil {
			p.x.names = across(d.XTicks)
		}
		panels[i] = p
	}
	d.share(panels, columns)
	rows := (len(panels) + columns - 1) / columns
	return inches(10, max(2.4, 0.6+1.3*vg.Length(rows)), columns, panels...), nil
}

// share gives all panels the same ranges, and numbers and labels to the outer ones only.
func (d TilesData) share(panels []*panel, columns int) {
	x, y := [2]float64{math.Inf(1), math.Inf(-1)}, [2]float64{math.Inf(1), math.Inf(-1)}
	for _, p := range panels {
		s := p.scale()
		x = [2]float64{min(x[0], s.X.Min), max(x[1], s.X.Max)}
		y = [2]float64{min(y[0], s.Y.Min), max(y[1], s.Y.Max)}
	}
	for i, p := range panels {
		p.x.limits = &x
		p.x.bare = i+columns < len(panels) // another one is below
		if !p.x.bare {
			p.xLabel = d.XLabel
		}
		if !d.OwnY {
			p.y.limits = &y
			p.y.bare = i%columns != 0
		}
		if i%columns == 0 {
			p.yLabel = d.YLabel
		}
	}
}
