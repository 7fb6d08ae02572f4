package figure

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var regen = flag.Bool("regen", false, "write the golden images anew instead of comparing with them; look at each one then")

const (
	// goldenStep is the distance between the shades that golden images keep, to make the files small: 16 a channel.
	goldenStep = 0xff / 15

	// goldenTolerance is the largest difference of a channel that does not count: one shade. Processors that fuse
	// multiplication and addition may round a pixel on an edge to the next shade.
	goldenTolerance = goldenStep

	// goldenShare is the part of the pixels that may differ by more.
	goldenShare = 1e-4
)

// golden compares a figure, as a PNG at 100 dpi, with testdata/NAME.png.
func golden(t *testing.T, f Figure, name string) {
	t.Helper()
	var b bytes.Buffer
	if err := f.WritePNG(&b, DPI); err != nil {
		t.Fatal(err)
	}
	decoded, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	got := coarse(decoded)
	path := filepath.Join("testdata", name+".png")
	if *regen {
		writeGolden(t, path, got)
		return
	}
	want := readGolden(t, path)
	if got.Rect != want.Bounds() {
		t.Fatalf("%s: the figure has %v pixels, the golden image %v", path, got.Rect.Size(), want.Bounds().Size())
	}
	different := 0
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			g, w := got.NRGBAAt(x, y), color.NRGBAModel.Convert(want.At(x, y)).(color.NRGBA)
			if max(distance(g.R, w.R), distance(g.G, w.G), distance(g.B, w.B)) > goldenTolerance {
				different++
			}
		}
	}
	if n := got.Rect.Dx() * got.Rect.Dy(); float64(different) > goldenShare*float64(n) {
		actual := filepath.Join(t.ArtifactDir(), name+".png")
		writeGolden(t, actual, got)
		t.Errorf("%s: %d of %d pixels differ from the golden image; the figure is in %s (go test -artifacts keeps it). "+
			"If the change is wanted, renew with -regen", path, different, n, actual)
	}
}

// coarse rounds every channel to the nearest of the shades that golden images keep.
func coarse(m image.Image) *image.NRGBA {
	out := image.NewNRGBA(image.Rectangle{Max: m.Bounds().Size()})
	round := func(v uint8) uint8 { return uint8((int(v) + goldenStep/2) / goldenStep * goldenStep) }
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			c := color.NRGBAModel.Convert(m.At(m.Bounds().Min.X+x, m.Bounds().Min.Y+y)).(color.NRGBA)
			out.SetNRGBA(x, y, color.NRGBA{R: round(c.R), G: round(c.G), B: round(c.B), A: 0xff})
		}
	}
	return out
}

func readGolden(t *testing.T, path string) image.Image {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; -regen writes it", err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return m
}

// writeGolden writes an image, with a palette if it has few enough colours.
func writeGolden(t *testing.T, path string, m *image.NRGBA) {
	t.Helper()
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, paletted(m)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// paletted returns the image with a palette, or as it is if it has more colours than a palette holds.
func paletted(m *image.NRGBA) image.Image {
	index := map[color.NRGBA]uint8{}
	out := image.NewPaletted(m.Rect, nil)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			c := m.NRGBAAt(x, y)
			i, known := index[c]
			if !known {
				if len(out.Palette) == 256 {
					return m
				}
				i = uint8(len(out.Palette))
				index[c] = i
				out.Palette = append(out.Palette, c)
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}
