package finding

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"ipd/ipdlib/record"
)

// A Gap is the generalisation gap: how much better networks classify the sounds they were trained with than new ones.
type Gap struct {
	Dropout float64
	// Train and Test are the mean accuracies, in percent.
	Train, Test float64
	// Mean over the runs of the training set's accuracy minus the test set's, in percentage points.
	Mean float64
	// SEM is its standard error; NaN if there is only one run.
	SEM float64
}

// Gaps returns the gap for each dropout, in rising order, over the trainings with this jitter sigma, in radians.
func Gaps(records []*record.Record, sigma float64) []Gap {
	train, test, gaps := map[float64][]float64{}, map[float64][]float64{}, map[float64][]float64{}
	var dropouts []float64
	for _, r := range records {
		if r == nil || r.Sigma() != sigma {
			continue
		}
		p, onTrain, onTest := r.Dropout(), record.TrainAccuracy.Of(r), record.TestAccuracy.Of(r)
		if math.IsNaN(onTrain - onTest) { // not measured
			continue
		}
		if gaps[p] == nil {
			dropouts = append(dropouts, p)
		}
		train[p], test[p] = append(train[p], onTrain), append(test[p], onTest)
		gaps[p] = append(gaps[p], onTrain-onTest)
	}
	slices.Sort(dropouts)
	var all []Gap
	for _, p := range dropouts {
		g := Gap{Dropout: p, Train: stat.Mean(train[p], nil), Test: stat.Mean(test[p], nil), Mean: stat.Mean(gaps[p], nil), SEM: math.NaN()}
		if n := len(gaps[p]); n > 1 {
			g.SEM = stat.StdErr(stat.StdDev(gaps[p], nil), float64(n))
		}
		all = append(all, g)
	}
	return all
}
