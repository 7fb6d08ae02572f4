package cell

import (
	"errors"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// WithMain returns the cell as it should be, if all that is wrong with it is that statements stand where only declarations
// may: with `%%` before the first statement, or, where it only gives values to new names, as declarations. known are the
// cells before.
func WithMain(code string, known []Cell) (mended string, ok bool) {
	specials, goLines := read(code)
	if IsMagic(code) || slices.ContainsFunc(specials, special.opensMain) {
		return "", false
	}
	first := firstStatement(goLines)
	if first < 0 {
		return "", false
	}
	before, after := strings.Join(goLines[:first], "\n"), strings.Join(goLines[first:], "\n")
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", "package main\n"+before+"\nfunc main() {\n"+after+"\n}", parser.SkipObjectResolution)
	if err != nil {
		return "", false
	}
	main := file.Decls[len(file.Decls)-1].(*ast.FuncDecl)
	declared := declaredIn(known)
	all := len(main.Body.List) > 0
	for _, statement := range main.Body.List {
		all = all && declares(statement, declared)
	}
	original := splitLines(code)
	if all {
		var text strings.Builder
		for _, statement := range main.Body.List {
			a := statement.(*ast.AssignStmt)
			a.Tok = token.ASSIGN
			text.WriteString("var ")
			if format.Node(&text, files, a) != nil {
				return "", false
			}
			text.WriteString("\n")
		}
		return strings.Join(append(slices.Clone(original[:first]), strings.TrimSuffix(text.String(), "\n")), "\n"), true
	}
	if n := len(main.Body.List); n > 0 {
		if e, is := main.Body.List[n-1].(*ast.ExprStmt); is && !isCall(e.X) {
			// Lines before the statements: package, those of before (one even if it is empty), main.
			original = printed(original, e, files, 2+max(first, 1)-first)
		}
	}
	return strings.Join(slices.Insert(slices.Clone(original), first, "%%"), "\n"), true
}

// firstStatement is the index of the line where declarations end and something else begins, -1 if nothing does.
func firstStatement(lines []string) int {
	text := "package main\n" + strings.Join(lines, "\n")
	_, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
	var list scanner.ErrorList
	if !errors.As(err, &list) || !strings.HasPrefix(list[0].Msg, "expected declaration") && !strings.HasPrefix(list[0].Msg, "non-declaration statement") {
		return -1
	}
	return list[0].Pos.Line - 2
}

// declares tells whether a statement is `x = value` or `x := value` with names that are not declared yet.
func declares(s ast.Stmt, declared map[string]bool) bool {
	a, is := s.(*ast.AssignStmt)
	if !is || a.Tok != token.ASSIGN && a.Tok != token.DEFINE {
		return false
	}
	for _, left := range a.Lhs {
		if name, is := left.(*ast.Ident); !is || declared[name.Name] {
			return false
		}
	}
	return true
}

func declaredIn(cells []Cell) map[string]bool {
	declared := map[string]bool{}
	for _, c := range cells {
		for _, d := range declarations(asSource(c.Code).text) {
			declared[d.Name] = true
		}
	}
	return declared
}

func isCall(e ast.Expr) bool {
	_, call := e.(*ast.CallExpr)
	return call
}

// printed puts an expression that stands alone in one line into a call of fmt.Println: Go has no use for its value.
func printed(lines []string, e *ast.ExprStmt, files *token.FileSet, ahead int) []string {
	begin, end := files.Position(e.Pos()), files.Position(e.End())
	index := begin.Line - 1 - ahead
	if begin.Line != end.Line || index < 0 || index >= len(lines) || strings.TrimSpace(lines[index]) == "" {
		return lines
	}
	lines = slices.Clone(lines)
	line := lines[index]
	lines[index] = line[:begin.Column-1] + "fmt.Println(" + line[begin.Column-1:end.Column-1] + ")" + line[end.Column-1:]
	return lines
}
