package original

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// PublishedRuns is the number of runs in each published mean. The rerun's means have 3, 4 or 6 (see [Rerun]).
const PublishedRuns = 3

// A Point is one mean of the published figure.
type Point struct {
	Quantity       record.Quantity
	Dropout, Sigma float64 // σ in rad
	Mean           float64
	SEM            float64 // sample standard deviation of the runs / √PublishedRuns
	// Bound reports that SEM is only an upper bound: its bar is hidden behind its own line.
	Bound bool
	// Hidden reports that SEM is a loose bound: its bar is hidden behind another curve.
	Hidden bool
}

//go:embed published_figure.csv
var publishedCSV string

//go:embed rerun_of_the_original.csv
var rerunCSV string

// Published returns the 72 means of the published figure, ordered by quantity, then dropout, then rising sigma.
var Published = sync.OnceValue(func() []Point {
	named := map[string]record.Quantity{
		"train_acc": record.TrainAccuracy, "train_err": record.TrainError,
		"test_acc": record.TestAccuracy, "test_err": record.TestError,
	}
	var points []Point
	for _, line := range lines(publishedCSV, "metric,dropout,sigma,mean,sem,sem_status") {
		sem, bound := strings.CutPrefix(line[4], "<=")
		points = append(points, Point{
			Quantity: named[line[0]],
			Dropout:  number(line[1]), Sigma: number(line[2]),
			Mean: number(line[3]), SEM: number(sem),
			Bound: bound, Hidden: line[5] == "hidden",
		})
	}
	return points
})

// quantities are in the order of the rerun's columns.
var quantities = []record.Quantity{record.TrainAccuracy, record.TrainError, record.TestAccuracy, record.TestError}

// A Run is one training of the rerun.
type Run struct {
	Number         int     // from 1, within its dropout and sigma
	Dropout, Sigma float64 // σ in rad
	Values         map[record.Quantity]float64
	Epochs         int // of at most 20
}

// Runs returns the 78 trainings of the rerun, in the order in which they were run.
var Runs = sync.OnceValue(func() []Run {
	var runs []Run
	for _, line := range lines(rerunCSV, "run,dropout,sigma,train_acc_percent,train_err_deg,test_acc_percent,test_err_deg,epochs") {
		r := Run{Number: int(number(line[0])), Dropout: number(line[1]), Sigma: number(line[2]), Values: map[record.Quantity]float64{}, Epochs: int(number(line[7]))}
		for i, q := range quantities {
			r.Values[q] = number(line[3+i])
		}
		runs = append(runs, r)
	}
	return runs
})

// Rerun returns the 72 cells of the rerun, each with the values of its runs, ordered like Published. The numbers of runs differ:
// for each dropout there are 3 at sigma 0 and 0.1, 4 at 0.2 and 0.3, and 6 at 0.4 and 0.5.
var Rerun = sync.OnceValue(func() []summary.Cell {
	var cells []summary.Cell
	for _, p := range Published() {
		var values []float64
		for _, r := range Runs() {
			if r.Dropout == p.Dropout && r.Sigma == p.Sigma {
				values = append(values, r.Values[p.Quantity])
			}
		}
		cells = append(cells, summary.NewCell(p.Quantity, p.Dropout, p.Sigma, values))
	}
	return cells
})

// lines splits one of this package's own files. A mistake in it is a bug of this package, so lines panics.
func lines(text, header string) [][]string {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("original: %v", err))
	}
	if got := strings.Join(all[0], ","); got != header {
		panic(fmt.Sprintf("original: columns %s, want %s", got, header))
	}
	return all[1:]
}

func number(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(fmt.Sprintf("original: %v", err))
	}
	return x
}
