package ipdlib

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documented parses a package's files and its documentation.
func documented(t *testing.T, pkg *build.Package) *doc.Package {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range slices.Concat(pkg.GoFiles, pkg.CgoFiles) {
		f, err := parser.ParseFile(fset, filepath.Join(pkg.Dir, name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(fset, files, "ipd/ipdlib/"+filepath.ToSlash(pkg.Dir))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var listed = regexp.MustCompile(`(?m)^\t?(\w+\.go) {2,}\S`)

// A package's documentation that lists files lists all of them, but for those of one system, of generated code and its own.
func TestFileListsAreComplete(t *testing.T) {
	for _, pkg := range packages(t) {
		var names []string
		for _, m := range listed.FindAllStringSubmatch(documented(t, pkg).Doc, -1) {
			names = append(names, m[1])
		}
		if names == nil {
			continue
		}
		for _, name := range names {
			if _, err := os.Stat(filepath.Join(pkg.Dir, name)); err != nil {
				t.Errorf("%s lists %s, which is not there", pkg.Dir, name)
			}
		}
		for _, name := range pkg.GoFiles {
			special := name == "doc.go" || regexp.MustCompile(`_(linux|unix|other|amd64|none|places|portable\w*|stubs\w*|vectors\w*)\.go$`).MatchString(name)
			if !special && !slices.Contains(names, name) {
				t.Errorf("%s does not list %s", pkg.Dir, name)
			}
		}
	}
}

var link = regexp.MustCompile(`\[(\*?[A-Z]\w+(?:\.\w+)?|[a-z]\w*\.[A-Z]\w*(?:\.\w+)?)\]`)

// Links in comments, such as [Network.Forward] or [stimulus.Variant], lead somewhere.
func TestLinksResolve(t *testing.T) {
	all := map[string]*doc.Package{}
	for _, pkg := range packages(t) {
		p := documented(t, pkg)
		all[p.Name] = p
	}
	for _, p := range all {
		check := func(where, text string) {
			for _, m := range link.FindAllStringSubmatch(code(p, text), -1) {
				name, in := strings.TrimPrefix(m[1], "*"), p
				if first, rest, two := strings.Cut(name, "."); two && first == strings.ToLower(first) {
					if name, in = rest, all[first]; in == nil {
						continue // another project's package
					}
				}
				recv, method, two := strings.Cut(name, ".")
				if !two {
					recv, method = "", name
				}
				if !symbol(in, recv, method) && !field(in, recv, method) {
					t.Errorf("%s, %s: [%s] leads nowhere", p.ImportPath, where, m[1])
				}
			}
		}
		check("package", p.Doc)
		for _, f := range p.Funcs {
			check(f.Name, f.Doc)
		}
		for _, typ := range p.Types {
			check(typ.Name, typ.Doc)
			for _, f := range slices.Concat(typ.Funcs, typ.Methods) {
				check(typ.Name+"."+f.Name, f.Doc)
			}
		}
	}
}

var quoted = regexp.MustCompile("`([a-z]+)\\.([A-Z]\\w*)[^`]*`")

// Names of the library in Markdown files, such as `plan.Default`, are there.
func TestNamesInDocumentsExist(t *testing.T) {
	all := map[string]*doc.Package{}
	for _, pkg := range packages(t) {
		p := documented(t, pkg)
		all[p.Name] = p
	}
	files, err := exec.Command("git", "-C", "..", "ls-files", "*.md").Output()
	if err != nil {
		t.Skip("no git, or no repository: ", err)
	}
	names := 0
	for _, file := range strings.Fields(string(files)) {
		text, err := os.ReadFile(filepath.Join("..", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
			p := all[m[1]]
			if p == nil {
				continue // another project's package
			}
			if names++; !symbol(p, "", m[2]) {
				t.Errorf("%s: there is no %s.%s", file, m[1], m[2])
			}
		}
	}
	if names < 20 {
		t.Errorf("%d names found, want 20 or more", names)
	}
}

// code is a comment's text without its code blocks, in which brackets are indices and shapes.
func code(p *doc.Package, text string) string {
	var prose []string
	parsed := p.Parser().Parse(text)
	for _, block := range parsed.Content {
		if _, isCode := block.(*comment.Code); isCode {
			continue
		}
		one := &comment.Doc{Content: []comment.Block{block}, Links: parsed.Links}
		prose = append(prose, string(p.Printer().Comment(one)))
	}
	return strings.Join(prose, "\n")
}

// symbol reports whether a package has a function, type, constant or variable, or a type a method of that name.
func symbol(p *doc.Package, recv, name string) bool {
	named := func(values []*doc.Value) bool {
		return slices.ContainsFunc(values, func(v *doc.Value) bool { return slices.Contains(v.Names, name) })
	}
	is := func(f *doc.Func) bool { return f.Name == name }
	if recv == "" && (slices.ContainsFunc(p.Funcs, is) || named(p.Consts) || named(p.Vars)) {
		return true
	}
	return slices.ContainsFunc(p.Types, func(t *doc.Type) bool {
		if recv != "" {
			return t.Name == recv && slices.ContainsFunc(t.Methods, is)
		}
		return t.Name == name || named(t.Consts) || named(t.Vars) || slices.ContainsFunc(t.Funcs, is)
	})
}

// field reports whether a struct has a field of that name.
func field(p *doc.Package, recv, name string) bool {
	found := false
	for _, t := range p.Types {
		if t.Name != recv {
			continue
		}
		ast.Inspect(t.Decl, func(n ast.Node) bool {
			if f, ok := n.(*ast.Field); ok {
				found = found || slices.ContainsFunc(f.Names, func(id *ast.Ident) bool { return id.Name == name })
			}
			return true
		})
	}
	return found
}

// The code in packages' documentation compiles, but for the names that it takes for granted (such as ctx) and does not use.
func TestDocumentationCompiles(t *testing.T) {
	all := map[string]string{"fmt": "fmt", "os": "os", "context": "context", "graph": "github.com/gomlx/gomlx/core/graph"}
	pkgs := packages(t)
	for _, pkg := range pkgs {
		all[filepath.Base(pkg.Dir)] = "ipd/ipdlib/" + filepath.ToSlash(pkg.Dir)
	}
	folder := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	blocks := 0
	for _, pkg := range pkgs {
		p := documented(t, pkg)
		for i, block := range p.Parser().Parse(p.Doc).Content {
			c, isCode := block.(*comment.Code)
			if !isCode || !strings.Contains(c.Text, ":=") && !regexp.MustCompile(`(?m)^\w+\.[A-Z]\w*\(`).MatchString(c.Text) {
				continue
			}
			blocks++
			text := regexp.MustCompile(`(?m)^(%%|\.\.\.)\s*$`).ReplaceAllString(c.Text, "")
			var imports strings.Builder
			for name, path := range all {
				if regexp.MustCompile(`\b` + name + `\.[A-Z]`).MatchString(text) {
					fmt.Fprintf(&imports, "import %q\n", path)
				}
			}
			name := fmt.Sprintf("%s_%d.go", strings.ReplaceAll(filepath.ToSlash(pkg.Dir), "/", "_"), i)
			source := fmt.Sprintf("package documented\n%sfunc _() error {\n//line %s/doc.go:1\n%s\nreturn nil\n}\n", &imports, filepath.ToSlash(pkg.Dir), text)
			real := filepath.Join(folder, name)
			if err := os.WriteFile(real, []byte(source), 0o600); err != nil {
				t.Fatal(err)
			}
			replace[filepath.Join(root, "ipdlib", "internal", "documented", name)] = real
		}
	}
	if blocks < 10 {
		t.Errorf("only %d pieces of code were found", blocks)
	}
	overlay := filepath.Join(folder, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err == nil {
		err = os.WriteFile(overlay, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-overlay", overlay, "-gcflags=-e", "./ipdlib/internal/documented")
	build.Dir = root
	out, err := build.CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	granted := regexp.MustCompile(`undefined: [a-z]\w*$|declared and not used|imported and not used|^#|no new variables|too many errors|is not used`)
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" && !granted.MatchString(line) {
			t.Error(line)
		}
	}
}
