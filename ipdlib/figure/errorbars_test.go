package figure

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"
)

// published reads the published figure's numbers. Where only a bound of the bar is known ("<=0.33"), the bound is taken:
// the bars were shorter than could be seen.
func published(tb testing.TB) (trainAcc, trainErr, testAcc, testErr []Curve) {
	tb.Helper()
	f, err := os.Open("testdata/published_figure.csv")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(strings.TrimPrefix(s, "<="), 64)
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
	metrics := map[string]*[]Curve{
		"train_acc": &trainAcc, "train_err": &trainErr, "test_acc": &testAcc, "test_err": &testErr,
	}
	for _, row := range rows[1:] { // metric, dropout, sigma, mean, sem, sem_status
		curves := metrics[row[0]]
		label := "Dropout p=" + row[1]
		if n := len(*curves); n == 0 || (*curves)[n-1].Label != label {
			*curves = append(*curves, Curve{Label: label})
		}
		c := &(*curves)[len(*curves)-1]
		c.X = append(c.X, number(row[2]))
		c.Mean = append(c.Mean, number(row[3]))
		c.SEM = append(c.SEM, number(row[4]))
	}
	return trainAcc, trainErr, testAcc, testErr
}

// studyPanels are those of the original's figure: 16 x 4 inches, the accuracies from 0 to 100 %, the errors fitted to the
// data, the legend in the last panel.
func studyPanels(trainAcc, trainErr, testAcc, testErr Measure, legend Place) []CurvePanel {
	const x, accuracy, degrees = "sigma", "Accuracy (%)", "Mean error (deg)"
	return []CurvePanel{
		{Title: "Train_Acc", XLabel: x, YLabel: accuracy, Measure: trainAcc, Percent: true},
		{Title: "Train_Err", XLabel: x, YLabel: degrees, Measure: trainErr},
		{Title: "Test_Acc", XLabel: x, YLabel: accuracy, Measure: testAcc, Percent: true},
		{Title: "Test_Err", XLabel: x, YLabel: degrees, Measure: testErr, Legend: &legend},
	}
}

func publishedFigure(tb testing.TB) Figure {
	tb.Helper()
	trainAcc, trainErr, testAcc, testErr := published(tb)
	f, err := Curves(studyPanels(Measure{Curves: trainAcc}, Measure{Curves: trainErr}, Measure{Curves: testAcc}, Measure{Curves: testErr}, Best)...)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func TestPublishedFigure(t *testing.T) { golden(t, publishedFigure(t), "published_figure") }

// TestPublishedBehindOurs draws made-up results, with their single runs, before the published ones.
func TestPublishedBehindOurs(t *testing.T) {
	trainAcc, trainErr, testAcc, testErr := published(t)
	ours := func(curves []Curve, spread float64) Measure {
		r := random(3)
		m := Measure{Published: curves}
		for _, c := range curves {
			o := Curve{Label: c.Label, X: c.X}
			for _, mean := range c.Mean {
				runs := make([]float64, 5)
				for k := range runs {
					runs[k] = mean + spread*(r.uniform()-0.4)
				}
				o.Runs = append(o.Runs, runs)
				o.Mean = append(o.Mean, (runs[0]+runs[1]+runs[2]+runs[3]+runs[4])/5)
				o.SEM = append(o.SEM, spread/8)
			}
			m.Curves = append(m.Curves, o)
		}
		return m
	}
	golden(t, made(t)(Curves(studyPanels(ours(trainAcc, 5), ours(trainErr, 0.4), ours(testAcc, 15), ours(testErr, 4), LowerRight)...)),
		"published_behind")
}
