package cell

import (
	"fmt"
	"go/scanner"
	"go/token"
	"strings"
)

// Check says in one sentence why a cell must not reach GoNB: it would crash there, be half executed, or silently do nothing.
// It returns nil for all others, broken Go included, which the compiler explains better.
func Check(code string) error {
	if word := firstWord(code); strings.HasPrefix(word, "%%") && word != "%%" {
		return checkMagic(code, word)
	}
	specials, goLines := read(code)
	main := 0 // number of the line that opens main
	for _, s := range specials {
		if err := checkCommand(s); err != nil {
			return fmt.Errorf("line %d: %w", s.line, err)
		}
		if s.opensMain() {
			if main > 0 {
				return fmt.Errorf("line %d opens main a second time, after line %d: a cell has one %%%%, so put the rest into a cell of its own", s.line, main)
			}
			main = s.line
		}
	}
	for _, d := range declarations(asSource(code).text) {
		if d.Kind == token.IMPORT && d.Name == "C" {
			return fmt.Errorf("line %d: a cell can't import \"C\", because GoNB drops the comment with the C code: put it into a package of the repository and import that", asSource(code).lines[d.line-1])
		}
	}
	return checkLiterals(specials, goLines)
}

func checkMagic(code, word string) error {
	first, _, _ := strings.Cut(code, "\n")
	switch {
	case !magics[word]:
		return fmt.Errorf("line 1: there is no %s here; the cell's first line may be %%%%writefile, %%%%script, %%%%bash or %%%%sh, and %%help lists the rest", word)
	case word == "%%script" && len(strings.Fields(strings.TrimPrefix(first, escape))) < 2:
		return fmt.Errorf("line 1: %%%%script needs the command that reads the cell, as in %%%%script python3")
	}
	return nil
}

func checkCommand(s special) error {
	switch {
	case strings.TrimSpace(s.text) == "":
		return fmt.Errorf("nothing follows the %q", s.kind)
	case s.kind == '!':
		return nil
	case s.word() == "wasm":
		return fmt.Errorf("%%wasm does not work: GoNB looks for a file that Go has moved since version 1.24")
	case magics["%"+s.word()]:
		return fmt.Errorf("%%%s may only stand in the first line", s.word())
	case !commands[s.word()]:
		return fmt.Errorf("there is no command %%%s; %%help lists them", s.word())
	}
	return nil
}

// checkLiterals refuses lines inside a raw string or a comment that GoNB would execute: it looks at a line's first character
// and knows nothing of what stands around it.
func checkLiterals(specials []special, goLines []string) error {
	const mark = "\x00" // stands for a special line; no quote in it can look like Go's
	for _, s := range specials {
		goLines[s.line-1] = mark
	}
	var s scanner.Scanner
	src := []byte(strings.Join(goLines, "\n"))
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, src, nil, scanner.ScanComments)
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			return nil
		}
		if tok != token.COMMENT && tok != token.STRING {
			continue
		}
		if tok == token.COMMENT && strings.HasPrefix(literal, "//go:embed") {
			return fmt.Errorf("line %d: //go:embed does nothing in a cell, because GoNB drops it: read the file with os.ReadFile", file.Line(pos))
		}
		for i, line := range strings.Split(literal, "\n") {
			if i > 0 && line == mark {
				return fmt.Errorf("line %d begins with %% or ! inside a string or comment, and GoNB would execute it: put something before it", file.Line(pos)+i)
			}
		}
	}
}
