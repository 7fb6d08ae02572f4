package lesson

import (
	"fmt"
	"regexp"
	"strings"
)

// What reads well: a lesson takes half an hour to an hour, a text cell and a code cell are seen at one glance.
const (
	MostWords     = 1300 // of a lesson's text
	MostCellWords = 65
	MostLines     = 12  // of a code cell that is not folded
	MostLoopLines = 16  // of one that a student writes: a training loop takes 15
	MostColumns   = 100 // of its lines; of those of a folded cell a quarter more
	LeastTasks    = 2
	MostTasks     = 7
)

// Problems lists what keeps a lesson from reading well, a sentence each, with the line of the source.
func (l *Lesson) Problems() (problems []string) {
	say := func(line int, format string, args ...any) {
		problems = append(problems, fmt.Sprintf("%s, line %d: %s", l.Name, line, fmt.Sprintf(format, args...)))
	}
	words, level := 0, 0
	for _, p := range l.Parts {
		if p.Kind != Text {
			l.codeProblems(p, say)
			continue
		}
		n := countWords(p.Text)
		words += n
		if n > MostCellWords {
			say(p.Line, "%d words in a text cell, at most %d", n, MostCellWords)
		}
		if m := heading.FindStringSubmatch(p.Text); m != nil {
			now := len(m[1])
			if now == 1 && level > 0 {
				say(p.Line, "a second title (#)")
			}
			if now > level+1 {
				say(p.Line, "a heading of level %d below one of level %d", now, level)
			}
			level = now
		}
		for _, m := range image.FindAllString(p.Text, -1) {
			if strings.HasPrefix(m, "![]") {
				say(p.Line, "a picture without alternative text")
			}
		}
	}
	if words > MostWords {
		say(1, "%d words, at most %d", words, MostWords)
	}
	if n := len(l.Exercises()); n < LeastTasks || n > MostTasks {
		say(1, "%d exercises, want %d to %d", n, LeastTasks, MostTasks)
	}
	return problems
}

func (l *Lesson) codeProblems(p Part, say func(line int, format string, args ...any)) {
	lines := strings.Split(p.Text, "\n")
	mostLines := MostLines
	if p.Kind == Exercise || p.Kind == Solution {
		mostLines = MostLoopLines
	}
	if p.Kind != Folded && p.Kind != Wrong && len(lines) > mostLines {
		say(p.Line, "%d lines of code, at most %d; fold the cell, or move some into the library", len(lines), mostLines)
	}
	most := MostColumns
	if p.Kind == Folded {
		most += most / 4
	}
	for i, line := range lines {
		if n := len([]rune(strings.ReplaceAll(line, "\t", "    "))); n > most {
			say(p.Line+1+i, "%d columns of code, at most %d", n, most)
		}
	}
}

var (
	heading = regexp.MustCompile(`^(#+) `)
	image   = regexp.MustCompile(`!\[[^\]]*\]\(`)
	formula = regexp.MustCompile(`(?s)\$\$.*?\$\$|\$[^$\n]+\$`)
	word    = regexp.MustCompile(`[\pL\pN][\pL\pN'’.,_-]*`)
	link    = regexp.MustCompile(`\]\([^)]*\)`)
)

// countWords counts a formula as one word, and not where links lead.
func countWords(text string) int {
	text = formula.ReplaceAllString(link.ReplaceAllString(text, "]"), " formula ")
	return len(word.FindAllString(text, -1))
}
