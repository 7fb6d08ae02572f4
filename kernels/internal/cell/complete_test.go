package cell

import "testing"

func TestIsComplete(t *testing.T) {
	for _, c := range []struct {
		code   string
		want   Completeness
		indent string
	}{
		{"", Complete, ""},
		{"%%\nfmt.Println(1)\n", Complete, ""},
		{"%%", Incomplete, ""},
		{"import \"fmt\"", Complete, ""},
		{"func f() int { return 1 }", Complete, ""},
		{"var x = []int{\n1,\n}", Complete, ""},
		{"!ls | grep '{'", Complete, ""},
		{"%env A=(", Complete, ""},
		{"var s = `a\nb`", Complete, ""},
		{"// a {", Complete, ""},
		{"%%\nfor i := range 3 {\n\tfmt.Println(i)\n}\n", Complete, ""},
		{"type T struct{}\n\nfunc (t T) String() string { return \"{\" }\n%%\nfmt.Println(T{})\n  ", Complete, ""},
		{"%%bash\nls\n", Complete, ""},

		{"func f() {", Incomplete, "\t"},
		{"func f() {\n\tif x {", Incomplete, "\t\t"},
		{"%%\nfmt.Println(1)", Incomplete, ""},
		{"%%\nfor i := range 3 {", Incomplete, "\t"},
		{"%%\nfmt.Println(", Incomplete, "\t"},
		{"%%\nx := []int{1,\n2", Incomplete, "\t"},
		{"var s = `a", Incomplete, ""},
		{"/* a", Incomplete, ""},
		{"%%\nx := 1 +", Incomplete, "\t"},
		{"%%\nx :=", Incomplete, "\t"},
		{"var x =", Incomplete, ""},
		{"import", Incomplete, ""},
		{"!ls \\", Incomplete, ""},
		{"!ls \\\n-l \\", Incomplete, ""},
		{"%%bash\nls", Incomplete, ""},
		{"%%bash", Incomplete, ""},

		{"1+1", Invalid, ""},
		{"x := 1", Invalid, ""},
		{"func f() {}}", Invalid, ""},
		{"%%\nif x {}}", Invalid, ""},
		{"%%\nfmt.Println(\"a", Invalid, ""},
		{"var r = 'ab", Invalid, ""},
		{"%%\nx = = 1", Invalid, ""},
		{"func func()", Invalid, ""},
		{")", Invalid, ""},
	} {
		if got, indent := IsComplete(c.code); got != c.want || indent != c.indent {
			t.Errorf("%q: %s, indent %q; want %s, %q", c.code, got, indent, c.want, c.indent)
		}
	}
}
