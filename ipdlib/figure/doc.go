// Package figure draws the study's plots from plain numbers, in the style of matplotlib, which drew the original's.
//
// There are few types. A function for each picture (Curves, Rasters, Evaluation, ...) takes a struct of slices and
// returns a Figure, or an error that says which number cannot be drawn. A Figure holds what is to be drawn, not pixels:
// it can be written as PNG, SVG or PDF, at any size. Inside, a figure is a grid of panels; a panel is a frame with ticks
// and labels around layers; a layer is a plotter of gonum/plot; and a pen puts lines on whole pixels.
//
//	fig, err := figure.Loss(figure.LossData{
//		Training:   []float64{2.5, 1.6, 1.1, 0.8},
//		Validation: []float64{2.4, 1.7, 1.3, 1.1},
//	})
//	if err != nil {
//		return err // such as "figure: loss: data that cannot be drawn: Training[2] is NaN; ..."
//	}
//	err = fig.Save("loss.png") // or .svg, .pdf; or fig.WritePNG(w, 200) for 200 dpi
//
// The pictures:
//
//	Curves      a row of panels of lines with error bars, such as the study's result
//	Rasters     spikes of several trials by IPD; Raster draws one
//	Evaluation  Histogram and Confusion of a set of trials side by side
//	Loss        loss and validation loss by epoch
//	Surrogate   spike function and surrogate slopes
//	Weights     weights as coloured cells
//	Membrane    membrane potentials with threshold and spikes
//	Lines       lines over any quantity, with fixed axes when a slider moves them
//	Points      any quantity against anything: every run, means with their 95 % intervals
//	HeatMap     a quantity against two others, with numbers in the cells
//	Bars        a number for each unit, such as its firing rate
//	PSTH        firing rates over time; UnitPSTH has a row for each unit
//	Tiles       small curves of many units on the same axes, such as tuning curves
//
// # Likeness
//
// Sizes, colours, ticks, numbers, margins, legends and tight_layout follow matplotlib 3.7.5's defaults;
// testdata/reference.py draws the same data with matplotlib, and the tests compare. The differences: lines have blunt ends,
// which don't project by half the line's width; the axis of epochs has integers only; the letters of DejaVu Sans
// are fitted to the pixels only in height.
//
// # Caveats
//
// Text in SVG and PDF files is drawn as outlines: it looks the same everywhere and cannot be searched. In a PNG a raster
// whose rows are thinner than a pixel leaves rows out (see Raster). A figure too small for its labels is drawn
// anyway, with labels outside the picture. Figures are safe for concurrent use once made; drawing doesn't change them.
package figure
