package lab

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// importLine is a line of Go that imports a package, within a list or alone. A line of a text may look the same: whoever
// uses what it finds has to ask whether there is such a package.
var importLine = regexp.MustCompile(`(?m)^\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w.\-/~]+)"\s*(?://.*)?$`)

// notebookImports returns the paths that cells of the notebooks below dir seem to import. What can't be read as a
// notebook imports nothing.
func notebookImports(dir string) []string {
	var paths []string
	filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".ipynb" {
			if text, err := os.ReadFile(path); err == nil {
				paths = append(paths, cellImports(text)...)
			}
		}
		return nil
	})
	slices.Sort(paths)
	return slices.Compact(paths)
}

// cellImports does it for one notebook.
func cellImports(text []byte) []string {
	var content struct {
		Cells []struct {
			Kind   string          `json:"cell_type"`
			Source json.RawMessage `json:"source"`
		} `json:"cells"`
	}
	if json.Unmarshal(text, &content) != nil {
		return nil
	}
	var paths []string
	for _, cell := range content.Cells {
		if cell.Kind != "code" {
			continue
		}
		var lines []string
		var whole string // both forms are allowed
		if json.Unmarshal(cell.Source, &lines) == nil {
			whole = strings.Join(lines, "")
		} else if json.Unmarshal(cell.Source, &whole) != nil {
			continue
		}
		for _, match := range importLine.FindAllStringSubmatch(whole, -1) {
			if !isPattern(match[1]) {
				paths = append(paths, match[1])
			}
		}
	}
	return paths
}

// isPattern reports whether the go command takes the path for a name of many packages, or of files.
func isPattern(path string) bool {
	many := []string{"all", "std", "cmd", "tool", "work"}
	return slices.Contains(many, path) || strings.Contains(path, "...") || strings.HasPrefix(path, ".") || filepath.IsAbs(path)
}
