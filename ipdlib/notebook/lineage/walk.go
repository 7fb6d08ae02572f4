package lineage

import (
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"strconv"
)

// A walker collects what a piece of source depends on.
type walker struct {
	program     *Program
	parts       Lineage
	seen        map[ref]bool
	queue       []ref // with full import paths
	reached     map[*pkg]bool
	environment []string        // variables that cells ask for
	elsewhere   map[string]bool // packages that are not local
}

// A reading is what is to be known of a declaration. It is made once: several values depend on much the same.
type reading struct {
	sum       string
	mentioned []ref
	asked     []string // for which variables of the environment, in cells
	err       error
}

// mention adds what a piece of a package mentions, and writes which package each name means.
func (r *reading) mention(out io.Writer, program *Program, p *pkg, f *file, n ast.Node) {
	for _, m := range p.refs(f, n, program.isKeep) {
		if m.path == "" {
			m.path = p.path
		} else {
			fmt.Fprintf(out, "%s means %s\n", m.as, m.path)
		}
		r.mentioned = append(r.mentioned, m.ref)
	}
	if p == program.cells {
		r.asked = append(r.asked, asked(n)...)
	}
}

func (p *Program) read(in *pkg, d *decl) *reading {
	if r := p.readings[d]; r != nil {
		return r
	}
	r := &reading{}
	r.sum = short(func(out io.Writer) {
		r.err = d.write(out)
		for _, piece := range d.pieces {
			r.mention(out, p, in, piece.file, piece.node)
		}
	})
	p.readings[d] = r
	return r
}

// follow queues what is mentioned.
func (w *walker) follow(r *reading) {
	for _, m := range r.mentioned {
		w.queueRef(m)
	}
	w.environment = append(w.environment, r.asked...)
}

func (w *walker) queueRef(r ref) {
	if !w.seen[r] {
		w.seen[r] = true
		w.queue = append(w.queue, r)
	}
}

func (w *walker) drain() error {
	for len(w.queue) > 0 {
		r := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		if err := w.take(r); err != nil {
			return err
		}
	}
	return nil
}

// take enters a declaration and queues what it mentions.
func (w *walker) take(r ref) error {
	p, err := w.program.pkg(r.path)
	switch {
	case err != nil:
		return err
	case p == nil && isStandard(r.path):
		return nil // the version of Go says it all
	case p == nil:
		if w.elsewhere == nil {
			w.elsewhere = map[string]bool{}
		}
		w.elsewhere[r.path] = true
		return nil
	}
	if err := w.reach(p); err != nil {
		return err
	}
	if r.name == "" {
		for name := range p.decls {
			w.queueRef(ref{r.path, name})
		}
		return nil
	}
	d := p.decls[r.name]
	if d == nil {
		return nil // a method's or field's name behind a name that looks like a package's
	}
	return w.enter(p, d, partName(p, d.name))
}

func partName(p *pkg, name string) string {
	if p.path == "main" {
		return name
	}
	return p.path + "." + name
}

func (w *walker) enter(p *pkg, d *decl, name string) error {
	r := w.program.read(p, d)
	w.parts[name] = r.sum
	w.follow(r)
	return r.err
}

// reach enters what runs as soon as a package is linked.
func (w *walker) reach(p *pkg) error {
	if w.reached[p] {
		return nil
	}
	w.reached[p] = true
	for _, f := range p.files {
		for _, imported := range f.whole {
			w.queueRef(ref{imported, ""})
		}
		for _, imported := range f.linked {
			w.queueRef(ref{imported, "_"}) // which nothing is called
		}
	}
	if p == w.program.cells {
		return nil // its init functions run after its variables have their values; for the rest see changes.go
	}
	for i, d := range p.always {
		if err := w.enter(p, d, fmt.Sprintf("%s.%s %d", p.path, d.name, i)); err != nil {
			return err
		}
	}
	if len(p.other) > 0 {
		var err error
		w.parts[p.path+" C and assembly"] = short(func(out io.Writer) { err = writeFiles(out, p.other) })
		return err
	}
	return nil
}

// pkg reads a local package, once; nil where it is not local.
func (p *Program) pkg(path string) (*pkg, error) {
	if path == "main" {
		return p.cells, nil
	}
	if found := p.packages[path]; found != nil {
		return found, nil
	}
	dir, local := folderOf(p.modules, path)
	if !local {
		return nil, nil
	}
	found, err := readPackage(p.fset, path, dir)
	if err != nil {
		return nil, err
	}
	p.packages[path] = found
	return found, nil
}

// asked lists the environment variables that source asks for by name.
func asked(n ast.Node) (names []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		fun, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || fun.Sel.Name != "Getenv" && fun.Sel.Name != "LookupEnv" {
			return true
		}
		if literal, ok := call.Args[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if name, err := strconv.Unquote(literal.Value); err == nil {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}
