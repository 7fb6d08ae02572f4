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
		c.Sigma = append(c.Sigma, number(row[2]))
		c.Mean = append(c.Mean, number(row[3]))
		c.SEM = append(c.SEM, number(row[4]))
	}
	return trainAcc, trainErr, testAcc, testErr
}

func publishedFigure(tb testing.TB) Figure {
	tb.Helper()
	trainAcc, trainErr, testAcc, testErr := published(tb)
	f, err := ErrorBars(ErrorBarData{
		TrainAccuracy: Measure{Curves: trainAcc},
		TrainError:    Measure{Curves: trainErr},
		TestAccuracy:  Measure{Curves: testAcc},
		TestError:     Measure{Curves: testErr},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func TestPublishedFigure(t *testing.T) { golden(t, publishedFigure(t), "published_figure") }
