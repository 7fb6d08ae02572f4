package figure

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A Figure is a finished picture, made by one of this package's functions. It holds what is to be drawn, not pixels, so it
// can be drawn at any size and to any format. Letters and lines keep their size in points when Width and Height change.
type Figure struct {
	// Width and Height are the size on paper; 1 inch is 100 pixels of a PNG at the usual resolution.
	Width, Height vg.Length

	grid grid
}

// Errors of Save and the Write methods, to compare with errors.Is.
var (
	// ErrEmpty is returned for a Figure that no function of this package made.
	ErrEmpty = errors.New("the figure is empty: make it with one of the functions of package figure")

	// ErrSize is returned for a size or resolution that no picture can have.
	ErrSize = errors.New("impossible size")

	// ErrFormat is returned for a file name with an unknown extension.
	ErrFormat = errors.New("unknown picture format: the name must end in .png, .svg or .pdf")
)

// maxPixels is the largest number of pixels of a PNG on a side: 4 bytes each, 1 GiB for a square of them.
const maxPixels = 1 << 14

// inches returns a figure of the given size.
func inches(width, height vg.Length, columns int, panels ...*panel) Figure {
	return Figure{Width: width * vg.Inch, Height: height * vg.Inch, grid: grid{columns: columns, panels: panels}}
}

// Draw draws the figure on the canvas' rectangle, whatever Width and Height say.
func (f Figure) Draw(c draw.Canvas) {
	if len(f.grid.panels) == 0 {
		return
	}
	if p, ok := c.Canvas.(*vgpdf.Canvas); ok {
		c.Canvas = pdfCanvas{p}
	}
	newPen(c).fill(white, c.Rectangle)
	f.grid.draw(c)
}

// WritePNG writes the figure as a PNG image with dpi pixels per inch; DPI is the usual number.
func (f Figure) WritePNG(w io.Writer, dpi int) error {
	if err := f.check(); err != nil {
		return fmt.Errorf("figure: PNG: %w", err)
	}
	if wide := max(f.Width, f.Height) / vg.Inch * vg.Length(dpi); dpi < 1 || wide > maxPixels {
		return fmt.Errorf("figure: PNG: %w: %.4g x %.4g inches at %d dpi; want at least 1 dpi and at most %d pixels on a side",
			ErrSize, f.Width/vg.Inch, f.Height/vg.Inch, dpi, maxPixels)
	}
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(dpi))}
	return f.write(w, c, "PNG")
}

// WriteSVG writes the figure as an SVG drawing, letters as outlines.
func (f Figure) WriteSVG(w io.Writer) error {
	if err := f.check(); err != nil {
		return fmt.Errorf("figure: SVG: %w", err)
	}
	return f.write(w, vgsvg.New(f.Width, f.Height), "SVG")
}

// WritePDF writes the figure as a PDF document of one page, letters as outlines.
func (f Figure) WritePDF(w io.Writer) error {
	if err := f.check(); err != nil {
		return fmt.Errorf("figure: PDF: %w", err)
	}
	return f.write(w, vgpdf.New(f.Width, f.Height), "PDF")
}

func (f Figure) check() error {
	if len(f.grid.panels) == 0 {
		return ErrEmpty
	}
	for _, l := range [...]vg.Length{f.Width, f.Height} {
		if !(l > 0) || math.IsInf(float64(l), 0) {
			return fmt.Errorf("%w: %v x %v points; want a positive width and height", ErrSize, f.Width, f.Height)
		}
	}
	return nil
}

func (f Figure) write(w io.Writer, c vg.CanvasWriterTo, format string) error {
	f.Draw(draw.New(c))
	if _, err := c.WriteTo(w); err != nil {
		return fmt.Errorf("figure: writing the %s: %w", format, err)
	}
	return nil
}

// Save writes the figure to a file in the format that the name's extension says: .png (at 100 dpi), .svg or .pdf. The file
// appears complete or not at all: it is written under a temporary name in the same folder and then renamed.
func (f Figure) Save(path string) error {
	var (
		b   bytes.Buffer
		err error
	)
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".png":
		err = f.WritePNG(&b, DPI)
	case ".svg":
		err = f.WriteSVG(&b)
	case ".pdf":
		err = f.WritePDF(&b)
	default:
		err = fmt.Errorf("figure: saving %s: %w", path, ErrFormat)
	}
	if err != nil {
		return err
	}
	if err := replace(path, b.Bytes()); err != nil {
		return fmt.Errorf("figure: saving %s: %w", path, err)
	}
	return nil
}

// replace puts data into the named file in one step.
func replace(path string, data []byte) (err error) {
	t, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			t.Close()
			os.Remove(t.Name())
		}
	}()
	if _, err = t.Write(data); err != nil {
		return err
	}
	if err = t.Chmod(0o644); err != nil {
		return err
	}
	if err = t.Close(); err != nil {
		return err
	}
	return os.Rename(t.Name(), path)
}
