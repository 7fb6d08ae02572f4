package lesson

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/device"
)

// example is a lesson with all kinds of parts.
func example(t *testing.T) *Lesson {
	t.Helper()
	source, err := os.ReadFile("testdata/example.md")
	if err != nil {
		t.Fatal(err)
	}
	l, err := Parse("example", source)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestParse(t *testing.T) {
	l := example(t)
	if l.Title != "0 An example" {
		t.Errorf("title %q", l.Title)
	}
	var kinds []string
	for _, p := range l.Parts {
		kinds = append(kinds, string(p.Kind)+p.Name)
	}
	want := []string{"text", "text", "text", "code", "text", "folded", "text", "exercisetwice", "solutiontwice", "wrongtwice", "wrongtwice",
		"wrongtwice", "text", "checktwice", "text", "exerciseguess", "solutionguess", "wrongguess", "checkguess", "text"}
	if !slices.Equal(kinds, want) {
		t.Errorf("parts\n%q\nwant\n%q", kinds, want)
	}
	source, _ := os.ReadFile("testdata/example.md")
	lines := strings.Split(string(source), "\n")
	for _, p := range l.Parts {
		first, _, _ := strings.Cut(p.Text, "\n")
		line := p.Line // of the fence
		if p.Kind == Text {
			line--
		}
		if lines[line] != first {
			t.Errorf("line %d is %q, the part begins with %q", p.Line, lines[line], first)
		}
	}
	if !strings.Contains(l.Parts[1].Text, "```text\nnot a cell\n```") || !strings.HasSuffix(l.Parts[2].Text, "after three dashes.") {
		t.Errorf("text cells %q and %q", l.Parts[1].Text, l.Parts[2].Text)
	}
}

func TestParseErrors(t *testing.T) {
	const exercise = "# T\n\n```go exercise a\nfunc a() {}\n```\n"
	for source, want := range map[string]string{
		"":                                    "begin with its title",
		"text\n\n# T":                         "begin with its title",
		"# T\n\n```go\n```":                   "line 3: the block is empty",
		"# T\n\n```go  solve a\nx\n```":       `line 3: "go  solve a" is none of`,
		"# T\n\n```go wrong a\nx\n```":        "is none of",
		"# T\n\n```go check a\nx\n```":        "out of order",
		exercise:                              `"a" has no check`,
		exercise + "```go check a\n%%\n```":   "out of order",
		exercise + exercise[5:]:               "out of order",
		exercise + "```go solution b\nx\n```": "out of order",
	} {
		if _, err := Parse("t", []byte(source)); !errors.Is(err, ErrSource) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", source, err, want)
		}
	}
}

func TestNotebooks(t *testing.T) {
	l := example(t)
	student, solved := l.Student(), l.Solved()
	code := func(nb *Notebook) (all string) {
		for _, c := range nb.Cells {
			all += strings.Join(c.Source, "") + "\n"
		}
		return all
	}
	for _, words := range []string{"exercise.Gap[int]()", `guess = "?"`} {
		if !strings.Contains(code(student), words) || strings.Contains(code(solved), words) {
			t.Errorf("%q belongs into the student's notebook alone", words)
		}
	}
	for _, words := range []string{"return 2 * x", `guess = 8`, "(solved)"} {
		if strings.Contains(code(student), words) || !strings.Contains(code(solved), words) {
			t.Errorf("%q belongs into the solved notebook alone", words)
		}
	}
	if strings.Contains(code(student)+code(solved), "x * x") {
		t.Error("a wrong answer is in a notebook")
	}
	seen := map[string]bool{}
	for i, c := range student.Cells {
		if seen[c.ID] || len(c.ID) > 64 || strings.Trim(c.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("id %q", c.ID)
		}
		seen[c.ID] = true
		if solved.Cells[i].ID != c.ID {
			t.Errorf("cell %d has the ids %q and %q", i, c.ID, solved.Cells[i].ID)
		}
	}
}

// What was written is read back the same, and outputs stay until code changes.
func TestKeep(t *testing.T) {
	l := example(t)
	older := l.Student()
	older.code()[0].Outputs = []byte(`[{"name": "stdout", "output_type": "stream", "text": ["a < b\n"]}]`)
	older.code()[0].ExecutionCount = []byte("1")
	raw, err := older.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	read, err := Unmarshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := read.Marshal(); string(again) != string(raw) {
		t.Error("a notebook changed when it was read and written")
	}
	l.Parts[0].Text += " More words."
	nb := l.Student()
	if nb.Same(read) {
		t.Error("changed text counts as the same")
	}
	nb.Keep(read)
	if kept, _ := nb.Marshal(); !strings.Contains(string(kept), `"a < b\n"`) {
		t.Error("an output was lost although the code is the same")
	}
	l.Parts[3].Text += "\nvar y = 1"
	nb = l.Student()
	nb.Keep(read)
	if kept, _ := nb.Marshal(); strings.Contains(string(kept), `"a < b\n"`) {
		t.Error("an output was kept although the code has changed")
	}
	same := example(t).Student()
	if !same.Same(read) {
		t.Error("the same cells count as others")
	}
}

func TestProblems(t *testing.T) {
	if p := example(t).Problems(); len(p) != 0 {
		t.Errorf("%q", p)
	}
	words := strings.Repeat("word ", 70)
	long := "# T\n\n### Deep\n\n" + words + "\n\n# Again\n\n![](a.png) $a + b + c$\n\n```go\n" + strings.Repeat("x\n", 13) + "```\n"
	l, err := Parse("t", []byte(long))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(l.Problems(), "\n")
	for _, want := range []string{"line 3: 71 words in a text cell", "line 3: a heading of level 3 below one of level 1", "line 7: a second title",
		"line 7: a picture without", "line 11: 13 lines of code", "0 exercises"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if n := countWords("a [b c](d/e f.png) $x + y$, it's 0.5 ms\n\n$$\na\n+ b$$"); n != 8 {
		t.Errorf("%d words", n)
	}
}

// Every kind of answer gets what it deserves, wrong answers that crash and that never end too.
func TestTry(t *testing.T) {
	root, err := device.Root()
	if err != nil {
		t.Fatal(err)
	}
	trials, err := example(t).Try(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if len(trials) != 8 {
		t.Errorf("%d trials", len(trials))
	}
	for _, trial := range trials {
		if err := trial.Error(); err != nil {
			t.Error(err)
		}
	}
	for _, c := range []struct {
		Trial
		want string
	}{
		{Trial{Kind: Wrong, Answer: "Twice: done. So."}, `has to say "not yet"`},
		{Trial{Kind: Wrong, Says: "the sign", Answer: "Twice: not yet. So."}, `lacks "the sign"`},
		{Trial{Kind: Wrong, Number: "Exercise 2", Answer: "Exercise 1, twice: not yet. So."}, "the heading says Exercise 2"},
		{Trial{Kind: Solution, Answer: "noise\nTwice: done. So."}, "not one line"},
		{Trial{Kind: Exercise, Answer: ""}, `has to say "not started"`},
	} {
		if err := c.Error(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func TestTryErrors(t *testing.T) {
	root, err := device.Root()
	if err != nil {
		t.Fatal(err)
	}
	l := example(t)
	l.Parts[7].Text = "func twice(x int) int { return \"\" }"
	if _, err := l.Try(t.Context(), root); !errors.Is(err, ErrTrial) || !strings.Contains(err.Error(), "cannot use") {
		t.Errorf("what doesn't compile: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := example(t).Try(ctx, root); !errors.Is(err, ErrTrial) {
		t.Errorf("stopped: %v", err)
	}
}
