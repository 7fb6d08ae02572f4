package cell

import "testing"

func TestLocate(t *testing.T) {
	cells := []Cell{
		{1, "func f(i int) int {\n\tx := i\n\treturn x\n}"},
		{2, "func g(i int) int {\n\tx := i\n\treturn x\n}"},
		{3, "func f(i int) int {\n\tx := i\n\treturn x\n}"}, // defined again
		{4, "import \"fmt\"\n%%\nfmt.Println(f(1))\nx++\nx++"},
	}
	// What GoNB makes of them: imports, functions, main.
	program := "package main\n\nimport (\n\t\"fmt\"\n)\nfunc f(i int) int {\n\tx := i\n\treturn x\n}\nfunc g(i int) int {\n\tx := i\n\treturn x\n}\n" +
		"\nfunc main() {\n\tflag.Parse()\nfmt.Println(f(1))\nx++\nx++\n\n}\n"
	for _, c := range []struct {
		line  int
		want  Place
		found bool
	}{
		{6, Place{3, 1}, true},  // func f: the newest
		{7, Place{3, 2}, true},  // x := i in f, by its neighbours
		{11, Place{2, 2}, true}, // the same line in g
		{12, Place{2, 3}, true},
		{17, Place{4, 3}, true},
		{18, Place{4, 4}, true}, // the same line twice
		{19, Place{4, 5}, true},
		{15, Place{4, 2}, true}, // func main() {
		{21, Place{4, 5}, true}, // its end
		{1, Place{}, false},     // GoNB's own
		{2, Place{}, false},
		{0, Place{}, false},
		{99, Place{}, false},
	} {
		if got, _, found := Locate(program, c.line, cells); got != c.want || found != c.found {
			t.Errorf("line %d: %v, %v; want %v, %v", c.line, got, found, c.want, c.found)
		}
	}
}

// TestLocateInBlocks: what GoNB takes out of its declaration and puts into a block, with the name that %rm knows.
func TestLocateInBlocks(t *testing.T) {
	cells := []Cell{
		{1, "import (\n\t\"fmt\"\n\t. \"strings\"\n\tr \"math/rand\"\n)"},
		{2, "const (\n\tA = 1\n\tB = 2\n)\nvar x, y = f()\nvar z = 1"},
		{3, "type T struct {\n\tA int\n}\n\nfunc (t *T) Get() int { return t.A }"},
		{5, "%args -x\nvar z = func() int {\n\tpanic(1)\n}()\n"},
	}
	program := "package main\n\nimport (\n\t. \"strings\"\n\t\"fmt\"\n\tr \"math/rand\"\n)\n\ntype T struct {\n\tA int\n}\n\n" +
		"const (\n\tA = 1\n\tB = 2\n)\n\nvar (\n\tx, y = f()\n\tz = func() int {\n\tpanic(1)\n}()\n)\n\n" +
		"func (t *T) Get() int { return t.A }\n\n\nfunc main() { flag.Parse() }\n"
	for line, want := range map[int]struct {
		place Place
		name  string
	}{
		4: {Place{1, 3}, ".~strings"}, 5: {Place{1, 2}, "fmt"}, 6: {Place{1, 4}, "r"}, 9: {Place{3, 1}, "T"}, 10: {Place{3, 2}, "T"},
		14: {Place{2, 2}, "A"}, 15: {Place{2, 3}, "B"}, 19: {Place{2, 5}, "x"}, 20: {Place{5, 2}, "z"}, 21: {Place{5, 3}, "z"}, 25: {Place{3, 5}, "T~Get"},
	} {
		if got, in, found := Locate(program, line, cells); got != want.place || in.Name != want.name || !found {
			t.Errorf("line %d: %v, %q, %v; want %v", line, got, in.Name, found, want)
		}
	}
}

// TestLocateInWhatIsNoGo: GoNB stops at a cell that it can't parse, which is then the program.
func TestLocateInWhatIsNoGo(t *testing.T) {
	cells := []Cell{{7, "!true\n%%\nif x {\n"}}
	program := "package main\n\nfunc main() {\n\tflag.Parse()\nif x {\n\n\n}\n"
	for line, want := range map[int]Place{3: {7, 2}, 5: {7, 3}, 8: {7, 3}, 9: {7, 3}} {
		if got, _, found := Locate(program, line, cells); got != want || !found {
			t.Errorf("line %d: %v, %v; want %v", line, got, found, want)
		}
	}
}
