package cell

import (
	"errors"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// Completeness is what a console asks before it sends a cell: may the user's Enter execute it?
type Completeness string

// The answers of Jupyter's is_complete_reply.
const (
	Complete   Completeness = "complete"
	Incomplete Completeness = "incomplete"
	Invalid    Completeness = "invalid"
)

// IsComplete judges a cell, and says how far the next line of an incomplete one is to be indented.
func IsComplete(code string) (is Completeness, indent string) {
	if IsMagic(code) {
		return magicIsComplete(code), ""
	}
	if strings.HasSuffix(code, `\`) && lastLineIsSpecial(code) {
		return Incomplete, ""
	}
	specials, goLines := read(code)
	source := &strings.Builder{}
	source.WriteString("package main\n")
	inMain := false
	for _, s := range specials {
		if s.kind == '%' && (s.word() == "%" || s.word() == "main") {
			goLines[s.line-1] = "func main() {"
			inMain = true
		}
	}
	source.WriteString(strings.Join(goLines, "\n"))
	opened, end := scan(source.String())
	if inMain {
		opened--
	}
	switch {
	case opened < 0:
		return Invalid, ""
	case end == openLiteral:
		return Incomplete, ""
	case end == badLiteral:
		return Invalid, ""
	case opened > 0:
		return Incomplete, strings.Repeat("\t", opened)
	}
	is, indent = parse(source.String(), inMain)
	if is == Complete && inMain && !endsBlank(code) {
		return Incomplete, "" // further statements may follow; nobody can tell, so an empty line ends it, as in IPython
	}
	return is, indent
}

// endsBlank tells whether the cell's last line is empty.
func endsBlank(code string) bool {
	return strings.HasSuffix(strings.TrimRight(code, " \t"), "\n")
}

// magicIsComplete: nobody here can tell where a script ends, so an empty line ends it, as in IPython.
func magicIsComplete(code string) Completeness {
	if strings.HasSuffix(code, "\n") && strings.Contains(strings.TrimSpace(code), "\n") {
		return Complete
	}
	return Incomplete
}

func lastLineIsSpecial(code string) bool {
	lines := splitLines(code)
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.TrimPrefix(lines[i], escape)
		if len(line) > 1 && (line[0] == '%' || line[0] == '!') {
			return true
		}
		if !strings.HasSuffix(line, `\`) {
			return false
		}
	}
	return false
}

// ending is in what the source stops.
type ending int

const (
	inCode      ending = iota
	openLiteral        // a raw string or a comment that later lines may close
	badLiteral         // a string or rune that no later line can close
)

// scan counts the brackets that stay open, -1 if one is closed that never was, and looks for a literal that isn't closed.
func scan(source string) (opened int, end ending) {
	var s scanner.Scanner
	src := []byte(source)
	s.Init(token.NewFileSet().AddFile("", -1, len(src)), src, func(_ token.Position, message string) {
		switch message {
		case "raw string literal not terminated", "comment not terminated":
			end = openLiteral
		case "string literal not terminated", "rune literal not terminated":
			end = badLiteral
		}
	}, 0)
	for {
		switch _, tok, _ := s.Scan(); tok {
		case token.LBRACE, token.LPAREN, token.LBRACK:
			opened++
		case token.RBRACE, token.RPAREN, token.RBRACK:
			if opened--; opened < 0 {
				return opened, end
			}
		case token.EOF:
			return opened, end
		}
	}
}

// parse judges source whose brackets are balanced, but for main's. An error where the source ends can be mended by a further
// line, any other can't.
func parse(source string, inMain bool) (Completeness, string) {
	end := len(strings.TrimRight(source, " \t\n"))
	if inMain {
		source += "\n}"
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	var list scanner.ErrorList
	switch {
	case err == nil:
		return Complete, ""
	case !errors.As(err, &list), list[0].Pos.Offset < end:
		return Invalid, ""
	}
	if inMain {
		return Incomplete, "\t"
	}
	return Incomplete, ""
}
