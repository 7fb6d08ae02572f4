package notebook

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"slices"

	"ipd/ipdlib/figure"
)

// smallPNG draws a figure with a palette of at most 256 colours, which takes a third of the room. Figures have few colours
// but for the edges of letters and lines, whose rare shades go to the nearest one that is kept.
func smallPNG(fig figure.Figure) ([]byte, error) {
	var full bytes.Buffer
	if err := fig.WritePNG(&full, figure.DPI); err != nil {
		return nil, err
	}
	picture, err := png.Decode(&full)
	if err != nil {
		return nil, err
	}
	var small bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err = encoder.Encode(&small, toPalette(picture))
	return small.Bytes(), err
}

func toPalette(picture image.Image) *image.Paletted {
	const most = 256
	bounds := picture.Bounds()
	uses := map[color.NRGBA]int{}
	at := func(x, y int) color.NRGBA { return color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA) }
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			uses[at(x, y)]++
		}
	}
	colours := make([]color.NRGBA, 0, len(uses))
	for c := range uses {
		colours = append(colours, c)
	}
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
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			small.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return small
}
