package cell

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestCompletions(t *testing.T) {
	folder := t.TempDir()
	here := func() string { return folder }
	for _, name := range []string{"data/one.csv", "data/two.csv", "a b", "ipdlib/snn/x.go", "ipdlib/sweep/x.go", ".hidden"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		code string
		want []string
		word string
	}{
		{"%re", []string{"%remove", "%reset"}, "%re"},
		{"%%wr", []string{"%%writefile"}, "%%wr"},
		{"func f() {}\n%go", []string{"%goflags", "%goworkfix"}, "%go"},
		{"%env A", nil, "%env A"},
		{"!cat da", []string{"data/"}, "da"},
		{"é()\n!cat data/o", []string{"data/one.csv"}, "data/o"},
		{"%%bash\nls >data/", []string{"data/one.csv", "data/two.csv"}, "data/"},
		{"!ls .h", []string{".hidden"}, ".h"},
		{"!ls " + folder + "/da", []string{folder + "/data/"}, folder + "/da"},
		{"import \"ipd/ipdlib/s", []string{"ipd/ipdlib/snn", "ipd/ipdlib/sweep"}, "ipd/ipdlib/s"},
		{"import (\n\t\"fmt\"\n\tx \"math/ra", []string{"math/rand"}, "math/ra"},
		{"import \"ip", []string{"ipd"}, "ip"},
	} {
		end := len([]rune(c.code))
		matches, from, to, ok := Completions(c.code, end, here, folder)
		if !ok || !slices.Equal(matches, c.want) || string([]rune(c.code)[from:to]) != c.word {
			t.Errorf("%q: %q for %q, %v; want %q for %q", c.code, matches, string([]rune(c.code)[from:to]), ok, c.want, c.word)
		}
	}
	for _, code := range []string{"", "fmt.Pr", "%%\nfmt.Println(\"a", "import \"fmt\"\nvar s = \"a", "import (\n\"fmt\"\n)\nvar s = \"a"} {
		if matches, _, _, ok := Completions(code, len([]rune(code)), here, folder); ok {
			t.Errorf("%q: %q", code, matches)
		}
	}
}
