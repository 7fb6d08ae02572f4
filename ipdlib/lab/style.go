package lab

import (
	"bytes"
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// style shows figures on a dark page as if they had been drawn for it.
//
//go:embed custom.css
var style []byte

// styleMark begins a file that may be replaced: whoever wants to change it takes these words away.
const styleMark = "/* Made by ipd lab"

// writeStyle puts the style where JupyterLab looks for it, which can't be configured: into the folder with the settings
// that its menus make.
func writeStyle(root string) error {
	path := filepath.Join(stateDir(root), "config", "custom", "custom.css")
	switch now, err := os.ReadFile(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case bytes.Equal(now, style) || !bytes.HasPrefix(now, []byte(styleMark)):
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, style, 0o600)
}

// FigureFilter is the value of the property filter with which a page in dark colours shows figures, as in the style.
func FigureFilter() string {
	_, rest, _ := strings.Cut(string(style), "filter: ")
	value, _, _ := strings.Cut(rest, ";\n")
	return value
}
