package figure

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// ErrorBarData holds the study's result: four quantities against the noise sigma, each with one curve for each dropout.
type ErrorBarData struct {
	// TrainAccuracy and TestAccuracy are in percent, TrainError and TestError in degrees.
	TrainAccuracy, TrainError, TestAccuracy, TestError Measure

	// Legend is the place of the legend in the last panel; the zero value finds the best one.
	Legend Place
}

// A Measure is one quantity against sigma.
type Measure struct {
	// Curves are ours, one for each dropout, in the colours of Tab10.
	Curves []Curve

	// Published are drawn faintly behind: Published[i] in the colour of Curves[i]. May be empty. They count where the axis
	// of an error is fitted to the data.
	Published []Curve
}

// A Curve is one line with error bars.
type Curve struct {
	// Label names the curve in the legend, such as "Dropout p=0.5".
	Label string

	// Sigma is the noise of each point, in rad.
	Sigma []float64

	// Mean is the quantity at each sigma.
	Mean []float64

	// SEM is the standard error of each mean: half the length of its bar. 0 draws no bar at that point, nil none at all.
	SEM []float64

	// Runs are the single runs behind each mean, Runs[i] those at Sigma[i], drawn as small points; nil draws none. Their
	// numbers may differ.
	Runs [][]float64
}

const (
	// behind is the opacity of the published curves.
	behind = 0.35

	// runSize and runOpacity are the look of single runs: half a usual marker.
	runSize    = markerSize / 2
	runOpacity = 0.4
)

// ErrorBars draws the study's result as its original does: 16 x 4 inches, four panels side by side, the accuracies from 0
// to 100 %, the errors fitted to the data, the legend in the last panel.
func ErrorBars(d ErrorBarData) (Figure, error) {
	panels := make([]*panel, 0, 4)
	for i, m := range [...]struct {
		title   string
		percent bool
		measure Measure
	}{
		{"Train_Acc", true, d.TrainAccuracy},
		{"Train_Err", false, d.TrainError},
		{"Test_Acc", true, d.TestAccuracy},
		{"Test_Err", false, d.TestError},
	} {
		p := &panel{title: m.title, xLabel: "sigma", yLabel: "Mean error (deg)"}
		if m.percent {
			p.yLabel, p.y = "Accuracy (%)", between(0, 100)
		}
		names := &legend{place: d.Legend}
		if err := p.addMeasure(m.measure, names); err != nil {
			return Figure{}, fmt.Errorf("figure: error bars: %s: %w", m.title, err)
		}
		if i == 3 {
			p.legend = names
		}
		panels = append(panels, p)
	}
	return inches(16, 4, 4, panels...), nil
}

// addMeasure adds the layers of one quantity, from the back to the front, and their names.
func (p *panel) addMeasure(m Measure, names *legend) error {
	if len(m.Curves) == 0 {
		return fmt.Errorf("%w: Curves is empty", ErrData)
	}
	for i, c := range m.Published {
		if err := c.validate(); err != nil {
			return fmt.Errorf("Published[%d]: %w", i, err)
		}
		p.layers = append(p.layers, c.layer(fade(cycle(i), behind)))
	}
	for i, c := range m.Curves {
		if err := c.validate(); err != nil {
			return fmt.Errorf("Curves[%d]: %w", i, err)
		}
		if c.Runs != nil {
			p.layers = append(p.layers, c.dots(fade(cycle(i), runOpacity)))
		}
	}
	for i, c := range m.Curves {
		l := c.layer(cycle(i))
		p.layers = append(p.layers, l)
		names.add(c.Label, l)
	}
	return nil
}

func (c Curve) layer(clr color.Color) curve {
	l := newCurve(c.Sigma, c.Mean, clr)
	l.bars = c.SEM
	return l
}

func (c Curve) dots(clr color.Color) dots {
	d := dots{diameter: vg.Length(runSize), color: clr}
	for i, runs := range c.Runs {
		for _, y := range runs {
			d.XYs = append(d.XYs, plotter.XY{X: c.Sigma[i], Y: y})
		}
	}
	return d
}

func (c Curve) validate() error {
	if err := finite("Sigma", c.Sigma); err != nil {
		return err
	}
	if err := finite("Mean", c.Mean); err != nil {
		return err
	}
	if err := sameLength("Mean", len(c.Mean), "Sigma", len(c.Sigma)); err != nil {
		return err
	}
	if c.SEM != nil {
		if err := finite("SEM", c.SEM); err != nil {
			return err
		}
		if err := sameLength("SEM", len(c.SEM), "Sigma", len(c.Sigma)); err != nil {
			return err
		}
		for i, e := range c.SEM {
			if e < 0 {
				return fmt.Errorf("%w: SEM[%d] is %v; want 0 or more", ErrData, i, e)
			}
		}
	}
	if c.Runs != nil {
		if err := sameLength("Runs", len(c.Runs), "Sigma", len(c.Sigma)); err != nil {
			return err
		}
		for i, r := range c.Runs {
			if err := finite(fmt.Sprintf("Runs[%d]", i), r); err != nil {
				return err
			}
		}
	}
	return nil
}
