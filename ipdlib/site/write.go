package site

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ipd/ipdlib/record"
)

// listName is the file of a site's folder that lists the others with their SHA-256, as sha256sum does. A folder without it is not
// touched. While a site is written, the list has both the older site's files and the newer one's.
const listName = ".ipd-site"

// ErrFolder is wrapped by errors about a folder that holds what a site may not replace.
var ErrFolder = errors.New("the site's folder")

// Write writes the files into a folder that is new, empty, or holds an older site, and removes files of that one that are no
// longer part of the site. Nothing that a person made is lost: files that no site wrote stay, and where one of them has the place
// of a file of the site, or a file of the site was changed, Write returns an error and writes nothing. Each file is there whole or
// not at all; after an interruption, Write can be called again.
func (f Files) Write(dir string) error {
	older, err := readList(dir)
	if err != nil {
		return err
	}
	for name := range f {
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("%w: %w", ErrFolder, err)
		case !older[line(name, content)] && !bytes.Equal(content, f[name]):
			return fmt.Errorf("%w: %s was changed, or not made by `ipd site`; move it away, or take another folder", ErrFolder, filepath.Join(dir, name))
		}
	}
	newer := map[string]bool{}
	for name, content := range f {
		newer[line(name, content)] = true
	}
	both := maps.Clone(older)
	maps.Copy(both, newer)
	if err := writeList(dir, both); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if content, err := os.ReadFile(path); err == nil && bytes.Equal(content, f[name]) {
			continue
		}
		if err := record.WriteFile(path, f[name]); err != nil {
			return err
		}
	}
	for was := range older {
		_, name, _ := strings.Cut(was, "  ")
		path := filepath.Join(dir, filepath.FromSlash(name))
		if content, err := os.ReadFile(path); f[name] != nil || err != nil || line(name, content) != was {
			continue
		}
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return writeList(dir, newer)
}

// Usable reports an error if Write would refuse the folder whatever the files are, for callers that compute for long before.
func Usable(dir string) error {
	_, err := readList(dir)
	return err
}

// line is a file's in the list.
func line(name string, content []byte) string {
	return fmt.Sprintf("%x  %s", sha256.Sum256(content), name)
}

func writeList(dir string, lines map[string]bool) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return record.WriteFile(filepath.Join(dir, listName), []byte(strings.Join(slices.Sorted(maps.Keys(lines)), "\n")+"\n"))
}

// readList gives the lines of the list in a folder; none where the folder is empty or not there.
func readList(dir string) (map[string]bool, error) {
	older := map[string]bool{}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return older, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFolder, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, listName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s is not empty and holds no site; take another folder, or empty it", ErrFolder, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFolder, err)
	}
	for was := range strings.Lines(string(text)) {
		was = strings.TrimSuffix(was, "\n")
		if _, name, ok := strings.Cut(was, "  "); ok && filepath.IsLocal(filepath.FromSlash(name)) {
			older[was] = true
		}
	}
	return older, nil
}
