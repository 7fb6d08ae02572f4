package lesson

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Folders of the lessons: the sources below the project's folder, the solved notebooks below the folder of the teaching
// notebooks. The students' notebooks are in that one itself, which holds nothing else.
const (
	Sources      = "ipdlib/teaching/source"
	SolvedFolder = "solved"
)

// Number is the number that a lesson's name begins with, as 10 in "10_two_theories"; 0 if there is none.
func Number(name string) int {
	digits, _, _ := strings.Cut(name, "_")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// Read reads the sources of all lessons in a folder, in the order of their numbers.
func Read(folder string) ([]*Lesson, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "[0-9]*.md"))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(paths, func(a, b string) int { return cmp.Compare(Number(filepath.Base(a)), Number(filepath.Base(b))) })
	var all []*Lesson
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		l, err := Parse(strings.TrimSuffix(filepath.Base(path), ".md"), source)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// A File is a notebook and where it belongs.
type File struct {
	Path     string
	Solved   bool
	Notebook *Notebook
}

// Files gives both notebooks of the lesson, with the outputs that are in the folder already and still right.
func (l *Lesson) Files(folder string) ([]File, error) {
	files := []File{
		{filepath.Join(folder, l.Name+".ipynb"), false, l.Student()},
		{filepath.Join(folder, SolvedFolder, l.Name+".ipynb"), true, l.Solved()},
	}
	for _, f := range files {
		older, err := ReadNotebook(f.Path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		f.Notebook.Keep(older)
	}
	return files, nil
}

// ReadNotebook reads a notebook's file.
func ReadNotebook(path string) (*Notebook, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Unmarshal(raw)
}

// Write writes the notebook's file, and makes its folder.
func (f File) Write() error {
	raw, err := f.Notebook.Marshal()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(f.Path, raw, 0o644)
}
