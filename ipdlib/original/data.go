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

// Runs is how many runs stand behind each mean, in both sets of results.
const Runs = 3

// A Point is one mean of the published figure.
type Point struct {
	Quantity       record.Quantity
	Dropout, Sigma float64 // σ in rad
	Mean           float64
	SEM            float64 // sample standard deviation of the runs / √Runs
	// Bound says that SEM is only known to be less than this: its bar is hidden behind its own line.
	Bound bool
	// Hidden says that SEM is a bound that says little: its bar is hidden behind another curve.
	Hidden bool
}

//go:embed published_figure.csv
var publishedCSV string

//go:embed rerun_of_the_original.csv
var rerunCSV string

// Published gives the 72 means of the published figure, quantity by quantity, dropout by dropout, by rising sigma.
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

// Rerun gives the 72 cells of the rerun, each with the values of its runs, ordered as Published.
var Rerun = sync.OnceValue(func() []summary.Cell {
	type place struct {
		quantity       record.Quantity
		dropout, sigma float64
	}
	values := map[place][]float64{}
	for _, line := range lines(rerunCSV, "run,dropout,sigma,train_acc_percent,train_err_deg,test_acc_percent,test_err_deg") {
		for i, q := range quantities {
			p := place{q, number(line[1]), number(line[2])}
			values[p] = append(values[p], number(line[3+i]))
		}
	}
	var cells []summary.Cell
	for _, p := range Published() {
		cells = append(cells, summary.NewCell(p.Quantity, p.Dropout, p.Sigma, values[place{p.Quantity, p.Dropout, p.Sigma}]))
	}
	return cells
})

// lines splits one of this package's own files. Its mistakes are this package's: it panics.
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
