package lineage

import (
	"go/ast"
)

// A ref is a declaration that another one mentions: of a package, by its import path, "" for the own package. Name is ""
// where it is not known which one.
type ref struct{ path, name string }

// A mention is a ref and the name that the file has for the package, "" for the own one.
type mention struct {
	ref
	as string
}

// refs lists what a piece of source mentions. What keep, a call of the function that keeps values, is called by doesn't
// count, only what it is given: how values are kept doesn't change them.
func (p *pkg) refs(f *file, n ast.Node, isKeep func(f *file, fun ast.Expr) bool) (found []mention) {
	declared := f.syntax.Scope.Objects
	seen := map[mention]bool{}
	add := func(r mention) {
		if !seen[r] {
			seen[r] = true
			found = append(found, r)
		}
	}
	name := func(id *ast.Ident) {
		switch {
		case id.Obj != nil && declared[id.Name] != id.Obj: // of a function
		case p.decls[id.Name] != nil:
			add(mention{ref{"", id.Name}, ""})
		case id.Obj == nil && f.imports[id.Name] != "":
			add(mention{ref{f.imports[id.Name], ""}, id.Name})
		}
	}
	var visit func(n ast.Node) bool
	walk := func(n ast.Node) { ast.Inspect(n, visit) }
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if isKeep(f, n.Fun) {
				if index, ok := n.Fun.(*ast.IndexExpr); ok {
					walk(index.Index)
				}
				for _, arg := range n.Args {
					walk(arg)
				}
				return false
			}
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && id.Obj == nil && f.imports[id.Name] != "" {
				add(mention{ref{f.imports[id.Name], n.Sel.Name}, id.Name})
			} else {
				walk(n.X)
			}
			return false
		case *ast.FuncDecl: // the name is no mention
			if n.Recv != nil {
				walk(n.Recv)
			}
			walk(n.Type)
			if n.Body != nil {
				walk(n.Body)
			}
			return false
		case *ast.ValueSpec:
			if n.Type != nil {
				walk(n.Type)
			}
			for _, value := range n.Values {
				walk(value)
			}
			return false
		case *ast.Field: // names of fields, methods and parameters
			walk(n.Type)
			return false
		case *ast.CompositeLit:
			if n.Type != nil {
				walk(n.Type)
			}
			fields := p.isStruct(n.Type)
			for _, e := range n.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok && fields {
					e = pair.Value
				}
				walk(e)
			}
			return false
		case *ast.Ident:
			name(n)
		}
		return true
	}
	walk(n)
	return found
}

// isStruct tells whether a type is known to be a struct, so that the keys of its literals are fields.
func (p *pkg) isStruct(t ast.Expr) bool {
	if _, ok := t.(*ast.StructType); ok {
		return true
	}
	id, ok := t.(*ast.Ident)
	if !ok || p.decls[id.Name] == nil {
		return false
	}
	spec, ok := p.decls[id.Name].pieces[0].node.(*ast.TypeSpec)
	if !ok {
		return false
	}
	_, ok = spec.Type.(*ast.StructType)
	return ok
}
