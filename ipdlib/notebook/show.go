package notebook

import (
	"bytes"
	"fmt"

	"ipd/ipdlib/figure"
)

// Show draws a figure at 100 dpi. It takes what the functions of package figure return, so that a cell can say
//
//	notebook.Show(figure.Loss(data))
//
// An error ends the cell, as with [Check].
func Show(fig figure.Figure, err error) { Alt("").Show(fig, err) }

// Alt is what a figure shows, in words, for those who can't see it: Alt("The loss falls for 20 epochs.").Show(...)
type Alt string

// Show draws a figure that has these words.
func (words Alt) Show(fig figure.Figure, err error) {
	Check(err)
	var png bytes.Buffer
	Check(fig.WritePNG(&png, figure.DPI))
	c := content{
		plain: fmt.Sprintf("[figure, %.4g x %.4g in]", fig.Width.Points()/pointsPerInch, fig.Height.Points()/pointsPerInch),
		rich:  map[string]any{"image/png": png.Bytes()},
	}
	if words != "" {
		c.plain = fmt.Sprintf("[figure: %s]", words)
		c.metadata = map[string]any{"alt": string(words)} // pages of `ipd run -html` have it from there
	}
	show(c)
}

const pointsPerInch = 72
