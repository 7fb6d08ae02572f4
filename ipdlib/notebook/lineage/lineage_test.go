package lineage_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/notebook/lineage"
)

var keeper = lineage.Keeper{Package: "ipd/ipdlib/notebook", Function: "Keep"}

// cells is a program as GoNB puts it together: imports, constants, types, variables, functions, main.
const cells = `package main

import (
	"fmt"
	"os"
	"strings"

	. "example.org/dot"
	"github.com/gomlx/gomlx/core/tensors"
	"ipd/ipdlib/notebook"
	"ipd/ipdlib/snn"
	_ "ipd/ipdlib/extra"
)

const (
	low = iota
	high
	other = "other"
)

type point struct {
	x, y int
	unit string
}

func (p point) sum() int { return p.x + p.y }

type stranger struct{ z int }

var (
	responses = notebook.Keep(func() []point {
		// a comment
		n := scale(3)
		return listen([]point{{x: n, y: high, unit: os.Getenv("UNIT")}, {x: settings.Width}})
	})
	settings = snn.Settings{Width: 5}
	untouched = 7
	later = notebook.Keep(func() int { return settings.Use(len(responses)) })
	fromFile = notebook.Keep(func() string { return "x" }, "data.csv")
	bare = notebook.Keep(one)
)

func one() int { return 1 }

func scale(n int) int { return n * factor() }

func factor() int { return 2 }

func listen(points []point) []point { fmt.Println(strings.ToUpper("a")); return snn.Run(points) }

func unrelated(untouched int) int { return untouched + factor() }

func main() {
	fmt.Println(responses, tensors.X, Y)
}
`

var library = map[string]string{
	"root/go.mod":                  "module ipd\n\ngo 1.26\n\nrequire github.com/gomlx/gomlx v0.1.0 // why\n",
	"root/ipdlib/notebook/keep.go": "package notebook\n\nfunc Keep[T any](f func() T, files ...string) T { return f() }\n",
	"root/ipdlib/snn/run.go":       "package snn\n\nimport \"ipd/ipdlib/deep\"\n\n// Run runs.\nfunc Run[T any](x T) T { deep.Work(); return x }\n\nfunc Unused() {}\n",
	"root/ipdlib/snn/settings.go":  "package snn\n\n// Settings are some.\ntype Settings struct{ Width int }\n\nfunc (s *Settings) Use(n int) int { return s.Width + n }\n",
	"root/ipdlib/snn/run_test.go":  "package snn\n\nfunc helper() {}\n",
	"root/ipdlib/deep/deep.go":     "package deep\n\nimport _ \"embed\"\n\n//go:embed table.txt\nvar table string\n\nfunc Work() int { return len(table) + limit }\n",
	"root/ipdlib/deep/limit.go":    "package deep\n\nconst limit = 3\n\nfunc init() { started = true }\n\nvar started bool\n\nvar apart = 1\n",
	"root/ipdlib/deep/table.txt":   "1 2 3\n",
	"root/ipdlib/extra/extra.go":   "package extra\n\nfunc init() { register() }\n\nfunc register() {}\n\nfunc Other() {}\n",
	"kernel/go.work":               "go 1.26\n\nuse (\n\t../root\n\t./gonb_1\n)\n",
	"kernel/gonb_1/go.mod":         "module gonb_1\n\ngo 1.26\n",
	"kernel/gonb_1/main.go":        cells,
	"kernel/gonb_1/data.csv":       "1,2\n",
}

// write writes the program and what it uses into a folder, with some files changed.
func write(t *testing.T, changed map[string]string) (mainFile string) {
	t.Helper()
	dir := t.TempDir()
	files := maps.Clone(library)
	maps.Copy(files, changed)
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(dir, "kernel/gonb_1"))
	return filepath.Join(dir, "kernel/gonb_1/main.go")
}

func of(t *testing.T, mainFile, name string, environment map[string]string) lineage.Lineage {
	t.Helper()
	p, err := lineage.Read(mainFile, keeper)
	if err != nil {
		t.Fatal(err)
	}
	k, ok := p.All()[name]
	if !ok {
		t.Fatalf("no kept variable %s", name)
	}
	l, err := p.Lineage(k, []string{"IPD_QUICK"}, func(name string) (string, bool) {
		value, set := environment[name]
		return value, set
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// What a value depends on changes its key, and nothing else does.
func TestWhatCounts(t *testing.T) {
	const program = "kernel/gonb_1/main.go"
	for _, c := range []struct {
		name     string
		variable string
		file     string
		old, new string // in the file
		env      map[string]string
		changed  string // the part that changes, "" for none
	}{
		{name: "its own function", file: program, old: "scale(3)", new: "scale(4)", changed: "var responses"},
		{name: "a function of a cell", file: program, old: "n * factor()", new: "n + factor()", changed: "scale"},
		{name: "a function below that", file: program, old: "return 2 }", new: "return 3 }", changed: "factor"},
		{name: "a function without a literal around it", variable: "bare", file: program, old: "return 1 }", new: "return 2 }", changed: "one"},
		{name: "a variable", file: program, old: "Width: 5", new: "Width: 6", changed: "settings"},
		{name: "a type", file: program, old: "x, y int", new: "x, y int64", changed: "point"},
		{name: "a method of it", file: program, old: "p.x + p.y", new: "p.x - p.y", changed: "point"},
		{name: "a constant", file: program, old: "low = iota", new: "low = iota + 1", changed: "high"},
		{name: "its place among others", file: program, old: "low = iota", new: "low = iota\n\tmiddle", changed: "high"},
		{name: "another kept variable", variable: "later", file: program, old: "scale(3)", new: "scale(4)", changed: "responses"},
		{name: "a function of the library", file: "root/ipdlib/snn/run.go", old: "return x", new: "return *&x", changed: "ipd/ipdlib/snn.Run"},
		{name: "a function of another room", file: "root/ipdlib/deep/deep.go", old: "+ limit", new: "- limit", changed: "ipd/ipdlib/deep.Work"},
		{name: "a constant in another file", file: "root/ipdlib/deep/limit.go", old: "= 3", new: "= 4", changed: "ipd/ipdlib/deep.limit"},
		{name: "an init function of a room in use", file: "root/ipdlib/deep/limit.go", old: "= true", new: "= false", changed: "ipd/ipdlib/deep.init 0"},
		{name: "an init function of a package that is only linked", file: "root/ipdlib/extra/extra.go", old: "register() {}", new: "register() { _ = 1 }", changed: "ipd/ipdlib/extra.register"},
		{name: "a method of a type of the library", file: "root/ipdlib/snn/settings.go", old: "s.Width + n", new: "s.Width - n", changed: "ipd/ipdlib/snn.Settings"},
		{name: "an embedded file", file: "root/ipdlib/deep/table.txt", old: "1 2 3", new: "1 2 4", changed: "ipd/ipdlib/deep.table"},
		{name: "a version", file: "root/go.mod", old: "v0.1.0", new: "v0.1.1", changed: "module github.com/gomlx/gomlx"},
		{name: "which package a name means", file: program, old: `"strings"`, new: `strings "ipd/ipdlib/extra"`, changed: "-"},
		{name: "a variable of the environment that the library reads", env: map[string]string{"IPD_QUICK": "1"}, changed: "environment IPD_QUICK"},
		{name: "a variable of the environment that the cell reads", env: map[string]string{"UNIT": "deg"}, changed: "environment UNIT"},
		{name: "a file that is named", variable: "fromFile", file: "kernel/gonb_1/data.csv", old: "1,2", new: "1,3", changed: "file data.csv"},
		{name: "who changes a variable before", file: program, old: "untouched = 7", new: "_ = settings.Use(7)", changed: "-"},
		{name: "who changes a variable before, out of sight", file: program, old: "untouched = 7\n", new: "done = spoil()\n", changed: "-"},

		{name: "nothing"},
		{name: "a comment", file: program, old: "// a comment", new: "/* another\n one */"},
		{name: "blank space", file: program, old: "n := scale(3)", new: "\n\t\tn   :=   scale( 3 ) ;"},
		{name: "a call on several lines", file: program, old: "scale(3)", new: "scale(\n\t3,\n\t)"},
		{name: "the order of declarations", file: program, old: "func one() int { return 1 }\n", new: "var new = 1\n"},
		{name: "another name for the variable", file: program, old: "responses = ", new: "responses = ", variable: "responses"},
		{name: "a function that it doesn't use", file: program, old: "untouched + factor()", new: "untouched"},
		{name: "a type that it doesn't use", file: program, old: "{ z int }", new: "{ zz int }"},
		{name: "a variable that it doesn't use", file: program, old: "untouched = 7", new: "untouched = 8"},
		{name: "a constant without a number beside its own", file: program, old: `"other"`, new: `"another"`},
		{name: "main", file: program, old: "tensors.X, Y", new: "1"},
		{name: "who uses the value", file: program, old: "settings.Use(len(responses))", new: "len(responses)"},
		{name: "who reads the variable's length", file: program, old: "untouched = 7", new: "untouched = len(settings.Width)"},
		{name: "a comment in the library", file: "root/ipdlib/snn/run.go", old: "// Run runs.", new: "// Run runs well."},
		{name: "a function of the library that it doesn't use", file: "root/ipdlib/snn/run.go", old: "Unused() {}", new: "Unused() { panic(1) }"},
		{name: "a variable of the library that it doesn't use", file: "root/ipdlib/deep/limit.go", old: "apart = 1", new: "apart = 2"},
		{name: "a test of the library", file: "root/ipdlib/snn/run_test.go", old: "helper() {}", new: "helper() { panic(1) }"},
		{name: "how values are kept", file: "root/ipdlib/notebook/keep.go", old: "return f()", new: "x := f(); return x"},
		{name: "a comment in go.mod", file: "root/go.mod", old: "// why", new: "// why not"},
		{name: "a variable of the environment that nobody reads", env: map[string]string{"HOME": "/"}},
		{name: "a file that is not named", file: "kernel/gonb_1/data.csv", old: "1,2", new: "1,3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			variable := c.variable
			if variable == "" {
				variable = "responses"
			}
			const spoiler = "\n\nfunc spoil() bool { settings.Width++; return true }\n"
			before := of(t, write(t, map[string]string{program: cells + spoiler}), variable, nil)
			changed := map[string]string{program: cells + spoiler}
			if c.file != "" {
				text := library[c.file]
				if c.file == program {
					text += spoiler
				}
				if strings.Count(text, c.old) != 1 {
					t.Fatalf("%q stands %d times in %s", c.old, strings.Count(text, c.old), c.file)
				}
				changed[c.file] = strings.Replace(text, c.old, c.new, 1)
			}
			after := of(t, write(t, changed), variable, c.env)
			parts := after.Changed(before)
			if (before.Sum() != after.Sum()) != (c.changed != "") || (len(parts) > 0) != (c.changed != "") {
				t.Fatalf("changed: %q", parts)
			}
			if c.changed != "" && c.changed != "-" && !slices.Contains(parts, c.changed) {
				t.Errorf("changed: %q, want %q among them", parts, c.changed)
			}
		})
	}
}

// One value under two names is computed once.
func TestTheNameDoesNotCount(t *testing.T) {
	a := of(t, write(t, nil), "responses", nil)
	renamed := strings.ReplaceAll(cells, "responses", "answers")
	b := of(t, write(t, map[string]string{"kernel/gonb_1/main.go": renamed}), "answers", nil)
	if a.Sum() != b.Sum() {
		t.Errorf("%v", b.Changed(a))
	}
	if a.Sum() == a.Sum("another form") {
		t.Error("what is added doesn't count")
	}
}

func TestWhichVariablesAProgramUses(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"", "", "responses"},
		{"fmt.Println(responses, tensors.X, Y)", "fmt.Println(tensors.X, Y)", ""},
		{"fmt.Println(responses, tensors.X, Y)", "fmt.Println(scale(1), bare, tensors.X, Y)", "bare"},
		{"func factor() int { return 2 }", "func factor() int { return later }", "later responses"}, // main uses responses alone
		{"untouched = 7", "untouched = later", "later responses"},
		{"func main() {", "func init() { _ = fromFile }\n\nfunc main() {\n\tresponses := 1", "fromFile"},
	} {
		text := strings.Replace(cells, c.old, c.new, 1)
		if strings.Contains(c.new, "return later") {
			text = strings.Replace(text, "fmt.Println(responses", "fmt.Println(responses, unrelated(1)", 1)
		}
		p, err := lineage.Read(write(t, map[string]string{"kernel/gonb_1/main.go": text}), keeper)
		if err != nil {
			t.Fatal(err)
		}
		used := slices.Sorted(slices.Values(p.Used()))
		if got := strings.Join(used, " "); got != c.want {
			t.Errorf("%s: %q are used, want %q", c.new, got, c.want)
		}
		if got := strings.Join(p.UsedBy(p.All()["later"]), " "); got != "responses" && c.new == "" {
			t.Errorf("later uses %q", got)
		}
	}
}

func TestDeclarationsThatCannotBeKept(t *testing.T) {
	for _, c := range []struct {
		declared string
		want     error
	}{
		{"var x = notebook.Keep(one)", nil},
		{"var x int = (notebook.Keep[int](one))", nil},
		{"var x, y = notebook.Keep(one), notebook.Keep(one)", lineage.ErrShape},
		{"var x = notebook.Keep(one) + 1", lineage.ErrShape},
		{"var x = notebook.Keep(func() int { return notebook.Keep(one) })", lineage.ErrPlace},
		{"func f() { n := 1; _ = notebook.Keep(func() int { return n }) }", lineage.ErrPlace},
		{`var x = notebook.Keep(one, "a"+"b")`, lineage.ErrFile},
		{"var x = notebook.Keep(one, other)", lineage.ErrFile},
	} {
		text := strings.Replace(cells, "func one()", c.declared+"\n\nfunc one()", 1)
		p, err := lineage.Read(write(t, map[string]string{"kernel/gonb_1/main.go": text}), keeper)
		if err != nil {
			t.Fatal(err)
		}
		line := 1 + strings.Count(text[:strings.Index(text, c.declared)], "\n")
		if _, err := p.Find(line); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.declared, err, c.want)
		}
	}
}

func TestNoWorkspace(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "main.go")
	if err := os.WriteFile(name, []byte(cells), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := lineage.Read(name, keeper); err == nil || !strings.Contains(err.Error(), "go.work") {
		t.Errorf("%v", err)
	}
}
