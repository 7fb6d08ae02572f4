package cell

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct{ code, want string }{ // want is part of the sentence, "" if GoNB may have the cell
		{"", ""},
		{"%%\nfmt.Println(1)", ""},
		{"//gonb:%%\nfmt.Println(1)", ""},
		{"%% --flag x\nfmt.Println(1)", ""},
		{"%main\nfmt.Println(1)", ""},
		{"func f() {}\n%exec f", ""},
		{"%test -v\nfunc TestX(t *testing.T) {}", ""},
		{"%env A=B\n%cd /tmp\n!ls \\\n  -l\n%%\nfmt.Println(1)", ""},
		{"!*ls", ""},
		{"%%bash\nif [ % = ! ]; then\n%foo\nfi", ""},
		{"%%writefile a.go\n%%\n%%", ""},
		{"var s = \"`\"\n!echo `date`\n%%\nfmt.Println(`a`)", ""},
		{"x := 7\n  %foo", ""},   // GoNB looks at the first character only, and the compiler explains the rest
		{"%\nfmt.Println()", ""}, // too short for a command

		{"%%\n1\n%%\n2", "line 3 opens main a second time, after line 1"},
		{"%%\n1\n%main\n2", "line 3 opens main a second time"},
		{"%%\n1\n%exec f", "line 3 opens main a second time"},
		{"//gonb:%%\n1\n//gonb:%%\n2", "line 3 opens main a second time"},
		{"%foo", "line 1: there is no command %foo"},
		{"1\n%bench", "line 2: there is no command %bench"},
		{"%%foo\n1", "line 1: there is no %%foo here"},
		{"%%\n%%bash\nls", "line 2: %%bash may only stand in the first line"},
		{"%%script\nls", "line 1: %%script needs the command"},
		{"%%script \t\nls", "line 1: %%script needs the command"},
		{"%wasm\n%%\n", "%wasm does not work"},
		{"% ", "line 1: nothing follows the '%'"},
		{"! \t", "line 1: nothing follows the '!'"},
		{"!\\\n ", "line 1: nothing follows the '!'"},
		{"var s = `\n!rm -rf x\n`", "line 2 begins with % or ! inside a string or comment"},
		{"/* a\n%env A=B\n*/", "line 2 begins with % or ! inside a string or comment"},
		{"%%\n\nx := `a\nb\n!c`", "line 5 begins with % or !"},
	} {
		err := Check(c.code)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%q: %v, want %q", c.code, err, c.want)
		}
	}
}

func TestThroughShell(t *testing.T) {
	for code, want := range map[string]string{
		"%%bash\nls":                     "%%script sh-er bash\nls",
		"//gonb:%%sh\nls":                "%%script sh-er sh\nls",
		"%%bash":                         "%%script sh-er bash",
		"%%bash -x\nls":                  "%%bash -x\nls", // GoNB says that it takes no arguments
		"%%script python3 -c \"a b\"\nx": "%%script sh-er python3 -c \"a b\"\nx",
		"%%script":                       "%%script",
		"%%writefile a\n%%bash":          "%%writefile a\n%%bash",
		"%%\n!ls":                        "%%\n!ls",
		"":                               "",
	} {
		if got := ThroughShell(code, "sh-er"); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

// FuzzCell: no cell crashes the reader, and what is judged is judged the same again.
func FuzzCell(f *testing.F) {
	for _, code := range []string{"%%\nfmt.Println(`\n!x`)", "!ls \\\n\\", "%%script \x00", "func f() {\n/*", "//gonb:%", "%%\n}", "'", "\"\\"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		if a, b := Check(code), Check(code); (a == nil) != (b == nil) {
			t.Fatalf("%v, then %v", a, b)
		}
		IsComplete(code)
		WithMain(code, nil)
		if !IsMagic(code) && ThroughShell(code, "s") != code {
			t.Fatalf("a Go cell was rewritten: %q", ThroughShell(code, "s"))
		}
		for line := range 4 {
			if place, _, found := Locate(asSource(code).text, line, []Cell{{1, code}}); found && (place.Line < 1 || place.Line > len(splitLines(code))) {
				t.Fatalf("line %d is line %d of the cell", line, place.Line)
			}
		}
	})
}
