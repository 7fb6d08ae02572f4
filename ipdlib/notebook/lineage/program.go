package lineage

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"maps"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

// A Keeper names the function that keeps values: package "ipd/ipdlib/notebook", function "Keep".
type Keeper struct{ Package, Function string }

// A Program is the source of what runs: cells that were put together to one file.
type Program struct {
	cells    *pkg
	keeper   Keeper
	modules  []module
	fset     *token.FileSet
	packages map[string]*pkg
	readings map[*decl]*reading
}

// A Kept is a variable whose value is kept: var x = notebook.Keep(func() T { ... }).
type Kept struct {
	Name        string
	First, Last int      // its lines in the file
	Files       []string // whose content counts, too
	value       ast.Expr
}

// Read reads a program from its one file.
func Read(name string, keeper Keeper) (*Program, error) {
	p := &Program{fset: token.NewFileSet(), packages: map[string]*pkg{}, readings: map[*decl]*reading{}, keeper: keeper}
	f, err := readFile(p.fset, name)
	if err != nil {
		return nil, err
	}
	p.cells = &pkg{path: "main", dir: filepath.Dir(name), files: []*file{f}, decls: map[string]*decl{}}
	p.cells.declare(f)
	if p.modules, err = workspace(p.cells.dir); err != nil {
		return nil, err
	}
	return p, nil
}

// IsLocal tells whether a package's source is the project's own: a cell's, or a module's of the workspace.
func (p *Program) IsLocal(path string) bool {
	_, local := folderOf(p.modules, path)
	return local || path == "main"
}

// isKeep tells whether an expression is the keeping function.
func (p *Program) isKeep(f *file, fun ast.Expr) bool {
	switch x := fun.(type) {
	case *ast.IndexExpr:
		return p.isKeep(f, x.X)
	case *ast.ParenExpr:
		return p.isKeep(f, x.X)
	case *ast.SelectorExpr:
		id, ok := x.X.(*ast.Ident)
		return ok && id.Obj == nil && f.imports[id.Name] == p.keeper.Package && x.Sel.Name == p.keeper.Function
	}
	return false
}

// keeps finds the calls of the keeping function below a node.
func (p *Program) keeps(f *file, n ast.Node) (calls []*ast.CallExpr) {
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && p.isKeep(f, call.Fun) {
			calls = append(calls, call)
		}
		return true
	})
	return calls
}

// Errors of a declaration that isn't as var x = notebook.Keep(func() T { ... }).
var (
	ErrPlace = errors.New(`notebook.Keep belongs into a declaration outside of functions, as in var x = notebook.Keep(func() T { ... }): ` +
		`inside a function, its value could depend on what ran before`)
	ErrShape = errors.New(`notebook.Keep must be the whole value of a declaration, as in var x = notebook.Keep(func() T { ... })`)
	ErrFile  = errors.New(`the files for notebook.Keep must be named by strings in quotes`)
)

// Find gives the kept variable whose declaration covers a line of the program.
func (p *Program) Find(line int) (Kept, error) {
	for _, d := range p.cells.decls {
		if d.variable == nil {
			continue
		}
		first, last := p.fset.Position(d.variable.Pos()).Line, p.fset.Position(d.variable.End()).Line
		if line >= first && line <= last {
			return p.kept(d)
		}
	}
	return Kept{}, ErrPlace
}

func (p *Program) kept(d *decl) (Kept, error) {
	spec := d.variable
	if len(spec.Names) != 1 || len(spec.Values) != 1 {
		return Kept{}, ErrShape
	}
	call, ok := ast.Unparen(spec.Values[0]).(*ast.CallExpr)
	if !ok || !p.isKeep(d.file, call.Fun) {
		return Kept{}, ErrShape
	}
	for _, arg := range call.Args {
		if len(p.keeps(d.file, arg)) > 0 {
			return Kept{}, ErrPlace
		}
	}
	k := Kept{Name: d.name, First: p.fset.Position(spec.Pos()).Line, Last: p.fset.Position(spec.End()).Line, value: spec.Values[0]}
	for _, arg := range call.Args[1:] {
		literal, ok := arg.(*ast.BasicLit)
		if !ok {
			return Kept{}, ErrFile
		}
		name, err := strconv.Unquote(literal.Value)
		if err != nil {
			return Kept{}, ErrFile
		}
		k.Files = append(k.Files, name)
	}
	return k, nil
}

// isKept tells whether a declaration is a variable whose value is kept.
func (p *Program) isKept(d *decl) bool {
	return d.variable != nil && len(d.variable.Values) > 0 && len(p.keeps(d.file, d.variable.Values[0])) > 0
}

// Lineage is what a value depends on: a checksum, or a word, for the name of each part.
type Lineage map[string]string

// Lineage gives what a kept variable's value depends on. environ lists the variables of the environment that count, empty ones like none; what
// code of cells asks for by os.Getenv("NAME") counts in any case. getenv is os.LookupEnv.
func (p *Program) Lineage(k Kept, environ []string, getenv func(string) (string, bool)) (Lineage, error) {
	l := Lineage{"Go": runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH}
	f := p.cells.files[0]
	w := walker{program: p, parts: l, seen: map[ref]bool{}, reached: map[*pkg]bool{}}
	own := &reading{}
	l["var "+k.Name] = short(func(out io.Writer) {
		writeTokens(out, spanOf(f, k.value))
		own.mention(out, p, p.cells, f, k.value)
	})
	w.follow(own)
	if err := errors.Join(w.reach(p.cells), w.drain(), w.drainChanges(k)); err != nil {
		return nil, err
	}
	for _, name := range environ {
		if value, _ := getenv(name); value != "" {
			l["environment "+name] = value
		}
	}
	for _, name := range w.environment {
		if value, set := getenv(name); set {
			l["environment "+name] = value
		}
	}
	for _, name := range k.Files {
		var err error
		l["file "+name] = short(func(out io.Writer) { err = writeFiles(out, []string{name}) })
		if err != nil {
			return nil, err
		}
	}
	if w.elsewhere != nil {
		maps.Copy(l, versions(p.modules))
		if info, ok := debug.ReadBuildInfo(); ok {
			maps.Copy(l, linked(info, w.elsewhere))
		}
	}
	return l, nil
}

// linked gives the versions of the linked modules that packages come from.
func linked(info *debug.BuildInfo, packages map[string]bool) map[string]string {
	found := map[string]string{}
	for _, m := range info.Deps {
		for imported := range packages {
			if imported == m.Path || strings.HasPrefix(imported, m.Path+"/") {
				version := m.Version + " " + m.Sum
				if m.Replace != nil {
					version += fmt.Sprintf(" replaced by %s %s %s", m.Replace.Path, m.Replace.Version, m.Replace.Sum)
				}
				found["linked "+m.Path] = version
			}
		}
	}
	return found
}
