package notebook

import (
	"fmt"
	"html"
	"time"
)

// Progress shows how far some work has come, and how long the rest will take, as a bar. At its end one sentence is left.
// It may be used by several goroutines at once.
type Progress struct {
	what  string
	count count
	note  string
	live  *live
}

// NewProgress begins the progress of a number of steps; what names them, in the plural. Close it when the work is over:
//
//	p := notebook.NewProgress("epochs", 20)
//	defer p.Close()
//	... p.Step("loss 0.52") ...
func NewProgress(what string, steps int) *Progress {
	p := &Progress{what: what, count: count{total: steps, begun: time.Now()}}
	p.live = newLive(p.draw, p.Close)
	return p
}

// compiling is what is said before the first step of trainings.
const compiling = "compiling the network's programs"

// Begin says what is done before the first step. It is shown if that takes longer than a second.
func (p *Progress) Begin(note string) {
	p.live.mu.Lock()
	p.note = note
	p.live.mu.Unlock()
	p.live.begin()
}

// Step says that one more step is done, and something about it.
func (p *Progress) Step(note string) {
	p.live.change(func() { p.count.done, p.note = p.count.done+1, note })
}

// Close leaves one sentence in place of the bar: how many steps were done, how long it took, and the last note. If there
// was no step there is nothing to say. Further calls do nothing.
func (p *Progress) Close() {
	p.live.end(func(at time.Time) (content, bool) {
		return sentence(p.count.doneInWords(p.what, at) + noted(p.note) + "."), p.count.done > 0
	})
}

func (p *Progress) draw(at time.Time) content {
	text := p.count.doneInWords(p.what, at) + p.count.leftInWords(at) + noted(p.note)
	return content{plain: text, rich: map[string]any{"text/html": bar(p.count.fraction(), text)}}
}

func noted(note string) string {
	if note == "" {
		return ""
	}
	return "; " + note
}

// bar draws a bar that is filled to a fraction, and text below it.
func bar(fraction float64, text string) string {
	return fmt.Sprintf(`<div style="max-width:480px;height:10px;margin:4px 0;background:rgba(128,128,128,0.25);border-radius:5px;overflow:hidden">`+
		`<div style="width:%.1f%%;height:100%%;background:#1f77b4"></div></div><div>%s</div>`, 100*fraction, html.EscapeString(text))
}

// sentence is text that may replace HTML.
func sentence(text string) content {
	return content{plain: text, rich: map[string]any{"text/html": html.EscapeString(text)}}
}
