package cell

import (
	"slices"
	"testing"
)

func TestNames(t *testing.T) {
	for code, want := range map[string][]string{
		"func f(x int) int {\n\treturn x\n}\nconst a, b = 1, 2\nvar (\n\tc int\n\t_ = 1\n)\ntype T struct{}\nfunc (T) M() {}\n%%\nd := 1": {"f", "a", "b", "c", "T"},
		"import \"fmt\"\n%%\nfmt.Println(1)":             nil,
		"func f(x int) int {\n\tif x > 0:\n\t\tvar y\n}": {"f"}, // no Go
		"const a = ?":        {"a"},
		"%%bash\nfunc f() {": nil,
	} {
		if got := Names(code); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

func TestMentions(t *testing.T) {
	found := Mentions("!f\n%%\n// g\ncheck(h, \"i\", x.j)\n")
	for name, want := range map[string]bool{"f": false, "g": false, "check": true, "h": true, "i": false, "j": true} {
		if found[name] != want {
			t.Errorf("%s: %v", name, found[name])
		}
	}
}
