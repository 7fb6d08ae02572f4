package course

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/notebook"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// What a lesson says of a sweep: its settings, what is varied, one training of it, and what came out.
type (
	Settings = plan.Settings
	Axis     = plan.Axis
	Training = plan.Training
	Record   = record.Record
	Group    = summary.Group
)

// Study gives the study's settings, with some epochs and seeds, and without noise and dropout.
func Study(epochs, seeds int) Settings {
	s := plan.Default()
	s.Schedule.Epochs = epochs
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = seeds, []float64{0}, []float64{0}
	return s
}

// By groups records by a setting.
func By(records []*Record, field string) []Group {
	return notebook.Must(summary.GroupBy(records, field))
}

// NewAccuracy is the accuracy on new, clean sounds, in percent.
func NewAccuracy(r *Record) float64 { return record.TestAccuracy.Of(r) }

// Accuracies on the training sounds and on new, clean ones, in percent, a run each.
func Accuracies(g Group) (train, test []float64) {
	return g.Values(record.TrainAccuracy), g.Values(record.TestAccuracy)
}

// Noisy gives the accuracies on new sounds with the noise of the second test, in percent, a run each.
func Noisy(g Group) (accuracies []float64) {
	for _, r := range g.Records {
		accuracies = append(accuracies, record.TestAccuracy.At(r.Tests[0].Sigma).Of(r))
	}
	return accuracies
}

// Interval gives the mean and half the width of its 95 % interval (Student's t). A single value has no interval: NaN.
func Interval(x []float64) (mean, half float64) {
	if len(x) < 2 {
		return stat.Mean(x, nil), math.NaN()
	}
	n := float64(len(x))
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975)
	mean, sd := stat.MeanStdDev(x, nil)
	return mean, t * sd / math.Sqrt(n)
}

// Difference gives the mean difference of pairs of runs with the same seed, b - a, and half the width of its 95 % interval.
func Difference(a, b []float64) (mean, half float64) {
	d := make([]float64, len(a))
	for i := range d {
		d[i] = b[i] - a[i]
	}
	return Interval(d)
}

// Guess is the accuracy of a guess among the study's classes, in percent.
func Guess() *float64 {
	guess := 100 / 12.0
	return &guess
}

// TrainAndTest shows the accuracies on training sounds and on new ones of every run, by a setting, and a table of their means.
func TrainAndTest(words notebook.Alt, records []*Record, field string, names ...string) {
	train, test := figure.Series{Label: "training sounds"}, figure.Series{Label: "new sounds"}
	var rows [][]any
	for i, g := range By(records, field) {
		seen, unseen := Accuracies(g)
		train.X, test.X = append(train.X, float64(i)), append(test.X, float64(i))
		train.Runs, test.Runs = append(train.Runs, seen), append(test.Runs, unseen)
		mean, half := Interval(unseen)
		rows = append(rows, []any{names[i], len(unseen), stat.Mean(seen, nil), mean, half})
	}
	words.Show(figure.Points(figure.PointPanel{YLabel: "Accuracy (%)", Percent: true, Level: Guess(),
		Categories: names, Series: []figure.Series{train, test}}))
	notebook.Table([]string{"", "seeds", "training (%)", "new sounds (%)", "± (95 %)"}, rows...)
}
