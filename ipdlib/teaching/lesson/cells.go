package lesson

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// declared is what cells have declared up to some cell, as GoNB, the kernel, keeps it: a later declaration of a name takes
// the place of an earlier one.
type declared struct {
	imports map[string]string // path by name
	blank   []string          // paths imported for what they do at the start
	dots    []string          // paths imported with a dot
	order   []string          // of names
	decls   map[string]string // source by name
}

func newDeclared() *declared {
	return &declared{imports: map[string]string{}, decls: map[string]string{}}
}

// clone gives a copy to add to.
func (d *declared) clone() *declared {
	return &declared{maps.Clone(d.imports), slices.Clone(d.blank), slices.Clone(d.dots), slices.Clone(d.order), maps.Clone(d.decls)}
}

// add takes the declarations of a cell and gives the statements that it runs, after its line %%.
func (d *declared) add(cell string) (statements string, err error) {
	before, after, found := strings.Cut("\n"+cell+"\n", "\n%%\n")
	if found {
		statements = after
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "cell", "package cell\n"+before, parser.ParseComments)
	if err != nil {
		return "", err
	}
	for _, spec := range file.Imports {
		d.addImport(spec)
	}
	for i, decl := range file.Decls {
		if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			continue
		}
		var source bytes.Buffer
		if err := printer.Fprint(&source, fset, decl); err != nil {
			return "", err
		}
		name := nameOf(decl)
		if name == "_" {
			name = fmt.Sprintf("_ %d %d", len(d.order), i) // each is kept
		}
		if _, known := d.decls[name]; !known {
			d.order = append(d.order, name)
		}
		d.decls[name] = source.String()
	}
	return statements, nil
}

func (d *declared) addImport(spec *ast.ImportSpec) {
	from, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
	switch {
	case spec.Name == nil:
		d.imports[packageName(from)] = from
	case spec.Name.Name == "_":
		d.blank = append(d.blank, from)
	case spec.Name.Name == ".":
		d.dots = append(d.dots, from)
	default:
		d.imports[spec.Name.Name] = from
	}
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// packageName is the name that a package has by custom: the last part of its path that is no version.
func packageName(from string) string {
	if base := path.Base(from); !majorVersion.MatchString(base) {
		return base
	}
	return path.Base(path.Dir(from))
}

// nameOf is what a declaration is known by: its name, that of a method with its type, the first of several.
func nameOf(decl ast.Decl) string {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil || len(decl.Recv.List) == 0 {
			return decl.Name.Name
		}
		receiver := decl.Recv.List[0].Type
		if star, ok := receiver.(*ast.StarExpr); ok {
			receiver = star.X
		}
		return fmt.Sprint(receiver, ".", decl.Name.Name)
	case *ast.GenDecl:
		if len(decl.Specs) == 0 {
			return "_"
		}
		switch spec := decl.Specs[0].(type) {
		case *ast.TypeSpec:
			return spec.Name.Name
		case *ast.ValueSpec:
			return spec.Names[0].Name
		}
	}
	return "_"
}

// source is a package with all that is declared and a function Run of the statements. Imports that nothing uses are left
// out, as GoNB does.
func (d *declared) source(name, statements string) (string, error) {
	var body strings.Builder
	for _, name := range d.order {
		fmt.Fprintf(&body, "%s\n\n", d.decls[name])
	}
	fmt.Fprintf(&body, "func Run() {\n%s\n}\n", statements)
	file, err := parser.ParseFile(token.NewFileSet(), "cell", "package cell\n"+body.String(), 0)
	if err != nil {
		return "", err
	}
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n\n", name)
	for _, as := range slices.Sorted(maps.Keys(d.imports)) {
		if used[as] {
			fmt.Fprintf(&b, "import %s %q\n", as, d.imports[as])
		}
	}
	for _, from := range d.blank {
		fmt.Fprintf(&b, "import _ %q\n", from)
	}
	for _, from := range d.dots {
		fmt.Fprintf(&b, "import . %q\n", from)
	}
	return b.String() + "\n" + body.String(), nil
}
