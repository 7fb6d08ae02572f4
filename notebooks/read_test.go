package notebooks

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

// text is nbformat's: a string, or a list of lines.
type text string

func (t *text) UnmarshalJSON(raw []byte) error {
	var lines []string
	if json.Unmarshal(raw, &lines) == nil {
		*t = text(strings.Join(lines, ""))
		return nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	*t = text(s)
	return err
}

// file is what the tests look at of a notebook's file.
type file struct {
	Cells    []cell
	Metadata struct {
		Kernelspec struct {
			Name        string
			DisplayName string `json:"display_name"`
		}
	}
}

type cell struct {
	ID             string
	Type           string `json:"cell_type"`
	Source         text
	ExecutionCount int `json:"execution_count"`
	Outputs        []output
}

type output struct {
	Type          string `json:"output_type"`
	Name          string // of a stream
	Text          text   // of a stream
	Data          map[string]json.RawMessage
	EName, EValue string
}

func read(t *testing.T, path string) file {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var nb file
	if err := json.Unmarshal(raw, &nb); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return nb
}

// cell gives the cell of an id.
func (nb file) cell(t *testing.T, id string) cell {
	t.Helper()
	for _, c := range nb.Cells {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("there is no cell %s", id)
	return cell{}
}

// form gives an output in one form; empty if it has none.
func (o output) form(mime string) string {
	var s text
	if raw, ok := o.Data[mime]; ok && s.UnmarshalJSON(raw) == nil {
		return string(s)
	}
	return ""
}

// shown is all the text that a cell shows.
func (c cell) shown() string {
	var b strings.Builder
	for _, o := range c.Outputs {
		b.WriteString(string(o.Text))
		if o.form("image/png") == "" {
			b.WriteString(o.form("text/plain") + "\n")
		}
	}
	return b.String()
}

// pictures decodes the pictures that a cell shows.
func (c cell) pictures(t *testing.T) (all []image.Image) {
	t.Helper()
	for _, o := range c.Outputs {
		if encoded := o.form("image/png"); encoded != "" {
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

// inked is the share of a picture's pixels that are not white.
func inked(img image.Image) float64 {
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

// numbers reads numbers from what a cell shows: format is that of fmt.Sscanf, from where its first word stands.
func (c cell) numbers(t *testing.T, format string, into ...any) {
	t.Helper()
	shown := c.shown()
	first, _, _ := strings.Cut(format, "%")
	_, rest, found := strings.Cut(shown, first)
	if !found {
		t.Fatalf("cell %s shows no %q:\n%s", c.ID, first, shown)
	}
	if _, err := fmt.Sscanf(first+rest, format, into...); err != nil {
		t.Fatalf("cell %s: %v in\n%s", c.ID, err, shown)
	}
}
