package site

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"math"
	"reflect"
	"slices"
	"strings"

	"ipd/ipdlib/depict"
	"ipd/ipdlib/figure"
	"ipd/ipdlib/original"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
	"ipd/ipdlib/teaching/lesson"
)

// ErrStudy is wrapped by errors about records that are not the study's.
var ErrStudy = errors.New("the live figure")

// A live figure is the study's result as a drawing with the data behind it.
type live struct {
	study   Study
	means   summary.Summary
	drawing template.HTML // what is within the svg element
	panels  []livePanel
	data    liveData
}

// A livePanel is one of the figure's, as a picture of its own: pages set them side by side or one below the other.
type livePanel struct {
	Title   string // Accuracy on the test set (%)
	ViewBox string
	Points  []livePoint
	First   bool
}

// liveData is what the script knows.
type liveData struct {
	Points  []livePoint  `json:"points"`
	Records []liveRecord `json:"records"`
}

// A livePoint is a mean, with all that stands behind it. Numbers that are not known are nil.
type livePoint struct {
	Number        int       `json:"-"`
	X             string    `json:"x"` // on the drawing, in points from its upper left corner
	Y             string    `json:"y"`
	Words         string    `json:"-"`
	Title         string    `json:"title"`
	Digits        int       `json:"digits"`
	Dropout       float64   `json:"dropout"`
	Sigma         float64   `json:"sigma"`
	Mean          float64   `json:"mean"`
	SEM           *float64  `json:"sem"`
	Runs          []liveRun `json:"runs"`
	Published     *float64  `json:"published"`
	PublishedRuns int       `json:"published_runs"`
	PublishedSEM  *float64  `json:"published_sem"`
	PublishedOff  *float64  `json:"published_off"` // in combined standard errors
	Rerun         *float64  `json:"rerun"`
	RerunSEM      *float64  `json:"rerun_sem"`
	RerunRuns     int       `json:"rerun_runs"`
	RerunOff      *float64  `json:"rerun_off"`
}

// A liveRun is one of the runs behind a mean.
type liveRun struct {
	Record int     `json:"record"` // its place among the records
	Value  float64 `json:"value"`
	Y      string  `json:"y"` // on the drawing
}

// A liveRecord is a record's file, and what makes it again.
type liveRecord struct {
	Name    string          `json:"name"`
	Command string          `json:"command"`
	Record  json.RawMessage `json:"record"`
}

func newLive(study Study) (*live, error) {
	if !study.Settings.IsStudy() {
		return nil, fmt.Errorf("%w wants the study's trainings, of which only seed, runs, dropouts and sigmas may differ", ErrStudy)
	}
	trainings := study.Settings.Trainings()
	if len(study.Records) != len(trainings) || slices.Contains(study.Records, nil) {
		return nil, fmt.Errorf("%w wants a record of each of the %d trainings", ErrStudy, len(trainings))
	}
	l := &live{study: study, means: summary.Of(study.Records)}
	fig, err := depict.Robustness(l.means, original.Published()...)
	if err != nil {
		return nil, err
	}
	if l.drawing, err = drawing(fig); err != nil {
		return nil, err
	}
	for i, r := range study.Records {
		text, err := json.Marshal(r)
		if err != nil {
			return nil, err
		}
		l.data.Records = append(l.data.Records, liveRecord{trainings[i].FileName(), study.Command(i), text})
	}
	compared := original.Compare(l.means)
	all := fig.Axes()
	for i, q := range l.means.Quantities() {
		p := livePanel{Title: q.Title(), ViewBox: viewBox(fig, all, i), First: i == 0}
		for _, cell := range l.means.Cells {
			if cell.Quantity != q {
				continue
			}
			point := l.point(fig, all[i], cell, compared)
			point.Number = len(l.data.Points)
			l.data.Points = append(l.data.Points, point)
			p.Points = append(p.Points, point)
		}
		l.panels = append(l.panels, p)
	}
	return l, nil
}

// point makes a mean's target.
func (l *live) point(fig figure.Figure, axes figure.Axes, cell summary.Cell, compared []original.Comparison) livePoint {
	q := cell.Quantity
	at := func(y float64) (string, string) {
		p := axes.At(cell.Sigma, y)
		return fmt.Sprintf("%.2f", p.X.Points()), fmt.Sprintf("%.2f", (fig.Height - p.Y).Points())
	}
	point := livePoint{Title: q.Title(), Digits: q.Metric().Digits, Dropout: cell.Dropout, Sigma: cell.Sigma, Mean: cell.Mean, SEM: known(cell.SEM)}
	point.X, point.Y = at(cell.Mean)
	for i, r := range l.study.Records {
		if r.Dropout() == cell.Dropout && r.Sigma() == cell.Sigma {
			_, y := at(q.Of(r))
			point.Runs = append(point.Runs, liveRun{i, q.Of(r), y})
		}
	}
	point.Words = fmt.Sprintf("%s, dropout %v, sigma %v: %s", q.Title(), cell.Dropout, cell.Sigma, q.Text(cell.Mean))
	same := func(other record.Quantity, dropout, sigma float64) bool {
		return other == q && dropout == cell.Dropout && sigma == cell.Sigma
	}
	for _, c := range compared {
		if same(c.Ours.Quantity, c.Ours.Dropout, c.Ours.Sigma) {
			point.Published, point.PublishedOff, point.PublishedRuns = &c.Published, known(c.PublishedOff), original.PublishedRuns
			point.Rerun, point.RerunOff, point.RerunRuns = &c.Rerun, known(c.RerunOff), c.RerunRuns
			point.Words += fmt.Sprintf(", published %s", q.Text(c.Published))
		}
	}
	for _, p := range original.Published() {
		if same(p.Quantity, p.Dropout, p.Sigma) && !p.Bound {
			point.PublishedSEM = known(p.SEM)
		}
	}
	for _, c := range original.Rerun() {
		if same(c.Quantity, c.Dropout, c.Sigma) {
			point.RerunSEM = known(c.SEM)
		}
	}
	return point
}

// known is nil for a number that isn't.
func known(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

// Command is what makes the record of training i again, in the project's folder.
func (s Study) Command(i int) string {
	command := []string{"go run ./ipdlib/cmd/ipd reproduce"}
	study, grid := plan.Default().Grid, s.Settings.Grid
	if grid.Seed != study.Seed {
		command = append(command, fmt.Sprintf("-seed %d", grid.Seed))
	}
	if grid.Runs != study.Runs {
		command = append(command, fmt.Sprintf("-runs %d", grid.Runs))
	}
	if !slices.Equal(grid.Dropouts, study.Dropouts) {
		command = append(command, "-dropouts "+joined(grid.Dropouts))
	}
	if !slices.Equal(grid.Sigmas, study.Sigmas) {
		command = append(command, "-sigmas "+joined(grid.Sigmas))
	}
	backend, plugin, _ := strings.Cut(s.Records[i].ComputedBy.Backend, ":")
	if plugin == "cuda" {
		backend = plugin
	}
	return strings.Join(append(command, "-backend", backend, "-only", s.Records[i].Name(i), "-out results/again"), " ")
}

func joined(numbers []float64) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(numbers), "[]"), " ", ",")
}

// ofPage gives a drawing the page's colours: black is that of the text, white that of the paper, published curves are as faint
// as the page wants them.
var ofPage = strings.NewReplacer(`fill:#FFFFFF"`, `fill:none"`, "fill:#FFFFFF;", "fill:var(--paper);", "#000000", "currentColor",
	"stroke-opacity:0.34902", "stroke-opacity:var(--behind)") // 0x59/0xff is figure's opacity of what is behind

// drawing is the figure as SVG, without the outermost element.
func drawing(fig figure.Figure) (template.HTML, error) {
	var svg bytes.Buffer
	if err := fig.WriteSVG(&svg); err != nil {
		return "", err
	}
	text := svg.String()
	begin, end := strings.Index(text, "<g "), strings.LastIndex(text, "</svg>")
	if begin < 0 || end < begin {
		return "", errors.New("the drawing isn't an SVG as it was") // gonum/plot writes it otherwise
	}
	return template.HTML(ofPage.Replace(text[begin:end])), nil
}

// viewBox is the part of the drawing that panel i takes with its labels. All are equally wide, and end at the right border of
// their frames.
func viewBox(fig figure.Figure, all []figure.Axes, i int) string {
	const pad = 4
	widest := slices.MaxFunc(all, func(a, b figure.Axes) int { return cmp.Compare(a.Panel.Size().X, b.Panel.Size().X) })
	width := widest.Panel.Size().X.Points() + 2*pad
	return fmt.Sprintf("%.2f 0 %.2f %.2f", all[i].Panel.Max.X.Points()+pad-width, width, fig.Height.Points())
}

// isIn reports whether a cell of a page draws the study's result.
func (l *live) isIn(p *page, c *lesson.Cell) bool {
	return p.Source == document && strings.Contains(strings.Join(c.Source, ""), "depict.Robustness(")
}

// isDocuments reports whether the figure is the very one that the document has: the default settings on the fused engine.
func (l *live) isDocuments() bool {
	return reflect.DeepEqual(l.study.Settings, plan.Default()) &&
		!slices.ContainsFunc(l.study.Records, func(r *record.Record) bool { return r.ComputedBy.Backend != "fused" })
}

// html is the figure as part of a page.
func (l *live) html() (template.HTML, error) {
	var b strings.Builder
	err := templates.ExecuteTemplate(&b, "live", map[string]any{
		"Drawing": l.drawing, "Panels": l.panels, "Data": l.data, "Dropouts": l.means.Dropouts(), "Table": l.table(),
	})
	return template.HTML(b.String()), err
}

// A tableRow has a mean beside the original's two.
type tableRow struct{ Title, Dropout, Sigma, Ours, Published, Rerun string }

func (l *live) table() (rows []tableRow) {
	for _, p := range l.data.Points {
		number := func(x, sem *float64) string {
			if x == nil {
				return ""
			}
			text := fmt.Sprintf("%.*f", p.Digits, *x)
			if sem != nil {
				text += fmt.Sprintf(" ± %.*f", p.Digits, *sem)
			}
			return text
		}
		rows = append(rows, tableRow{p.Title, fmt.Sprint(p.Dropout), fmt.Sprint(p.Sigma),
			number(&p.Mean, p.SEM), number(p.Published, p.PublishedSEM), number(p.Rerun, p.RerunSEM)})
	}
	return rows
}
