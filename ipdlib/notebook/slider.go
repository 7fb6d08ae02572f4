package notebook

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"image/png"

	"ipd/ipdlib/figure"
)

// A Slider is a number that the reader moves, with a figure for each of its values. All figures are drawn beforehand, so it
// moves without a kernel too: in JupyterLab, and on a converted page. Where no script may run (a notebook that JupyterLab
// does not trust, a page of a code host) the figure of the start value is shown, with its caption.
//
//	slider := notebook.Slider{Label: "input current", Values: []float64{0, 0.1, 0.2}, Start: 1}
//	slider.Show(func(current float64) (figure.Figure, error) { return figure.Lines(...) })
//
// The figures should have one size and fixed axes, or else the picture jumps. A figure takes 5 to 15 kB of the notebook.
type Slider struct {
	Label   string    // names the number, with its unit
	Values  []float64 // from left to right; at least two
	Start   int       // index of the value that is shown first
	Format  string    // of the values, as in fmt.Sprintf; empty: %g
	Caption string    // says what to look for; may be empty

	// Alt says in words what the figure of a value shows, for those who can't see it; nil: the label and the value.
	Alt func(value float64) string
}

// ErrSlider is wrapped by errors about a slider that can't be shown.
var ErrSlider = errors.New("slider")

//go:embed slider.html
var sliderSource string

var sliderPage = template.Must(template.New("slider").Parse(sliderSource))

// sliderFrame is what the page knows of a value.
type sliderFrame struct {
	Value   string       `json:"value"`
	Alt     string       `json:"alt"`
	Picture template.URL `json:"picture"`
}

// Show draws all figures and shows the slider. An error ends the cell, as with [Check].
func (s Slider) Show(frame func(value float64) (figure.Figure, error)) {
	Check(s.check())
	frames := make([]sliderFrame, len(s.Values))
	for i, value := range s.Values {
		fig, err := frame(value)
		Check(err)
		picture, err := smallPNG(fig)
		Check(err)
		frames[i] = sliderFrame{s.text(value), s.alt(value), template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(picture))}
	}
	var page bytes.Buffer
	Check(sliderPage.Execute(&page, map[string]any{
		"Label": s.Label, "Caption": s.Caption, "Start": s.Start, "First": frames[s.Start], "Frames": frames,
	}))
	HTML(fmt.Sprintf("[slider: %s from %s to %s, here %s. %s]", s.Label, frames[0].Value, frames[len(frames)-1].Value,
		frames[s.Start].Value, frames[s.Start].Alt), page.String())
}

// smallPNG draws a figure so that it takes little of the notebook.
func smallPNG(fig figure.Figure) ([]byte, error) {
	var full, small bytes.Buffer
	if err := fig.WritePNG(&full, figure.DPI); err != nil {
		return nil, err
	}
	picture, err := png.Decode(&full)
	if err != nil {
		return nil, err
	}
	err = figure.WriteSmallPNG(&small, picture)
	return small.Bytes(), err
}

func (s Slider) check() error {
	switch {
	case s.Label == "":
		return fmt.Errorf("%w: it has no Label", ErrSlider)
	case len(s.Values) < 2:
		return fmt.Errorf("%w %q: %d Values; want at least two", ErrSlider, s.Label, len(s.Values))
	case s.Start < 0 || s.Start >= len(s.Values):
		return fmt.Errorf("%w %q: Start is %d; want an index of the %d Values", ErrSlider, s.Label, s.Start, len(s.Values))
	}
	return nil
}

func (s Slider) text(value float64) string {
	if s.Format == "" {
		return fmt.Sprintf("%g", value)
	}
	return fmt.Sprintf(s.Format, value)
}

func (s Slider) alt(value float64) string {
	if s.Alt == nil {
		return s.Label + ": " + s.text(value)
	}
	return s.Alt(value)
}
