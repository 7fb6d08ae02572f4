package site

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Contrasts of WCAG's own examples: black on white, and grey #777777 on white.
func TestContrast(t *testing.T) {
	for c, want := range map[uint8]float64{0: 21, 0x77: 4.48} {
		if got := contrast(parts(color.Gray{c}), parts(color.White)); math.Abs(got-want) > 0.005 {
			t.Errorf("contrast of grey %d and white is %v, want %v", c, got, want)
		}
	}
}

// White paper becomes dark, black ink light; a drawing in black stays readable, white letters on purple don't.
func TestFitForDark(t *testing.T) {
	purple := color.RGBA{0x44, 0x01, 0x54, 0xff}
	for _, c := range []struct {
		ground, ink color.Color
		want        bool
	}{{color.White, color.Black, true}, {purple, color.White, false}, {color.White, purple, false}, {color.White, color.RGBA{0xff, 0x7f, 0x0e, 0xff}, true}} {
		picture := image.NewPaletted(image.Rect(0, 0, 100, 100), color.Palette{c.ground, c.ink})
		for x := 40; x < 44; x++ {
			for y := 20; y < 80; y++ {
				picture.SetColorIndex(x, y, 1)
			}
		}
		if got := fitForDark(picture); got != c.want {
			t.Errorf("%v on %v: %t, want %t", c.ink, c.ground, got, c.want)
		}
	}
}

// Of the project's figures, those with values on a map's colours stay on white paper, and spikes don't.
func TestPaper(t *testing.T) {
	onPaper := map[string]bool{}
	for _, root := range pagesOf(t, site(t)) {
		elements(root, func(n *html.Node) {
			if alt, _ := attribute(n, "alt"); n.Data == "img" {
				class, _ := attribute(n, "class")
				onPaper[alt] = class == "paper"
			}
		})
	}
	for start, want := range map[string]bool{
		"Accuracy by noise in training and in the test, one": true, "Histogram and confusion": true,
		"Eight rasters": false, "Loss and validation loss": false, "Tuning curves": false,
	} {
		found := false
		for alt, is := range onPaper {
			if strings.HasPrefix(alt, start) {
				found = true
				if is != want {
					t.Errorf("%q on paper: %t, want %t", alt, is, want)
				}
			}
		}
		if !found {
			t.Errorf("there is no figure %q", start)
		}
	}
}
