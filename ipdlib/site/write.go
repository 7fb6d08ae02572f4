package site

import (
	"bufio"
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

// listName is the file of a site's folder that lists the others, with their SHA-256, as sha256sum does. A folder without it is
// not touched.
const listName = ".ipd-site"

// ErrFolder is wrapped by errors about a folder that holds what a site must not replace.
var ErrFolder = errors.New("the site's folder")

// Write writes the files into a folder, which is empty, new, or holds an older site; of that, files that are no longer part of
// the site are removed. Nothing that a person made is lost: files that the site hasn't are left alone, and a folder with a file
// of the site that was changed since, or that was there before, is an error. Each file is there whole or not at all.
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
		case older[name] != sum(content) && sum(content) != sum(f[name]):
			return fmt.Errorf("%w: %s was changed, or not made by `ipd site`; move it away, or take another folder", ErrFolder, filepath.Join(dir, name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if older[name] == sum(f[name]) {
			continue
		}
		if err := record.WriteFile(path, f[name]); err != nil {
			return err
		}
	}
	for name, was := range older {
		path := filepath.Join(dir, filepath.FromSlash(name))
		content, err := os.ReadFile(path)
		if f[name] != nil || err != nil || sum(content) != was {
			continue
		}
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return record.WriteFile(filepath.Join(dir, listName), f.list())
}

// Usable reports an error about a folder that Write would refuse whatever is to be written, for those who want to know before
// they compute.
func Usable(dir string) error {
	_, err := readList(dir)
	return err
}

// list is the text of the file that lists the others.
func (f Files) list() []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(&b, "%s  %s\n", sum(f[name]), name)
	}
	return b.Bytes()
}

func sum(content []byte) string { return fmt.Sprintf("%x", sha256.Sum256(content)) }

// readList gives the files of an older site in the folder; none where it is empty or not there.
func readList(dir string) (map[string]string, error) {
	older := map[string]string{}
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
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if was, name, ok := strings.Cut(lines.Text(), "  "); ok && filepath.IsLocal(filepath.FromSlash(name)) {
			older[name] = was
		}
	}
	return older, lines.Err()
}
