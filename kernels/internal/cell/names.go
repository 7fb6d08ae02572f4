package cell

import (
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
	"sync"
)

// declared finds, at the beginning of a line, a declaration of one name.
var declared = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^(?:func|const|var|type)[ \t]+(\w+)`) })

// Names are the functions, constants, variables and types that a cell declares, once each. Of a cell that is no Go, they are
// those whose declarations begin a line.
func Names(code string) (names []string) {
	if IsMagic(code) {
		return nil
	}
	text, seen := asSource(code).text, map[string]bool{"main": true, "_": true}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	list := declarations(text)
	for _, d := range list {
		if d.Kind != token.IMPORT && !strings.Contains(d.Name, "~") {
			add(d.Name)
		}
	}
	if list == nil {
		for _, match := range declared().FindAllStringSubmatch(text, -1) {
			add(match[1])
		}
	}
	return names
}

// Mentions are the identifiers in a cell's Go.
func Mentions(code string) map[string]bool {
	found := map[string]bool{}
	if IsMagic(code) {
		return found
	}
	text := []byte(asSource(code).text)
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile("", files.Base(), len(text)), text, func(token.Position, string) {}, 0)
	for {
		switch _, kind, literal := s.Scan(); kind {
		case token.EOF:
			return found
		case token.IDENT:
			found[literal] = true
		}
	}
}
