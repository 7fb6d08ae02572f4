// Package notebooktest looks at notebooks for tests: at the outputs in their files, and at those of new runs.
package notebooktest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"
)

// Text is nbformat's: a string, or a list of lines.
type Text string

// UnmarshalJSON takes both forms.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var lines []string
	if json.Unmarshal(raw, &lines) == nil {
		*t = Text(strings.Join(lines, ""))
		return nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	*t = Text(s)
	return err
}

// File is what tests look at of a notebook's file.
type File struct {
	Cells    []Cell
	Metadata struct {
		Kernelspec struct {
			Name        string
			DisplayName string `json:"display_name"`
		}
	}
}

// Cell is one of a notebook's cells.
type Cell struct {
	ID             string
	Type           string `json:"cell_type"`
	Source         Text
	ExecutionCount int `json:"execution_count"`
	Outputs        []Output
}

// Output is one of a cell's outputs.
type Output struct {
	Type          string `json:"output_type"`
	Name          string // of a stream
	Text          Text   // of a stream
	Data          map[string]json.RawMessage
	EName, EValue string
}

// Read reads a notebook.
func Read(t *testing.T, path string) File {
	t.Helper()
	nb, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func open(path string) (nb File, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nb, err
	}
	if err := json.Unmarshal(raw, &nb); err != nil {
		return nb, fmt.Errorf("%s: %w", path, err)
	}
	return nb, nil
}

// Cell gives the cell of an id.
func (nb File) Cell(t *testing.T, id string) Cell {
	t.Helper()
	for _, c := range nb.Cells {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("there is no cell %s", id)
	return Cell{}
}

// Form gives an output in one form; empty if it has none.
func (o Output) Form(mime string) string {
	var s Text
	if raw, ok := o.Data[mime]; ok && s.UnmarshalJSON(raw) == nil {
		return string(s)
	}
	return ""
}

// Shown is all the text that a cell shows.
func (c Cell) Shown() string {
	var b strings.Builder
	for _, o := range c.Outputs {
		b.WriteString(string(o.Text))
		if o.Form("image/png") == "" {
			b.WriteString(o.Form("text/plain") + "\n")
		}
	}
	return b.String()
}

// Pictures decodes the pictures that a cell shows.
func (c Cell) Pictures(t *testing.T) (all []image.Image) {
	t.Helper()
	for _, o := range c.Outputs {
		if encoded := o.Form("image/png"); encoded != "" {
			raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
			if err != nil {
				t.Fatalf("cell %s: %v", c.ID, err)
			}
			img, err := png.Decode(bytes.NewReader(raw))
			if err != nil {
				t.Fatalf("cell %s: %v", c.ID, err)
			}
			all = append(all, img)
		}
	}
	return all
}

// Inked is the share of a picture's pixels that are not white.
func Inked(img image.Image) float64 {
	n, bounds := 0, img.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r+g+b != 3*0xffff {
				n++
			}
		}
	}
	return float64(n) / float64(bounds.Dx()*bounds.Dy())
}

// Numbers reads numbers from what a cell shows: format is that of fmt.Sscanf, from where its first word stands.
func (c Cell) Numbers(t *testing.T, format string, into ...any) {
	t.Helper()
	shown := c.Shown()
	first, _, _ := strings.Cut(format, "%")
	_, rest, found := strings.Cut(shown, first)
	if !found {
		t.Fatalf("cell %s shows no %q:\n%s", c.ID, first, shown)
	}
	if _, err := fmt.Sscanf(first+rest, format, into...); err != nil {
		t.Fatalf("cell %s: %v in\n%s", c.ID, err, shown)
	}
}
