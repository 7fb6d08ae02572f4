package lineage

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A file is one of a package's.
type file struct {
	path    string
	text    []byte
	start   token.Pos // of the text, among all positions
	syntax  *ast.File
	imports map[string]string // import path by the name that this file uses
	whole   []string          // import paths of which anything may be used: with a dot, or under a name of their own
	linked  []string          // import paths that are only linked: "_"
}

func readFile(fset *token.FileSet, name string) (*file, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	syntax, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("its source can't be read: %w", err)
	}
	f := &file{path: name, text: text, start: syntax.FileStart, syntax: syntax, imports: map[string]string{}}
	// What the parser resolves is deprecated for what it can't know without types: whether the K of T{K: 0}
	// is a field or a variable. Here a variable counts then, which is on the safe side.
	free := syntax.Unresolved
	used := map[string]bool{}
	for _, id := range free {
		used[id.Name] = true
	}
	for _, spec := range syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: import %s: %w", name, spec.Path.Value, err)
		}
		switch {
		case spec.Name == nil && !used[assumedName(imported)] || spec.Name != nil && spec.Name.Name == ".":
			f.whole = append(f.whole, imported)
		case spec.Name == nil:
			f.imports[assumedName(imported)] = imported
		case spec.Name.Name == "_":
			f.linked = append(f.linked, imported)
		default:
			f.imports[spec.Name.Name] = imported
		}
	}
	return f, nil
}

func (f *file) offset(p token.Pos) int { return int(p - f.start) }

var (
	majorVersion = regexp.MustCompile(`^v[0-9]+$`)
	dotVersion   = regexp.MustCompile(`\.v[0-9]+$`)
)

// assumedName is the name of the package with this path, as goimports assumes it too: where the name is another one,
// goimports writes it into the import.
func assumedName(imported string) string {
	base := path.Base(imported)
	if majorVersion.MatchString(base) && path.Dir(imported) != "." {
		base = path.Base(path.Dir(imported))
	}
	base = strings.TrimPrefix(dotVersion.ReplaceAllString(base, ""), "go-")
	if i := strings.IndexFunc(base, func(r rune) bool { return !token.IsIdentifier("x" + string(r)) }); i >= 0 {
		base = base[:i]
	}
	return base
}

// embedded lists the files that //go:embed patterns mean, folders and all below included.
func embedded(dir, directives string) (names []string, err error) {
	for line := range strings.Lines(directives) {
		rest, ok := strings.CutPrefix(line, "//go:embed ")
		if !ok {
			continue
		}
		for _, pattern := range strings.Fields(rest) {
			pattern = strings.TrimPrefix(strings.Trim(pattern, "\"`"), "all:")
			matches, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", strings.TrimSpace(line), err)
			}
			for _, match := range matches {
				err := filepath.WalkDir(match, func(name string, entry os.DirEntry, err error) error {
					if err == nil && entry.Type().IsRegular() {
						names = append(names, name)
					}
					return err
				})
				if err != nil {
					return nil, err
				}
			}
		}
	}
	return names, nil
}
