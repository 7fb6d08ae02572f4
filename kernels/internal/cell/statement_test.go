package cell

import "testing"

func TestWithMain(t *testing.T) {
	known := []Cell{{1, "var x = 1"}}
	for code, want := range map[string]string{
		"1+1":                               "%%\nfmt.Println(1+1)",
		"fmt.Println(1)":                    "%%\nfmt.Println(1)",
		"x = 5":                             "%%\nx = 5",
		"y = 5":                             "var y = 5",
		"y := 5 // five":                    "var y = 5",
		"a, err := f()":                     "var a, err = f()",
		"import \"fmt\"\nfmt.Println(1)":    "import \"fmt\"\n%%\nfmt.Println(1)",
		"!ls\nfunc f() {}\n\nf()\nx":        "!ls\nfunc f() {}\n\n%%\nf()\nfmt.Println(x)",
		"y := 1\nfmt.Println(y)":            "%%\ny := 1\nfmt.Println(y)",
		"for i := range 3 {\n\tprint(i)\n}": "%%\nfor i := range 3 {\n\tprint(i)\n}",
	} {
		if got, ok := WithMain(code, known); !ok || got != want {
			t.Errorf("%q: %q, %v; want %q", code, got, ok, want)
		}
	}
	for _, code := range []string{"", "var x = 1", "%%\n1+1", "func f( {", "1 +", "func f() {\n}}", "%%bash\nls", "print('no Go')"} {
		if got, ok := WithMain(code, nil); ok {
			t.Errorf("%q: %q", code, got)
		}
	}
}
