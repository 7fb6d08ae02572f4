package lineage

import "go/ast"

// Mentioned lists the kept variables that a declaration of a cell mentions, itself or through functions, types and other
// variables of cells. It stops at kept variables: what they are computed from matters only if they are.
func (p *Program) mentioned(nodes []ast.Node) (kept []string) {
	seen := map[string]bool{}
	f := p.cells.files[0]
	for len(nodes) > 0 {
		n := nodes[len(nodes)-1]
		nodes = nodes[:len(nodes)-1]
		for _, r := range p.cells.refs(f, n, p.isKeep) {
			d := p.cells.decls[r.name]
			if r.path != "" || d == nil || seen[r.name] {
				continue
			}
			seen[r.name] = true
			if p.isKept(d) {
				kept = append(kept, d.name)
				continue
			}
			for _, piece := range d.pieces {
				nodes = append(nodes, piece.node)
			}
		}
	}
	return kept
}

// Used lists the kept variables that the program uses in any case: in main, in init functions, and for the values of
// variables that are not kept.
func (p *Program) Used() []string {
	var nodes []ast.Node
	for _, d := range p.cells.always {
		nodes = append(nodes, d.pieces[0].node)
	}
	for name, d := range p.cells.decls {
		if name == "main" || d.variable != nil && !p.isKept(d) {
			nodes = append(nodes, d.pieces[0].node)
		}
	}
	return p.mentioned(nodes)
}

// UsedBy lists the kept variables that are used to compute another one.
func (p *Program) UsedBy(k Kept) []string { return p.mentioned([]ast.Node{k.value}) }

// All lists the kept variables that are declared as they should be.
func (p *Program) All() map[string]Kept {
	all := map[string]Kept{}
	for name, d := range p.cells.decls {
		if d.variable == nil || !p.isKept(d) {
			continue
		}
		if k, err := p.kept(d); err == nil {
			all[name] = k
		}
	}
	return all
}
