package cell

import (
	"strings"
	"testing"
)

func TestIdentifier(t *testing.T) {
	for _, c := range []struct{ code, want string }{ // ‸ is the cursor, want what begins at the place found
		{"fmt.Pri‸ntln(x)", "ntln(x)"},
		{"fmt.Println‸(x)", "n(x)"},
		{"f(‸)", "f()"},
		{"f(a, ‸)", "f(a, )"},
		{"f(g(1), ‸2.)", "2.)"},
		{"f(g(1), ‸)", "f(g(1), )"},
		{"f([]int{}, ‸)", "f([]int{}, )"},
		{"f[int](‸)", "f[int]()"},
		{"f[map[int]T] (‸)", "f[map[int]T] ()"},
		{"f(\n\t‸\n)", "f(\n\t\n)"},
		{"(+ ‸", ""}, // and whatever else makes GoNB search for ever
		{"‸", ""},
		{" ‸", ""},
		{"{‸", ""},
		{", ‸", ""},
		{"(1, ‸)", ""},
		{"}}(‸", ""},
		{"](‸", ""},
		{"\"🎉\" + f‸(x)", "f(x)"},
	} {
		before, after, _ := strings.Cut(c.code, "‸")
		code := before + after
		place, found := Identifier(code, len([]rune(before)))
		got := ""
		if found {
			got = string([]rune(code)[place:])
		}
		if got != c.want {
			t.Errorf("%s: at %q, want %q", c.code, got, c.want)
		}
	}
}

func TestOnGo(t *testing.T) {
	const code = "%%\nx := 1\n!ls \\\n -l\ny"
	for cursor, want := range map[int]bool{-1: false, 0: false, 3: true, 9: true, 10: false, 16: false, 20: true, 99: true} {
		if got := OnGo(code, cursor); got != want {
			t.Errorf("cursor %d: %v, want %v", cursor, got, want)
		}
	}
	if OnGo("%%bash\nls", 8) {
		t.Error("a script is Go")
	}
}

func TestPlain(t *testing.T) {
	for cursor, want := range map[int]string{-1: "xx\nτx\nü", 0: "xx\nτx\nü", 2: "xx\nτx\nü", 3: "üx\nxx\nü", 99: "üx\nτx\nx"} {
		if got := Plain("ü🎉\nτ🎉\nü", cursor); got != want {
			t.Errorf("cursor %d: %q, want %q", cursor, got, want)
		}
	}
}
