package figure_test

import (
	"bytes"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"

	"ipd/ipdlib/figure"
)

// A figure is made from plain numbers, then written as often and in as many formats as wanted.
func Example() {
	fig, err := figure.Loss(figure.LossData{
		Training:   []float64{2.5, 1.6, 1.1, 0.8},
		Validation: []float64{2.4, 1.7, 1.3, 1.1},
	})
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "figure")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, name := range []string{"loss.png", "loss.svg", "loss.pdf"} {
		if err := fig.Save(filepath.Join(dir, name)); err != nil {
			log.Fatal(err)
		}
		fmt.Println(name)
	}
	// Output:
	// loss.png
	// loss.svg
	// loss.pdf
}

// What cannot be drawn is an error with the number's place.
func Example_badData() {
	_, err := figure.Loss(figure.LossData{Training: []float64{2.5, math.NaN()}})
	fmt.Println(err)
	// Output:
	// figure: loss: data that cannot be drawn: Training[1] is NaN; want a number of magnitude at most 1e+300
}

// Letters keep their size when the figure is made larger; a higher resolution makes all of it larger in pixels.
func ExampleFigure_WritePNG() {
	fig, err := figure.Raster(figure.RasterData{Spikes: [][]uint8{{0, 1, 0}, {1, 0, 1}, {0, 1, 1}}})
	if err != nil {
		log.Fatal(err)
	}
	fig.Width /= 2
	var png bytes.Buffer
	if err := fig.WritePNG(&png, 2*figure.DPI); err != nil {
		log.Fatal(err)
	}
	fmt.Println(png.Len() > 0)
	// Output:
	// true
}

// Bars are standard errors; the published values, if given, lie faintly behind ours.
func ExampleCurves() {
	curve := func(mean ...float64) figure.Curve {
		return figure.Curve{Label: "Dropout p=0", X: []float64{0, 0.5}, Mean: mean, SEM: []float64{1, 2}}
	}
	train := figure.Measure{Curves: []figure.Curve{curve(93, 90)}}
	test := figure.Measure{Curves: []figure.Curve{curve(84, 23)}, Published: []figure.Curve{curve(85.6, 23.9)}}
	fig, err := figure.Curves(
		figure.CurvePanel{Title: "Train_Acc", XLabel: "sigma", YLabel: "Accuracy (%)", Measure: train, Percent: true},
		figure.CurvePanel{Title: "Test_Acc", XLabel: "sigma", YLabel: "Accuracy (%)", Measure: test, Percent: true, Legend: new(figure.Place)},
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(fig.Width, fig.Height, "points")
	// Output:
	// 576 288 points
}

func ExampleEvaluation() {
	fig, err := figure.Evaluation(figure.EvaluationData{
		Histogram: figure.HistogramData{Title: "Test", True: []float64{-1, 0, 1}, Estimated: []float64{-0.9, 0.1, 1.2}},
		Confusion: figure.ConfusionData{Counts: [][]float64{{9, 1}, {1, 9}}, ColourBar: true},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(fig.Width, fig.Height, "points")
	// Output:
	// 720 288 points
}
