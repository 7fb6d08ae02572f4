package site

import (
	"encoding/json"
	"errors"
	"html/template"
	"slices"
	"strings"

	"ipd/ipdlib/finding"
	"ipd/ipdlib/record"
)

// The slider of the first page is a lesson's: what the network hears.
const (
	sliderSource = "notebooks/teaching/2_from_sound_to_spikes.ipynb"
	sliderWords  = "bands of spikes" // in its words for those who can't see it
)

// results are the numbers of the first page's sentences, from the records.
type results struct {
	Least, Most        finding.Gap // at the least and the most noise, with the least dropout
	LeastSigma         float64     // rad
	MostSigma          float64
	Effects            []finding.Effect // of dropout on the test accuracy
	Agreeing, Compared int
	Trainings          int
}

func (l *live) results() results {
	records, grid := l.study.Records, l.study.Settings.Grid
	r := results{
		LeastSigma: slices.Min(grid.Sigmas), MostSigma: slices.Max(grid.Sigmas), Trainings: len(records),
		Effects: finding.DropoutEffects(l.means, record.TestAccuracy),
	}
	r.Least = finding.Gaps(records, r.LeastSigma)[0]
	r.Most = finding.Gaps(records, r.MostSigma)[0]
	r.Agreeing, r.Compared = finding.Agreement(l.means)
	return r
}

// landing makes the first page.
func (m *maker) landing() error {
	slider, err := m.slider()
	if err != nil {
		return err
	}
	figure, err := m.live.html()
	if err != nil {
		return err
	}
	f := m.frame("Robustness to noise and dropout", "index.html", "")
	f.Live = true
	return m.execute(f.Path, "landing.html", struct {
		frame
		Figure, Slider template.HTML
		Results        results
	}{f, figure, slider, m.live.results()})
}

// slider finds the lesson's.
func (m *maker) slider() (template.HTML, error) {
	lesson := m.linker.pages[sliderSource]
	if lesson == nil {
		return "", errors.New("there is no " + sliderSource)
	}
	for _, c := range lesson.cells {
		if c.code == nil || !strings.Contains(string(c.code.Outputs), sliderWords) {
			continue
		}
		var outputs []output
		if err := json.Unmarshal(c.code.Outputs, &outputs); err != nil {
			return "", err
		}
		for _, o := range outputs {
			if out, err := lesson.output(o, m.linker); err == nil && strings.Contains(string(out), "ipd-slider") {
				return out, nil
			}
		}
	}
	return "", errors.New("there is no slider with " + sliderWords + " in " + sliderSource)
}
