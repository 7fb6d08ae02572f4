package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// A source is a cell's Go as GoNB first writes it, with the line of the cell that each of its lines comes from, 0 for none:
//
//	package main
//
//	LINES, `%%` replaced by the opening of main and other commands left out
type source struct {
	text  string
	lines []int
}

// asSource follows GoNB's createGoFileFromLines.
func asSource(code string) source {
	var s source
	var text strings.Builder
	put := func(line int, go_ string) {
		text.WriteString(go_ + "\n")
		s.lines = append(s.lines, line)
	}
	put(0, "package main")
	put(0, "")
	specials, goLines := read(code)
	opened := false
	command := map[int]special{}
	for _, one := range specials {
		command[one.line] = one
	}
	skip := skipped(code, specials)
	for i, line := range goLines {
		one, isCommand := command[i+1]
		switch {
		case isCommand && one.opensMain():
			put(i+1, "func main() {")
			put(i+1, "\tflag.Parse()")
			if opened = one.word() != "exec"; !opened {
				put(i+1, "\t"+strings.Join(strings.Fields(strings.TrimPrefix(one.text, "exec"))[:1], "")+"()")
				put(i+1, "}")
			}
		case skip[i+1], strings.HasPrefix(line, "package"):
		default:
			put(i+1, line)
		}
	}
	if opened {
		put(0, "")
		put(0, "}")
	}
	s.text = text.String()
	return s
}

// skipped are the lines of commands, those that go on in the next line included.
func skipped(code string, specials []special) map[int]bool {
	lines := splitLines(code)
	skip := map[int]bool{}
	for _, one := range specials {
		for line := one.line; line <= len(lines); line++ {
			skip[line] = true
			if !strings.HasSuffix(lines[line-1], `\`) {
				break
			}
		}
	}
	return skip
}

// A Declaration is one that cells make, and GoNB keeps.
type Declaration struct {
	Kind token.Token // IMPORT, CONST, VAR, TYPE or FUNC
	Name string      // the key by which GoNB's %rm knows it
	line int         // where it begins in its source, from 1
	end  int
}

// declarations are those of a source, nil if it is no Go.
func declarations(text string) []Declaration {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", text, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var list []Declaration
	add := func(kind token.Token, name string, node ast.Node) {
		list = append(list, Declaration{kind, name, files.Position(node.Pos()).Line, files.Position(node.End()).Line})
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			add(token.FUNC, functionKey(d), d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.ImportSpec:
					add(token.IMPORT, importKey(s), s)
				case *ast.TypeSpec:
					add(token.TYPE, s.Name.Name, s)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						add(d.Tok, name.Name, s)
					}
				}
			}
		}
	}
	return list
}

// functionKey is a function's name, or a method's as T~Name.
func functionKey(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	receiver := d.Recv.List[0].Type
	if star, is := receiver.(*ast.StarExpr); is {
		receiver = star.X
	}
	if name, is := receiver.(*ast.Ident); is {
		return name.Name + "~" + d.Name.Name
	}
	return "unknown~" + d.Name.Name // GoNB's name for a generic type
}

// importKey is an import's alias, or the last part of its path; a dot import's is its whole path.
func importKey(s *ast.ImportSpec) string {
	path := strings.Trim(s.Path.Value, "\"`")
	switch {
	case s.Name == nil:
		return path[strings.LastIndexByte(path, '/')+1:]
	case s.Name.Name == ".":
		return ".~" + path
	}
	return s.Name.Name
}
