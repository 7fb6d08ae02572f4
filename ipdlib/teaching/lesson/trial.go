package lesson

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// A Trial is one answer to an exercise, and what its check says to it.
type Trial struct {
	Exercise string
	Number   string // as in "Exercise 2" of the heading above it, with which the check has to begin; empty if there is none
	Kind     Kind   // Exercise: untouched; Solution; Wrong
	Line     int    // in the source
	Says     string // Wrong: what the check has to say
	Answer   string // what it said, in plain text
}

// Error says what is wrong with the answer; nil if it is as it should be.
func (t Trial) Error() error {
	state := map[Kind]string{Exercise: "not started", Solution: "done", Wrong: "not yet"}[t.Kind]
	switch {
	case strings.Count(t.Answer, "\n") > 0:
		return fmt.Errorf("line %d, %s of %q: the answer is not one line:\n%s", t.Line, t.Kind, t.Exercise, t.Answer)
	case !strings.Contains(t.Answer, ": "+state+". "):
		return fmt.Errorf("line %d, %s of %q: the check has to say %q, and says\n%s", t.Line, t.Kind, t.Exercise, state, t.Answer)
	case t.Number != "" && !strings.HasPrefix(t.Answer, t.Number+","):
		return fmt.Errorf("line %d, %s of %q: the heading says %s; the check says\n%s", t.Line, t.Kind, t.Exercise, t.Number, t.Answer)
	case !strings.Contains(t.Answer, t.Says):
		return fmt.Errorf("line %d, %s of %q: the check lacks %q; it says\n%s", t.Line, t.Kind, t.Exercise, t.Says, t.Answer)
	}
	return nil
}

// ErrTrial is wrapped by the errors of programs that don't compile or don't come to their end.
var ErrTrial = errors.New("trial of a lesson")

// Try runs each exercise of the lesson untouched, solved, and with each wrong answer, and the check after it. All are
// compiled into one program, each as a package of its own with what the cells before have declared; the exercises before it
// are solved. What other cells run is compiled, too. root is the project's folder.
func (l *Lesson) Try(ctx context.Context, root string) ([]Trial, error) {
	dir, err := os.MkdirTemp("", "ipd-lesson-")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTrial, err)
	}
	defer os.RemoveAll(dir)
	trials, err := l.writeTrials(dir, root)
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrTrial, l.Name, err)
	}
	if _, err := runIn(ctx, dir, "go", "build", "-o", "trial", "."); err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrTrial, l.Name, err)
	}
	said, err := runIn(ctx, dir, filepath.Join(dir, "trial"))
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrTrial, l.Name, err)
	}
	answers := strings.Split(said, mark)
	if len(answers) != len(trials)+1 {
		return nil, fmt.Errorf("%w %s: %d answers to %d trials:\n%s", ErrTrial, l.Name, len(answers)-1, len(trials), said)
	}
	for i := range trials {
		trials[i].Answer = strings.TrimSpace(answers[i+1])
	}
	return trials, nil
}

// numbered is an exercise's heading.
var numbered = regexp.MustCompile(`(?m)^#+ (Exercise \d+):`)

// mark stands before each answer in what the program writes.
const mark = "\n--- trial ---\n"

// writeTrials writes the program's source: main.go, and a folder for each trial.
func (l *Lesson) writeTrials(dir, root string) (trials []Trial, err error) {
	memory := newDeclared()
	pending := map[string][]Part{} // answers that wait for their check
	var imports, calls strings.Builder
	number := "" // of the exercise at hand
	for _, p := range l.Parts {
		switch p.Kind {
		case Text:
			if m := numbered.FindStringSubmatch(p.Text); m != nil {
				number = m[1]
			}
		case Code, Folded:
			statements, err := memory.add(p.Text)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", p.Line, err)
			}
			if statements == "" {
				continue
			}
			name := fmt.Sprintf("line%d", p.Line)
			if err := writeCell(dir, name, memory.clone(), pending, statements); err != nil {
				return nil, fmt.Errorf("line %d: %w", p.Line, err)
			}
			fmt.Fprintf(&imports, "import _ \"trial/%s\"\n", name)
		case Exercise, Solution, Wrong:
			pending[p.Name] = append(pending[p.Name], p)
		case Check:
			for _, answer := range pending[p.Name] {
				n := len(trials)
				if err := writeTrial(dir, n, memory.clone(), answer, p); err != nil {
					return nil, err
				}
				trials = append(trials, Trial{Exercise: p.Name, Number: number, Kind: answer.Kind, Line: answer.Line, Says: answer.Says})
				fmt.Fprintf(&imports, "import \"trial/t%d\"\n", n)
				fmt.Fprintf(&calls, "\tfmt.Print(%q)\n\tt%d.Run()\n", mark, n)
			}
			for _, solved := range pending[p.Name] {
				if solved.Kind != Solution {
					continue
				}
				if _, err := memory.add(solved.Text); err != nil {
					return nil, fmt.Errorf("line %d: %w", solved.Line, err)
				}
			}
			if _, err := memory.add(p.Text); err != nil {
				return nil, fmt.Errorf("line %d: %w", p.Line, err)
			}
		}
	}
	return trials, errors.Join(
		write(dir, "main.go", "package main\n\nimport \"fmt\"\n"+imports.String()+"\nfunc main() {\n"+calls.String()+"}\n"),
		write(dir, "go.mod", "module trial\n\ngo 1.26.5\n"),
		write(dir, "go.work", fmt.Sprintf("go 1.26.5\n\nuse (\n\t.\n\t%q\n)\n", root)),
	)
}

// writeCell writes what a cell runs as a package, so that it is compiled too; it does not run. Exercises whose check comes
// later are solved.
func writeCell(dir, name string, memory *declared, pending map[string][]Part, statements string) error {
	for _, answers := range pending {
		for _, p := range answers {
			if p.Kind != Solution {
				continue
			}
			if _, err := memory.add(p.Text); err != nil {
				return err
			}
		}
	}
	source, err := memory.source(name, statements)
	if err != nil {
		return err
	}
	return write(dir, name+"/cell.go", source)
}

func writeTrial(dir string, n int, memory *declared, answer, check Part) error {
	if _, err := memory.add(answer.Text); err != nil { // what the student's cell runs by itself is not asked for
		return fmt.Errorf("line %d: %w", answer.Line, err)
	}
	statements, err := memory.add(check.Text)
	if err != nil {
		return fmt.Errorf("line %d: %w", check.Line, err)
	}
	source, err := memory.source(fmt.Sprintf("t%d", n), statements)
	if err != nil {
		return fmt.Errorf("line %d: %w", answer.Line, err)
	}
	return write(dir, fmt.Sprintf("t%d/trial.go", n), source)
}

func write(dir, name, text string) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// runIn runs a program in dir and gives its standard output. The go command sees the workspace in dir, and no other.
func runIn(ctx context.Context, dir, program string, args ...string) (string, error) {
	var out, said strings.Builder
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=", "GOFLAGS=-buildvcs=false '-ldflags=-s -w'", "GOTOOLCHAIN=local")
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", filepath.Base(program), err, out.String(), said.String())
	}
	return out.String(), nil
}
