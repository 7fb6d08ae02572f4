package lesson

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// ErrSource is wrapped by every error about a source that can't be read.
var ErrSource = errors.New("source of a lesson")

// A Kind says what a part is.
type Kind string

const (
	Text     Kind = "text"
	Code     Kind = "code"
	Folded   Kind = "folded"
	Exercise Kind = "exercise"
	Solution Kind = "solution"
	Wrong    Kind = "wrong"
	Check    Kind = "check"
)

// A Part is a cell, or what belongs to one.
type Part struct {
	Kind Kind
	Line int    // in the source, from 1
	Text string // without the fences, and without empty lines at its ends
	Name string // of the exercise; empty for Text, Code and Folded
	Says string // Wrong: what the check says
}

// A Lesson is a source that was read.
type Lesson struct {
	Name  string // of the file, without its ending: "1_one_neuron"
	Title string
	Parts []Part
}

// Parse reads a source. The name is that of its notebooks.
func Parse(name string, source []byte) (*Lesson, error) {
	l := &Lesson{Name: name}
	for _, p := range split(source) {
		if p.Kind == Text {
			p.Text = strings.TrimSpace(p.Text)
		} else if err := p.readInfo(); err != nil {
			return nil, fmt.Errorf("%w %s, line %d: %w", ErrSource, name, p.Line, err)
		}
		if p.Text == "" && p.Kind == Text {
			continue
		}
		l.Parts = append(l.Parts, p)
		if title, ok := strings.CutPrefix(p.Text, "# "); ok && len(l.Parts) == 1 {
			l.Title, _, _ = strings.Cut(title, "\n")
		}
	}
	if l.Title == "" {
		return nil, fmt.Errorf("%w %s: it has to begin with its title, as in \"# 1 One neuron\"", ErrSource, name)
	}
	if err := l.checkExercises(); err != nil {
		return nil, fmt.Errorf("%w %s, %w", ErrSource, name, err)
	}
	return l, nil
}

// split cuts the source into text and blocks of Go, whose Name is the whole of what follows the fence. Goldmark knows what
// is a block and what only looks like one.
func split(source []byte) (parts []Part) {
	line := func(offset int) int { return bytes.Count(source[:offset], []byte("\n")) + 1 }
	from := 0
	cut := func(to int) { // ends a text cell
		parts = append(parts, Part{Kind: Text, Line: line(from + leadingSpace(source[from:to])), Text: string(source[from:to])})
		from = to
	}
	document := goldmark.DefaultParser().Parse(text.NewReader(source))
	for n := document.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			if n.Lines().Len() > 0 {
				cut(lineStart(source, n.Lines().At(0).Start))
			}
		case *ast.ThematicBreak:
			start := lineStart(source, n.Pos())
			cut(start)
			from = lineEnd(source, start)
		case *ast.FencedCodeBlock:
			if string(n.Language(source)) != "go" {
				continue
			}
			start := lineStart(source, n.Info.Segment.Start)
			cut(start)
			body, end := "", lineEnd(source, start)
			if k := n.Lines().Len(); k > 0 {
				body, end = string(n.Lines().Value(source)), n.Lines().At(k-1).Stop
			}
			parts = append(parts, Part{Kind: Code, Line: line(start), Text: strings.Trim(body, "\n"), Name: string(n.Info.Segment.Value(source))})
			from = lineEnd(source, end) // behind the closing fence
		}
	}
	cut(len(source))
	return parts
}

func leadingSpace(b []byte) int { return len(b) - len(bytes.TrimLeft(b, " \t\n")) }

func lineStart(source []byte, offset int) int { return bytes.LastIndexByte(source[:offset], '\n') + 1 }

// lineEnd is where the next line begins.
func lineEnd(source []byte, offset int) int {
	if i := bytes.IndexByte(source[offset:], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(source)
}

var info = regexp.MustCompile(`^go(?: (folded)| (exercise|solution|check) ([a-z0-9-]+)| (wrong) ([a-z0-9-]+): (\S.*))?$`)

// readInfo reads what follows a fence.
func (p *Part) readInfo() error {
	m := info.FindStringSubmatch(strings.TrimSpace(p.Name))
	if m == nil {
		return fmt.Errorf("%q is none of: go, go folded, go exercise NAME, go solution NAME, go wrong NAME: WORDS, go check NAME (names of a-z, 0-9 and -)", p.Name)
	}
	if p.Text == "" {
		return errors.New("the block is empty")
	}
	p.Name = m[3] + m[5]
	p.Says = m[6]
	if kind := m[1] + m[2] + m[4]; kind != "" {
		p.Kind = Kind(kind)
	}
	return nil
}

// checkExercises makes sure that each exercise has its gap, its solution, at least one wrong answer and its check, in this
// order.
func (l *Lesson) checkExercises() error {
	state := map[string]Kind{} // what was last seen of each exercise
	for _, p := range l.Parts {
		if p.Name == "" {
			continue
		}
		last, begun := state[p.Name]
		fits := map[Kind]bool{
			Exercise: !begun,
			Solution: last == Exercise,
			Wrong:    last == Solution || last == Wrong,
			Check:    last == Wrong,
		}[p.Kind]
		if !fits {
			return fmt.Errorf("line %d: the %s of %q is out of order; an exercise needs, once and in this order: exercise, solution, one or more wrong, check", p.Line, p.Kind, p.Name)
		}
		state[p.Name] = p.Kind
	}
	for name, last := range state {
		if last != Check {
			return fmt.Errorf("the exercise %q has no check", name)
		}
	}
	return nil
}

// Exercises lists the names of the exercises, in order.
func (l *Lesson) Exercises() (names []string) {
	for _, p := range l.Parts {
		if p.Kind == Exercise {
			names = append(names, p.Name)
		}
	}
	return names
}
