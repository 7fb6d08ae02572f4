package lineage

import (
	"errors"
	"go/ast"
	"go/token"
	"io"
)

// A variable of a cell has the value of its declaration until other code changes it. Values are kept while variables get
// their values, before main and init run, so that only initialisers of other variables can have changed it before:
//
//	var study = plan.Default()
//	var _ = study.Set("hidden_units", 100)
//
// Those count that may change a variable that counts: that assign to it, take its address, call a method of it, or hand it
// to a function, themselves or in a function of a cell that they call.

// drainChanges enters such initialisers, and what they depend on, until there are no more.
func (w *walker) drainChanges(k Kept) error {
	p := w.program
	var initialisers []*decl
	for _, d := range p.cells.decls {
		if d.variable != nil && d.name != k.Name && !p.isKept(d) {
			initialisers = append(initialisers, d)
		}
	}
	for _, d := range p.cells.always {
		if d.name == "_" {
			initialisers = append(initialisers, d)
		}
	}
	entered := map[*decl]bool{}
	for again := true; again; {
		again = false
		counting := w.variables()
		for _, d := range initialisers {
			if entered[d] || w.seen[ref{"main", d.name}] || !p.mayChange(d, counting) {
				continue
			}
			entered[d], again = true, true
			name := d.name
			if name == "_" {
				name = "var _ at " + short(func(out io.Writer) { writeTokens(out, d.pieces[0].span) })
			}
			if err := errors.Join(w.enter(p.cells, d, name), w.drain()); err != nil {
				return err
			}
		}
	}
	return nil
}

// variables are those of cells that count so far.
func (w *walker) variables() map[string]bool {
	found := map[string]bool{}
	for r := range w.seen {
		if d := w.program.cells.decls[r.name]; r.path == "main" && d != nil && d.variable != nil && !isPlain(d.variable) {
			found[r.name] = true
		}
	}
	return found
}

// isPlain tells whether a variable is a number or a string by its declaration: what is handed to a function is a copy then.
func isPlain(spec *ast.ValueSpec) bool {
	if id, ok := spec.Type.(*ast.Ident); ok && id.Obj == nil {
		return true // int, string, ...
	}
	return spec.Type == nil && len(spec.Values) == len(spec.Names) && isLiteral(spec.Values)
}

func isLiteral(values []ast.Expr) bool {
	for _, v := range values {
		if _, ok := v.(*ast.BasicLit); !ok {
			return false
		}
	}
	return true
}

// mayChange tells whether an initialiser may change one of the variables.
func (p *Program) mayChange(d *decl, variables map[string]bool) bool {
	seen := map[string]bool{d.name: true}
	queue := []*decl{d}
	for len(queue) > 0 {
		d := queue[0]
		queue = queue[1:]
		for _, piece := range d.pieces {
			if changes(piece.file, piece.node, variables) {
				return true
			}
			for _, r := range p.cells.refs(piece.file, piece.node, p.isKeep) {
				if next := p.cells.decls[r.name]; r.path == "" && next != nil && next.variable == nil && !seen[r.name] {
					seen[r.name] = true
					queue = append(queue, next)
				}
			}
		}
	}
	return false
}

// changes tells whether source may change one of the variables.
func changes(f *file, n ast.Node, variables map[string]bool) (found bool) {
	// isOne tells whether an expression is one of the variables, or a part of one.
	isOne := func(e ast.Expr) bool {
		id := base(e)
		return id != nil && variables[id.Name] && (id.Obj == nil || id.Obj == f.syntax.Scope.Objects[id.Name])
	}
	any := func(list []ast.Expr) {
		for _, e := range list {
			found = found || isOne(e)
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			any(n.Lhs)
		case *ast.IncDecStmt:
			found = found || isOne(n.X)
		case *ast.RangeStmt:
			found = found || n.Key != nil && isOne(n.Key) || n.Value != nil && isOne(n.Value)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && isOne(n.X)
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "len" || id.Name == "cap") && id.Obj == nil {
				return true
			}
			any(n.Args)
			if fun, ok := n.Fun.(*ast.SelectorExpr); ok {
				found = found || isOne(fun.X)
			}
		}
		return !found
	})
	return found
}

// base is the variable that an expression is a part of: x of x, x.f, x[i], x[i:j], *x, (x).
func base(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}
