package figure

import (
	"image/color"
	"strconv"

	"gonum.org/v1/plot/palette/brewer"
)

// A ColourMap gives the colour of a number between 0 and 1; numbers beyond have the colour of the nearer end. All maps of
// this package have 256 colours, as matplotlib's do.
type ColourMap func(t float64) color.NRGBA

// level returns which of 256 equal parts of 0 to 1 holds t.
func level(t float64) int { return min(max(int(t*256), 0), 255) }

// Viridis is matplotlib's default map, from dark violet over green to yellow.
func Viridis(t float64) color.NRGBA {
	i := 6 * level(t)
	hex, err := strconv.ParseUint(viridis[i:i+6], 16, 32)
	if err != nil {
		panic("figure: the table of viridis is damaged: " + err.Error())
	}
	return rgb(uint32(hex))
}

// BlueRed is matplotlib's RdBu_r, for numbers with a sign: blue below 0.5, white there, red above. It goes in straight
// lines between the eleven colours of ColorBrewer's scheme RdBu.
func BlueRed(t float64) color.NRGBA {
	last := len(redBlue) - 1
	at := (1 - float64(level(t))/255) * float64(last)
	i := min(int(at), last-1)
	part := at - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-part) + float64(b)*part + 0.5) }
	a, b := redBlue[i], redBlue[i+1]
	return color.NRGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 0xff}
}

var redBlue = func() (c []color.NRGBA) {
	p, err := brewer.GetPalette(brewer.TypeDiverging, "RdBu", 11)
	if err != nil {
		panic("figure: ColorBrewer's scheme RdBu: " + err.Error())
	}
	for _, x := range p.Colors() {
		c = append(c, color.NRGBAModel.Convert(x).(color.NRGBA))
	}
	return c
}()

// viridis holds the colours as six hexadecimal digits each (matplotlib's _cm_listed.py; the map is in the public domain,
// CC0, by Nathaniel J. Smith, Stefan van der Walt and Eric Firing).
const viridis = "" +
	"44015444025645045745055946075a46085c460a5d460b5e470d60470e61471063471164471365481467481668481769" +
	"48186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a" +
	"472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f85" +
	"4240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b" +
	"3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d" +
	"33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e" +
	"2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e" +
	"26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d" +
	"21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f88" +
	"1fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad81" +
	"28ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc74" +
	"3fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc863" +
	"5ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d" +
	"84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32" +
	"addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21a" +
	"d8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725"
