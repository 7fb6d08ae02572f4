package venv

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A List is a file of pinned packages that belong together, and what sentences say about them.
type List struct {
	Title    string // "XLA's CPU plugin"
	File     string // the requirements file, relative to the project's folder, with slashes
	Stamp    string // name of the stamp file in .venv: one for each list
	Download string // how much comes over the network: "63 MB"
	Command  string // what a person types to install it

	// Library, if not empty, is the one file that the list is for, relative to site-packages, with slashes. It is
	// compared with its checksum, so that damage is noticed.
	Library string
}

// Dir returns the environment's folder.
func Dir(root string) string { return filepath.Join(root, ".venv") }

// Python returns the environment's interpreter, which is there once a list has been installed.
func Python(root string) string { return filepath.Join(Dir(root), "bin", "python") }

// Pinned returns the first package of the requirements file, as "name version", and a checksum of all that it pins.
func (l List) Pinned(root string) (version, sum string, err error) {
	path := filepath.Join(root, filepath.FromSlash(l.File))
	text, err := os.ReadFile(path)
	if err != nil {
		return "", "", fmt.Errorf("%s can't be installed without its list of packages: %w; restore the file, as with git checkout", l.Title, err)
	}
	hash := sha256.New()
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#") // a new comment is no reason to install again
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		fmt.Fprintln(hash, line)
		name, rest, ok := strings.Cut(line, "==")
		if fields := strings.Fields(rest); ok && len(fields) > 0 && version == "" {
			version = name + " " + fields[0]
		}
	}
	if version == "" {
		return "", "", fmt.Errorf("%s has no package in the form name==version; restore the file, as with git checkout", path)
	}
	return version, hex.EncodeToString(hash.Sum(nil)), nil
}

// Find returns the absolute path of the installed library (of the environment, if the list has none) after comparing it
// with the stamp: its size and time, and its content (200 MB: half a second) only where the time differs, as after
// copying the folder, or where full is set.
func (l List) Find(root string, full bool) (path string, err error) {
	_, sum, err := l.Pinned(root)
	if err != nil {
		return "", err
	}
	stampPath := filepath.Join(Dir(root), l.Stamp)
	s, err := readStamp(stampPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%w: %s is not in %s, or only half of it; run %s", ErrNotInstalled, l.Title, Dir(root), l.Command)
	case err != nil:
		return "", fmt.Errorf("%w: %s can't be checked (%w); run %s", ErrCorrupt, l.Title, err, l.Command)
	case s.Requirements != sum:
		return "", fmt.Errorf("%w: %s has changed since %s was installed; run %s", ErrNotInstalled, l.File, l.Title, l.Command)
	}
	if l.Library == "" {
		if _, err := os.Stat(Python(root)); err != nil { // its link breaks when the system's Python goes
			return "", fmt.Errorf("%w: %s no longer has a working Python (%w); run %s", ErrCorrupt, Dir(root), err, l.Command)
		}
		return Dir(root), nil
	}
	path = filepath.Join(Dir(root), filepath.FromSlash(s.Library))
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%w: %s is missing from %s; run %s", ErrNotInstalled, l.Title, path, l.Command)
	case err != nil:
		return "", fmt.Errorf("%w: %s can't be read: %w; fix its permissions or run %s", ErrCorrupt, l.Title, err, l.Command)
	case info.Size() != s.Size:
		return "", fmt.Errorf("%w: %s has %d bytes instead of %d; run %s", ErrCorrupt, path, info.Size(), s.Size, l.Command)
	case !full && info.ModTime().Equal(s.Modified):
		return path, nil
	}
	got, err := sumOf(path)
	if err != nil {
		return "", fmt.Errorf("%w: %s can't be read: %w; run %s", ErrCorrupt, l.Title, err, l.Command)
	}
	if got != s.Sum {
		return "", fmt.Errorf("%w: %s has sha256 %s instead of %s; run %s", ErrCorrupt, path, got, s.Sum, l.Command)
	}
	s.Modified = info.ModTime()
	_ = writeStamp(stampPath, s) // it only saves the next process this half second; a read-only folder is no failure
	return path, nil
}
