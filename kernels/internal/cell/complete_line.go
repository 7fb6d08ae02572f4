package cell

import (
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Completions completes what GoNB and gopls leave alone: commands, paths in shell lines and paths of imports. begin and end are
// the part of the cell, in code points, that the matches stand for; ok is false where the line is Go like any other. cwd tells
// where shell lines run, and is asked for paths only; module is the folder of the module ipd.
func Completions(code string, cursor int, cwd func() string, module string) (matches []string, begin, end int, ok bool) {
	text := []rune(code)
	cursor = max(0, min(cursor, len(text)))
	from := cursor
	for from > 0 && text[from-1] != '\n' {
		from--
	}
	line := strings.TrimPrefix(string(text[from:cursor]), escape)
	first := !strings.Contains(string(text[:from]), "\n")
	word := line
	switch {
	case IsMagic(code) && from > 0 || strings.HasPrefix(line, "!") || strings.HasPrefix(line, "%cd ") || strings.HasPrefix(line, "%%writefile "):
		word = line[strings.LastIndexAny(line, " \t!=<>|;&(\"'")+1:]
		matches = paths(word, cwd())
	case strings.HasPrefix(line, "%") && !strings.ContainsAny(line, " \t"):
		matches = commandsLike(word, first)
	case strings.HasPrefix(line, "%"):
	default:
		if word, ok = importPath(string(text[:cursor])); !ok {
			return nil, 0, 0, false
		}
		matches = packagesLike(word, module)
	}
	return matches, cursor - len([]rune(word)), cursor, true
}

// commandsLike are the commands that begin with word, percent sign included.
func commandsLike(word string, first bool) (matches []string) {
	for name := range commands {
		matches = append(matches, "%"+name)
	}
	if first {
		for name := range magics {
			matches = append(matches, name)
		}
	}
	matches = slices.DeleteFunc(matches, func(name string) bool { return !strings.HasPrefix(name, word) })
	slices.Sort(matches)
	return matches
}

// paths are the files that a word may be the beginning of, folders with a slash behind them.
func paths(word, cwd string) (matches []string) {
	folder, name := filepath.Split(word)
	where := folder
	if rest, home := strings.CutPrefix(folder, "~/"); home {
		where = filepath.Join(os.Getenv("HOME"), rest)
	} else if !filepath.IsAbs(folder) {
		where = filepath.Join(cwd, folder)
	}
	entries, _ := os.ReadDir(where) // a folder that can't be read has nothing to offer
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), name) || name == "" && strings.HasPrefix(e.Name(), ".") {
			continue
		}
		match := folder + e.Name()
		if info, err := os.Stat(filepath.Join(where, e.Name())); err == nil && info.IsDir() {
			match += "/"
		}
		matches = append(matches, match)
	}
	return matches
}

// importPath is the path that is being written, if before ends in the middle of one: in an import with or without brackets.
func importPath(before string) (path string, is bool) {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	quote := strings.LastIndexByte(line, '"')
	if quote < 0 || strings.Count(line, `"`)%2 == 0 {
		return "", false
	}
	if strings.HasPrefix(strings.TrimSpace(line), "import") {
		return line[quote+1:], true
	}
	block := strings.LastIndex(before, "import (")
	if block < 0 || strings.Contains(before[block:], ")") {
		return "", false
	}
	return line[quote+1:], true
}

// packagesLike are the folders with packages, one level deep, in Go's standard library and in the module ipd.
func packagesLike(word, module string) (matches []string) {
	parent, name := "", word
	if at := strings.LastIndexByte(word, '/'); at >= 0 {
		parent, name = word[:at+1], word[at+1:]
	}
	root := filepath.Join(build.Default.GOROOT, "src", parent)
	if rest, own := strings.CutPrefix(parent, "ipd/"); own {
		root = filepath.Join(module, rest)
		if rest == "" {
			return fitting([]string{"ipdlib"}, parent, name)
		}
	} else if parent == "" {
		matches = fitting([]string{"ipd"}, parent, name)
	}
	entries, _ := os.ReadDir(root)
	var names []string
	for _, e := range entries {
		if e.IsDir() && !slices.Contains([]string{"internal", "testdata", "vendor", "cmd", "builtin"}, e.Name()) {
			names = append(names, e.Name())
		}
	}
	return append(matches, fitting(names, parent, name)...)
}

func fitting(names []string, parent, name string) (matches []string) {
	for _, n := range names {
		if strings.HasPrefix(n, name) {
			matches = append(matches, parent+n)
		}
	}
	return matches
}
