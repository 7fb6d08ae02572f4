package lesson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Notebook is a file in the format nbformat 4.5.
type Notebook struct {
	Cells    []Cell         `json:"cells"`
	Metadata map[string]any `json:"metadata"`
	Format   int            `json:"nbformat"`
	Minor    int            `json:"nbformat_minor"`
}

// A Cell is a text cell or a code cell. ExecutionCount and Outputs are nil for text.
type Cell struct {
	Type           string          `json:"cell_type"`
	ExecutionCount json.RawMessage `json:"execution_count,omitempty"`
	ID             string          `json:"id"`
	Metadata       map[string]any  `json:"metadata"`
	Outputs        json.RawMessage `json:"outputs,omitempty"`
	Source         []string        `json:"source"`
}

// Student gives the notebook with the gaps.
func (l *Lesson) Student() *Notebook { return l.notebook(false) }

// Solved gives the notebook with the solutions.
func (l *Lesson) Solved() *Notebook { return l.notebook(true) }

// kernel is what new notebooks are run with.
var kernel = map[string]any{"display_name": "Go · IPD (XLA CPU)", "language": "go", "name": "ipd-xla-cpu"}

func (l *Lesson) notebook(solved bool) *Notebook {
	nb := &Notebook{
		Metadata: map[string]any{"kernelspec": kernel, "title": l.Title},
		Format:   4, Minor: 5,
	}
	ids := &names{taken: map[string]bool{}}
	for i, p := range l.Parts {
		text := p.Text
		switch {
		case p.Kind == Wrong, p.Kind == Solution && !solved, p.Kind == Exercise && solved:
			continue
		case p.Kind == Text && i == 0 && solved:
			text = solvedTitle(text, l.Name)
		}
		nb.Cells = append(nb.Cells, newCell(ids.of(p), p.Kind, text))
	}
	return nb
}

// solvedTitle says which of the two notebooks this is.
func solvedTitle(text, name string) string {
	title, rest, _ := strings.Cut(text, "\n")
	return fmt.Sprintf("%s (solved)\n\n*Here the exercises are solved. The lesson itself: [%s](../%s.ipynb).*\n%s", title, name, name, rest)
}

func newCell(id string, kind Kind, text string) Cell {
	c := Cell{Type: "code", ID: id, Metadata: map[string]any{}, Source: strings.SplitAfter(text, "\n")}
	switch kind {
	case Text:
		c.Type = "markdown"
		return c
	case Folded:
		c.Metadata["jupyter"] = map[string]any{"source_hidden": true} // what JupyterLab folds
		c.Metadata["tags"] = []any{"hide-input"}                      // what converted pages leave out
	case Exercise, Solution, Check:
		c.Metadata["tags"] = []any{string(kind)}
	}
	c.ExecutionCount, c.Outputs = json.RawMessage("null"), json.RawMessage("[]")
	return c
}

// names gives cells their ids: after the exercise, or after the heading above them with a number.
type names struct {
	heading string
	count   int
	taken   map[string]bool
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

func (n *names) of(p Part) string {
	id := ""
	switch {
	case p.Name != "" && p.Kind == Check:
		id = p.Name + "-check"
	case p.Name != "": // the same for gap and solution, so that both notebooks have the same ids
		id = p.Name + "-exercise"
	default:
		line, _, _ := strings.Cut(p.Text, "\n")
		if heading := strings.TrimLeft(line, "#"); p.Kind == Text && heading != line && strings.HasPrefix(heading, " ") {
			const longest = 40 // nbformat allows 64 in all
			slug := strings.Trim(notInID.ReplaceAllString(strings.ToLower(heading), "-"), "-")
			n.heading, n.count = slug[:min(len(slug), longest)], 0
		}
		n.count++
		id = fmt.Sprintf("%s-%d", n.heading, n.count)
	}
	for base, i := id, 2; n.taken[id]; i++ {
		id = fmt.Sprintf("%s-again%d", base, i)
	}
	n.taken[id] = true
	return id
}

// Keep takes over the outputs of an older version. If its code is the same, cell for cell, they are still right; if not,
// nothing is taken over, since a cell may depend on any before it.
func (nb *Notebook) Keep(older *Notebook) {
	mine, theirs := nb.code(), older.code()
	if !slices.EqualFunc(mine, theirs, func(a, b *Cell) bool { return slices.Equal(a.Source, b.Source) }) {
		return
	}
	for i, c := range mine {
		c.Outputs, c.ExecutionCount = theirs[i].Outputs, theirs[i].ExecutionCount
	}
	if info, ok := older.Metadata["language_info"]; ok { // what the kernel has written
		nb.Metadata["language_info"] = info
	}
}

// HasRun reports whether all code cells have been run.
func (nb *Notebook) HasRun() bool {
	return !slices.ContainsFunc(nb.code(), func(c *Cell) bool { return string(c.ExecutionCount) == "null" })
}

func (nb *Notebook) code() (cells []*Cell) {
	for i := range nb.Cells {
		if nb.Cells[i].Type == "code" {
			cells = append(cells, &nb.Cells[i])
		}
	}
	return cells
}

// Same reports whether another version has the same cells, whatever their outputs.
func (nb *Notebook) Same(other *Notebook) bool {
	return slices.EqualFunc(nb.Cells, other.Cells, func(a, b Cell) bool {
		am, _ := json.Marshal(a.Metadata)
		bm, _ := json.Marshal(b.Metadata)
		return a.ID == b.ID && a.Type == b.Type && slices.Equal(a.Source, b.Source) && bytes.Equal(am, bm)
	})
}

// Marshal writes the notebook as Jupyter does.
func (nb *Notebook) Marshal() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(nb)
	return b.Bytes(), err
}

// Unmarshal reads a notebook.
func Unmarshal(raw []byte) (*Notebook, error) {
	nb := &Notebook{}
	if err := json.Unmarshal(raw, nb); err != nil {
		return nil, err
	}
	return nb, nil
}
