package notebook

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"ipd/ipdlib/device"
)

// Source shows declarations of the project's own code as they are now, with their comments, folded under a line that says
// where they stand:
//
//	notebook.Source("ipdlib/snn/lif.go", "Network.adjointStep")
//
// The file is named from the project's folder. A declaration is a function, a type, a variable or a constant by its name, or
// a method by that of its type and its own. Without names the whole file is shown. What is not there ends the cell.
func Source(file string, names ...string) {
	root, err := device.Root()
	Check(err)
	text, err := os.ReadFile(filepath.Join(root, file))
	Check(err)
	parts, err := declarations(file, text, names)
	Check(err)
	var b strings.Builder
	for _, p := range parts {
		title := fmt.Sprintf("<code>%s</code>", file)
		if p.name != "" {
			title += fmt.Sprintf(", lines %d to %d: <code>%s</code>", p.first, p.last, p.name)
		}
		fmt.Fprintf(&b, "<details><summary>%s</summary>\n\n```go\n%s\n```\n\n</details>\n\n", title, p.text)
	}
	Markdown(strings.TrimSpace(b.String()))
}

// excerpt is a piece of a file, lines counted from 1.
type excerpt struct {
	name, text  string
	first, last int
}

// declarations cuts the named ones out of a file of Go.
func declarations(file string, text []byte, names []string) ([]excerpt, error) {
	if len(names) == 0 {
		return []excerpt{{text: strings.TrimSpace(string(text))}}, nil
	}
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	found := map[string]excerpt{}
	add := func(name string, doc *ast.CommentGroup, node ast.Node) {
		begin := node.Pos()
		if doc != nil {
			begin = doc.Pos()
		}
		from, to := set.Position(begin), set.Position(node.End())
		found[name] = excerpt{name, string(text[from.Offset:to.Offset]), from.Line, to.Line}
	}
	for _, d := range parsed.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			add(receiver(d)+d.Name.Name, d.Doc, d)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					add(s.Name.Name, d.Doc, d)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						add(name.Name, d.Doc, d)
					}
				}
			}
		}
	}
	var all []excerpt
	for _, name := range names {
		e, ok := found[name]
		if !ok {
			return nil, fmt.Errorf("notebook.Source: %s declares no %s; methods are named Type.Method", file, name)
		}
		all = append(all, e)
	}
	return all, nil
}

// receiver is the type of a method with a dot, or nothing.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if name, ok := t.(*ast.Ident); ok {
		return name.Name + "."
	}
	return ""
}
