package lab

import "testing"

func TestExplain(t *testing.T) {
	p := progress{sources: []string{"import \"fmt\"", "%%\nx := 1\n  fmt.Println(undef)  "}}
	for _, test := range []struct {
		name string
		e    event
		want string
	}{
		{"the compiler's, two lines", event{Message: "cell 2, line 2: declared and not used: x\ncell 2, line 3: undefined: undef"},
			"cell 2, line 2: declared and not used: x\n    x := 1\ncell 2, line 3: undefined: undef\n    fmt.Println(undef)"},
		{"an earlier cell's", event{Message: "boom (cell 1, line 1)"}, "boom (cell 1, line 1)\n    import \"fmt\""},
		{"no such line", event{Message: "cell 2, line 99: x\ncell 7, line 1: y\ncell 0, line 0: z"}, "cell 2, line 99: x\ncell 7, line 1: y\ncell 0, line 0: z"},
		{"number too large", event{Message: "cell 99999999999999999999, line 1: x"}, "cell 99999999999999999999, line 1: x"},
		{"a program's last words", event{Message: "exit status 1", Stderr: "bad thing\n", Traceback: "a\nb"}, "exit status 1\nbad thing"},
		{"a panic inside the library", event{Message: "boom", Traceback: "panic: boom\nipd/ipdlib/snn.f()"}, "boom\npanic: boom\nipd/ipdlib/snn.f()"},
		{"nothing more", event{Message: "false: exit status 1", Traceback: "ShellError: false: exit status 1"}, "false: exit status 1"},
	} {
		if got := p.explain(test.e); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestHeadline(t *testing.T) {
	for source, want := range map[string]string{
		"\n  // Title\ncode": "// Title",
		"αααααααααα" + "ββββββββββ" + "γγγγγγγγγγ" + "δδδδδδδδδδ" + "εεεεεεεεεε" + "ζζζζζζζζζζ" + "η": "αααααααααα" + "ββββββββββ" + "γγγγγγγγγγ" + "δδδδδδδδδδ" + "εεεεεεεεεε" + "ζζζζζζζζζ" + "…",
		"%%\n\nfmt.Println(1)": "fmt.Println(1)",
		"%%":                   "%%",
		"%%bash\nls":           "%%bash",
		"":                     "",
	} {
		if got := headline(source); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}
