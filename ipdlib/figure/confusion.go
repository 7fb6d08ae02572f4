package figure

import (
	"fmt"
	"math"
)

// ConfusionData holds how often each class was taken for each.
type ConfusionData struct {
	// Title stands above the panel. Empty: "Confusion matrix".
	Title string

	// Counts[i][j] is how many trials of the true class j were estimated as class i, or their share: [K][K]. Each column is
	// drawn divided by its sum; a class without trials stays white.
	Counts [][]float64

	// ColourBar draws the scale of colours beside the matrix. The original has none.
	ColourBar bool
}

// Confusion draws the confusion matrix, classes from -90 to 90 degrees: the true IPD to the right, the estimated IPD
// upwards, so that right answers lie on the rising diagonal. Dark is never, yellow the most frequent cell. 6.4 x 4.8
// inches.
func Confusion(d ConfusionData) (Figure, error) {
	p, err := d.panel()
	if err != nil {
		return Figure{}, fmt.Errorf("figure: confusion matrix: %w", err)
	}
	return inches(6.4, 4.8, 1, p), nil
}

func (d ConfusionData) panel() (*panel, error) {
	if err := matrix("Counts", d.Counts); err != nil {
		return nil, err
	}
	if err := sameLength("Counts[0]", len(d.Counts[0]), "Counts", len(d.Counts)); err != nil {
		return nil, err
	}
	shares, err := shareColumns(d.Counts)
	if err != nil {
		return nil, err
	}
	p := &panel{title: d.Title, xLabel: "True IPD", yLabel: "Estimated IPD", square: true}
	if p.title == "" {
		p.title = "Confusion matrix"
	}
	e := extent{-90, 90, -90, 90}
	p.x, p.y = e.axes(false)
	lo, hi := spread(shares)
	p.layers = append(p.layers, cells{values: shares, lo: lo, hi: hi, colours: Viridis, extent: e})
	if d.ColourBar {
		p.bar = &colourBar{lo: lo, hi: hi, colours: Viridis}
	}
	return p, nil
}

// shareColumns returns the matrix with each column divided by its sum, NaN where that is zero.
func shareColumns(counts [][]float64) ([][]float64, error) {
	sums := make([]float64, len(counts[0]))
	for i, row := range counts {
		for j, v := range row {
			if v < 0 {
				return nil, fmt.Errorf("%w: Counts[%d][%d] is %v; want 0 or more", ErrData, i, j, v)
			}
			sums[j] += v
		}
	}
	shares := make([][]float64, len(counts))
	any := false
	for i, row := range counts {
		shares[i] = make([]float64, len(row))
		for j, v := range row {
			shares[i][j] = math.NaN()
			if sums[j] > 0 {
				shares[i][j] = v / sums[j]
				any = true
			}
		}
	}
	if !any {
		return nil, fmt.Errorf("%w: Counts has no trials", ErrData)
	}
	return shares, nil
}

// EvaluationData holds what a trained network made of a set of trials.
type EvaluationData struct {
	Histogram HistogramData
	Confusion ConfusionData
}

// Evaluation draws the histogram of the IPDs beside the confusion matrix, as the original does for each set of trials:
// 10 x 4 inches.
func Evaluation(d EvaluationData) (Figure, error) {
	histogram, err := d.Histogram.panel()
	if err != nil {
		return Figure{}, fmt.Errorf("figure: evaluation: histogram: %w", err)
	}
	confusion, err := d.Confusion.panel()
	if err != nil {
		return Figure{}, fmt.Errorf("figure: evaluation: confusion matrix: %w", err)
	}
	return inches(10, 4, 2, histogram, confusion), nil
}
