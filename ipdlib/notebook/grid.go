package notebook

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/sweep"
)

// grid shows a sweep while it runs: a row for each dropout (and each value of what else is varied), a column for each sigma,
// in each cell a dot for each run. The trainings of several workers don't come in the order of nested loops, but each has
// its dot.
type grid struct {
	rows   []string           // what each row stands for
	sigmas []float64          // of the columns
	cells  map[place][]string // the runs of each, by plan.Training.String
	epochs int
	count  count
	runs   map[string]dot  // by plan.Training.String
	within map[int]float64 // by worker: how many trainings' worth it has done of those under way
	note   string          // what was last heard of
	live   *live
}

// place is a row and a column.
type place struct {
	row   string
	sigma float64
}

// dot is how far one training has come.
type dot int

const (
	waiting dot = iota
	running
	finished
)

func newGrid(s plan.Settings) *grid {
	g := &grid{cells: map[place][]string{}, epochs: s.Schedule.Epochs, runs: map[string]dot{}, within: map[int]float64{}}
	// By rising dropout and sigma, in whatever order they are given; further axes stay as they are.
	s.Grid.Dropouts, s.Grid.Sigmas = slices.Sorted(slices.Values(s.Grid.Dropouts)), slices.Sorted(slices.Values(s.Grid.Sigmas))
	g.sigmas = s.Grid.Sigmas
	all := s.Trainings()
	for _, t := range all {
		at := place{rowOf(t, len(s.Grid.Dropouts) > 1), t.Sigma()}
		if !slices.Contains(g.rows, at.row) {
			g.rows = append(g.rows, at.row)
		}
		g.cells[at] = append(g.cells[at], t.String())
	}
	g.count = count{total: len(all), begun: time.Now()}
	g.note = compiling
	g.live = newLive(g.draw, g.close)
	g.live.begin()
	return g
}

// rowOf names a training's row: by what is varied, and by the dropout if there are several or nothing else to say.
func rowOf(t plan.Training, dropouts bool) string {
	var words []string
	for _, c := range t.Varied() {
		words = append(words, c.String())
	}
	if dropouts || len(words) == 0 {
		words = append(words, fmt.Sprintf("dropout %v", t.Dropout()))
	}
	return strings.Join(words, ", ")
}

// event takes what a sweep tells.
func (g *grid) event(e sweep.Event) {
	g.live.change(func() {
		switch e.Kind {
		case sweep.Found:
			g.runs[e.Training.String()] = finished
			g.count.found++
			g.count.begun = time.Now() // the rest begins no earlier
		case sweep.Started:
			g.runs[e.Training.String()] = running
		case sweep.Epoched:
			g.within[e.Worker] = float64(max(1, e.Together)) * float64(e.Epoch.Number+1) / float64(g.epochs)
			g.note = fmt.Sprintf("%s: epoch %d of %d", e.Training, e.Epoch.Number+1, g.epochs)
		case sweep.Finished:
			g.runs[e.Training.String()] = finished
			g.within[e.Worker] *= float64(e.Together) / float64(e.Together+1) // those that go on
		case sweep.Damaged:
			g.note = e.Damage
		}
		g.count.done, g.count.partial = e.Done, 0
		for _, share := range g.within {
			g.count.partial += share
		}
	})
}

func (g *grid) draw(at time.Time) content {
	text := g.count.doneInWords("trainings", at) + g.count.leftInWords(at)
	return content{
		plain: text + noted(g.note),
		rich: map[string]any{"text/html": g.table() + bar(g.count.fraction(), text) +
			`<div style="opacity:0.7">` + html.EscapeString(g.note) + `</div>`},
	}
}

// close leaves one sentence, and the table too if the sweep was stopped.
func (g *grid) close() {
	g.live.end(func(at time.Time) (content, bool) {
		g.count.partial = 0
		for name, how := range g.runs {
			if how == running { // it was, and what it had is lost
				g.runs[name] = waiting
			}
		}
		c := sentence(g.count.doneInWords("trainings", at) + ".")
		if g.count.done < g.count.total {
			c.rich["text/html"] = g.table() + html.EscapeString(c.plain)
		}
		return c, true
	})
}

// mostDots is how many runs a cell shows as dots; more are counted.
const mostDots = 6

func (g *grid) table() string {
	var b strings.Builder
	b.WriteString(`<table><thead><tr><th style="text-align:left">sigma</th>`)
	for _, sigma := range g.sigmas {
		fmt.Fprintf(&b, `<th style="text-align:center">%v</th>`, sigma)
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range g.rows {
		fmt.Fprintf(&b, `<tr><td style="text-align:left">%s</td>`, html.EscapeString(row))
		for _, sigma := range g.sigmas {
			fmt.Fprintf(&b, `<td style="text-align:center">%s</td>`, g.cell(row, sigma))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	return b.String()
}

// cell shows the runs of one row and sigma: ● finished, ◐ running, ○ waiting.
func (g *grid) cell(row string, sigma float64) string {
	var dots strings.Builder
	done, all := 0, g.cells[place{row, sigma}]
	for _, name := range all {
		switch g.runs[name] {
		case finished:
			dots.WriteString("●")
			done++
		case running:
			dots.WriteString("◐")
		default:
			dots.WriteString("○")
		}
	}
	if len(all) > mostDots {
		return fmt.Sprintf("%d/%d", done, len(all))
	}
	return dots.String()
}
