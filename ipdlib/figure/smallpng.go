package figure

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"maps"
	"slices"
)

// WriteSmallPNG writes a picture as a PNG with a palette of at most 256 colours, which takes a third of the room. Figures have
// few colours but for the edges of letters and lines, whose rare shades go to the nearest one that is kept.
func WriteSmallPNG(w io.Writer, picture image.Image) error {
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return encoder.Encode(w, ToPalette(picture))
}

// ToPalette gives a picture a palette of at most 256 colours; one that has such a palette is returned itself. Neighbours mostly have
// one colour, so that few are looked up.
func ToPalette(picture image.Image) *image.Paletted {
	if small, ok := picture.(*image.Paletted); ok {
		return small
	}
	const most = 256
	bounds := picture.Bounds()
	plain, ok := picture.(*image.NRGBA)
	if !ok {
		plain = image.NewNRGBA(bounds)
		draw.Draw(plain, bounds, picture, bounds.Min, draw.Src)
	}
	uses := map[color.NRGBA]int{}
	runs(plain, func(c color.NRGBA, row, from, to int) { uses[c] += to - from })
	colours := slices.Collect(maps.Keys(uses))
	slices.SortFunc(colours, func(a, b color.NRGBA) int { // equal pictures have equal palettes
		return cmp.Or(cmp.Compare(uses[b], uses[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B), cmp.Compare(a.A, b.A))
	})
	palette := color.Palette{}
	for _, c := range colours[:min(len(colours), most)] {
		palette = append(palette, c)
	}
	index := map[color.NRGBA]uint8{}
	for _, c := range colours {
		index[c] = uint8(palette.Index(c))
	}
	small := image.NewPaletted(bounds, palette)
	runs(plain, func(c color.NRGBA, row, from, to int) {
		i := index[c]
		for x := from; x < to; x++ {
			small.Pix[row*small.Stride+x] = i
		}
	})
	return small
}

// runs visits the pixels of a picture, row by row, those that are side by side and of one colour together.
func runs(picture *image.NRGBA, visit func(c color.NRGBA, row, from, to int)) {
	width := picture.Rect.Dx()
	for row := range picture.Rect.Dy() {
		line := picture.Pix[row*picture.Stride : row*picture.Stride+4*width]
		from := 0
		for x := 1; x <= width; x++ {
			if x < width && [4]uint8(line[4*x:]) == [4]uint8(line[4*from:]) {
				continue
			}
			p := line[4*from:]
			visit(color.NRGBA{R: p[0], G: p[1], B: p[2], A: p[3]}, row, from, x)
			from = x
		}
	}
}
