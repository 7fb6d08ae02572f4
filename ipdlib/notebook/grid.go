package notebook

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"ipd/ipdlib/sweep"
)

// grid shows a sweep while it runs: a row for each dropout, a column for each sigma, in each cell a dot for each run. The
// trainings of several workers don't come in the order of nested loops, but each has its dot.
type grid struct {
	sweep.Grid
	epochs int
	count  count
	runs   map[string]dot  // by sweep.Training.String
	within map[int]float64 // by worker: how many trainings' worth it has done of those under way
	note   string          // what was last heard of
	live   *live
}

// dot is how far one training has come.
type dot int

const (
	waiting dot = iota
	running
	finished
)

func newGrid(g sweep.Grid, epochs int) *grid {
	gr := &grid{Grid: g, epochs: epochs, runs: map[string]dot{}, within: map[int]float64{}}
	gr.count = count{total: g.Runs * len(g.Dropouts) * len(g.Sigmas), begun: time.Now()}
	gr.live = newLive(gr.draw, gr.close)
	return gr
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
	b.WriteString(`<table><thead><tr><th style="text-align:left">dropout \ sigma</th>`)
	sigmas, dropouts := slices.Sorted(slices.Values(g.Sigmas)), slices.Sorted(slices.Values(g.Dropouts))
	for _, sigma := range sigmas {
		fmt.Fprintf(&b, `<th style="text-align:center">%v</th>`, sigma)
	}
	b.WriteString("</tr></thead><tbody>")
	for _, p := range dropouts {
		fmt.Fprintf(&b, `<tr><td style="text-align:left">%v</td>`, p)
		for _, sigma := range sigmas {
			fmt.Fprintf(&b, `<td style="text-align:center">%s</td>`, g.cell(p, sigma))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	return b.String()
}

// cell shows the runs of one dropout and sigma: ● finished, ◐ running, ○ waiting.
func (g *grid) cell(p, sigma float64) string {
	var dots strings.Builder
	done := 0
	for run := 1; run <= g.Runs; run++ {
		t := sweep.Training{Run: run}
		t.Settings.Network.Dropout, t.Settings.Stimulus.JitterSigma = p, sigma
		switch g.runs[t.String()] {
		case finished:
			dots.WriteString("●")
			done++
		case running:
			dots.WriteString("◐")
		default:
			dots.WriteString("○")
		}
	}
	if g.Runs > mostDots {
		return fmt.Sprintf("%d/%d", done, g.Runs)
	}
	return dots.String()
}
