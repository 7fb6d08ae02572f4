package figure

import (
	"image"
	"image/color"
	"testing"
)

// A picture of few colours stays as it is; of many, each pixel has a colour near its own.
func TestPalette(t *testing.T) {
	few, many := image.NewNRGBA(image.Rect(0, 0, 20, 20)), image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			few.SetNRGBA(x, y, color.NRGBA{uint8(x), 7, 0, 255})
			many.SetNRGBA(x, y, color.NRGBA{uint8(4 * x), uint8(4 * y), 128, 255})
		}
	}
	small := ToPalette(few)
	for y := range 20 {
		for x := range 20 {
			if got := color.NRGBAModel.Convert(small.At(x, y)); got != few.NRGBAAt(x, y) {
				t.Fatalf("pixel %d, %d is %v, was %v", x, y, got, few.NRGBAAt(x, y))
			}
		}
	}
	reduced := ToPalette(many)
	if len(reduced.Palette) != 256 {
		t.Errorf("%d colours", len(reduced.Palette))
	}
}
