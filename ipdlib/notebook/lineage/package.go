package lineage

import (
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A pkg is a package whose source is read.
type pkg struct {
	path   string // "main" for the cells
	dir    string
	files  []*file
	decls  map[string]*decl // by name; a method belongs to its type
	always []*decl          // what runs as soon as the package is linked: init, var _ = ...
	other  []string         // paths of C and assembly files, which count whole
}

// A decl is something declared at package level.
type decl struct {
	name     string
	pieces   []piece
	variable *ast.ValueSpec // where it is a variable
	file     *file          // of the first piece
}

// A piece is some source of a declaration: a function, a method, a line of a var block.
type piece struct {
	span
	node  ast.Node // the same as syntax
	extra string   // what counts and stands elsewhere
}

func readPackage(fset *token.FileSet, path, dir string) (*pkg, error) {
	p := &pkg{path: path, dir: dir, decls: map[string]*decl{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		switch ext := filepath.Ext(name); {
		case entry.IsDir() || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "_test.go"):
		case ext == ".go":
			f, err := readFile(fset, filepath.Join(dir, name))
			if err != nil {
				return nil, err
			}
			p.files = append(p.files, f)
		case slices.Contains([]string{".c", ".cc", ".cpp", ".h", ".s", ".S", ".syso"}, ext):
			p.other = append(p.other, filepath.Join(dir, name))
		}
	}
	if len(p.files) == 0 {
		return nil, fmt.Errorf("package %s: %s has no Go files", path, dir)
	}
	for _, f := range p.files {
		p.declare(f)
	}
	return p, nil
}

// declare enters a file's declarations. Files that other systems compile are read, too: their declarations bear the same
// names, and count together.
func (p *pkg) declare(f *file) {
	for _, d := range f.syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = receiver(d)
			}
			p.add(f, name, d, directives(d.Doc))
		case *ast.GenDecl:
			switch d.Tok {
			case token.CONST:
				p.addConstants(f, d)
			case token.VAR, token.TYPE:
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						p.add(f, spec.Name.Name, spec, "")
					case *ast.ValueSpec:
						for _, name := range spec.Names {
							p.add(f, name.Name, spec, directives(d.Doc, spec.Doc)).variable = spec
						}
					}
				}
			case token.IMPORT:
				if d.Doc != nil && strings.Contains(string(f.text[f.offset(d.Pos()):f.offset(d.End())]), `"C"`) {
					always := &decl{name: "C", file: f, pieces: []piece{{span: spanOf(f, d), node: d, extra: d.Doc.Text()}}}
					p.always = append(p.always, always)
				}
			}
		}
	}
}

// receiver is the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

func (p *pkg) add(f *file, name string, node ast.Node, extra string) *decl {
	d := p.decls[name]
	if d == nil || name == "_" || name == "init" {
		d = &decl{name: name, file: f}
	}
	d.pieces = append(d.pieces, piece{spanOf(f, node), node, extra})
	if name == "_" || name == "init" {
		p.always = append(p.always, d)
		return d
	}
	p.decls[name] = d
	return d
}

// addConstants enters a block of constants. One without a value has the expression of the one above, and iota is its place
// in the block.
func (p *pkg) addConstants(f *file, d *ast.GenDecl) {
	var valued *ast.ValueSpec
	for i, spec := range d.Specs {
		spec := spec.(*ast.ValueSpec)
		if spec.Values != nil {
			valued = spec
		}
		extra := ""
		if valued != nil && mentions(valued, "iota") {
			extra = fmt.Sprint("iota ", i)
		}
		for _, name := range spec.Names {
			if name.Name == "_" {
				continue
			}
			p.add(f, name.Name, spec, extra)
			if valued != nil && valued != spec {
				p.add(f, name.Name, valued, "")
			}
		}
	}
}

func mentions(n ast.Node, name string) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

// write writes all that counts of a declaration, without what it mentions.
func (d *decl) write(w io.Writer) error {
	for _, piece := range d.pieces {
		writeTokens(w, piece.span)
		fmt.Fprintf(w, "%q\n", piece.extra)
		names, err := embedded(filepath.Dir(piece.file.path), piece.extra)
		if err != nil {
			return err
		}
		if err := writeFiles(w, names); err != nil {
			return err
		}
	}
	return nil
}

// writeFiles writes the content of whole files.
func writeFiles(w io.Writer, names []string) error {
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s %d\n%s", filepath.Base(name), len(text), text)
	}
	return nil
}
