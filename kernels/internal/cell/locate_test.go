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
		{1, Place{}, false}, // GoNB's own
		{2, Place{}, false},
		{0, Place{}, false},
		{99, Place{}, false},
	} {
		if got, found := Locate(program, c.line, cells); got != c.want || found != c.found {
			t.Errorf("line %d: %v, %v; want %v, %v", c.line, got, found, c.want, c.found)
		}
	}
}
