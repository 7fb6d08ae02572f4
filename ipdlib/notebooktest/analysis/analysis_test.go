// Package analysis holds tests of the notebooks in notebooks/analysis: of the outputs that are committed, and of new runs.
package analysis

import (
	"fmt"
	"image"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ipd/ipdlib/notebooktest"
)

func TestMain(m *testing.M) { notebooktest.Main(m, "analysis") }

const (
	inside = "inside_the_network.ipynb"
	noise  = "noise_in_training_and_test.ipynb"
	asked  = "any_parameter.ipynb"
)

// documents are what is looked at in each notebook: of a complete run, or of one in the small setting of IPD_QUICK=1, whose
// networks are trained for 8 epochs, once.
var documents = map[string]func(t *testing.T, nb notebooktest.File, quick bool){
	inside: lookInside, noise: lookAtNoise, asked: lookAtAny,
}

// The committed notebooks are complete runs, and light enough for a page.
func TestCommittedNotebooks(t *testing.T) {
	for path, look := range documents {
		t.Run(path, func(t *testing.T) {
			nb := notebooktest.Read(t, path)
			notebooktest.CheckKernel(t, nb)
			notebooktest.CheckCleanRun(t, nb)
			look(t, nb, false)
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.Size() > 1<<20 {
				t.Errorf("%d bytes, want at most a MiB", info.Size())
			}
		})
	}
}

func TestQuickRuns(t *testing.T) {
	notebooktest.SkipUnlessAsked(t)
	paths := []string{inside, noise, asked}
	ran, pages := notebooktest.Execute(t, paths...)
	for i, nb := range ran {
		notebooktest.CheckCleanRun(t, nb)
		documents[paths[i]](t, nb, true)
		if strings.Count(pages[i], "<img") == 0 {
			t.Errorf("the page of %s has no picture", paths[i])
		}
	}
}

// rows reads the table that a cell shows as text: words of each row but the header, apart where there are two spaces or more.
func rows(t *testing.T, nb notebooktest.File, id string) (table [][]string) {
	t.Helper()
	for _, line := range strings.Split(nb.Cell(t, id).Shown(), "\n") {
		if fields := gaps.Split(strings.TrimSpace(line), -1); len(fields) > 1 {
			table = append(table, fields)
		}
	}
	if len(table) < 2 {
		t.Fatalf("cell %s shows no table:\n%s", id, nb.Cell(t, id).Shown())
	}
	return table[1:]
}

var gaps = regexp.MustCompile(`  +`)

// number reads a number, or the first of "84.1 ± 0.5".
func number(t *testing.T, text string) float64 {
	t.Helper()
	first, _, _ := strings.Cut(text, " ")
	x, err := strconv.ParseFloat(first, 64)
	if err != nil {
		t.Fatalf("%q is no number", text)
	}
	return x
}

func lookInside(t *testing.T, nb notebooktest.File, quick bool) {
	notebooktest.CheckPictures(t, nb, map[string]image.Point{
		"rates-quiet": {X: 1000, Y: 400}, "rates-noisy": {X: 1000, Y: 400}, "counts": {X: 640, Y: 480}, "psth": {X: 1000, Y: 400},
		"psth-units": {X: 1000, Y: 600}, "tuning": {X: 1000, Y: 710}, "map": {X: 640, Y: 600}, "output": {X: 1000, Y: 320},
		"weights-worst": {X: 1200, Y: 480}, "ablation": {X: 1000, Y: 600},
	})
	trained, tested := [2]float64{88, 97}, [2]float64{78, 92} // as in the study's document
	if quick {
		trained, tested = [2]float64{75, 95}, [2]float64{60, 92}
	}
	var train, test, noisy float64
	nb.Cell(t, "networks").Numbers(t, "sigma 0: %f %% right on its training set, %f", &train, &test)
	nb.Cell(t, "networks").Numbers(t, "sigma 0.5: %f %% right", &noisy)
	notebooktest.Within(t, "accuracy in training", train, trained)
	notebooktest.Within(t, "accuracy in the test", test, tested)

	silent := rows(t, nb, "silent") // sigma, rate, silent units, share ever, share in a sound
	for _, row := range silent {
		never, ever, inOne := number(t, row[2]), number(t, row[3]), number(t, row[4])
		notebooktest.Within(t, "mean rate", number(t, row[1]), [2]float64{20, 400})
		notebooktest.Within(t, "units that spike", ever, [2]float64{100*(30-never)/30 - 0.06, 100*(30-never)/30 + 0.06})
		if inOne > ever {
			t.Errorf("%v %% of the units spike in one sound, %v %% ever", inOne, ever)
		}
	}
	// What the text says: most units are broad; the output follows their tuning.
	for i, row := range rows(t, nb, "notch") {
		notebooktest.Equal(t, "spiking units", number(t, row[1]), 30-number(t, silent[i][2]))
		notebooktest.Within(t, "share of broad units", number(t, row[2])/number(t, row[1]), [2]float64{0.5, 1})
		notebooktest.Within(t, "median selectivity", number(t, row[3]), [2]float64{0, 0.5})
	}
	var correlation float64
	nb.Cell(t, "follow").Numbers(t, "correlation of a unit's relative rate at a direction with its weight to that class: %f", &correlation)
	notebooktest.Within(t, "correlation", correlation, [2]float64{0.4, 1})
	if !quick { // after 8 epochs there may be no silent unit
		var spiking, still float64
		var n, m int
		nb.Cell(t, "moved").Numbers(t, "trained with sigma = 0.5, mean change of a weight to a class: %f from %d spiking units, %f from %d silent", &spiking, &n, &still, &m)
		notebooktest.Equal(t, "units", n+m, 30)
		notebooktest.Within(t, "change of silent units' weights, of that of spiking ones'", still/spiking, [2]float64{0, 0.5})
	}
	groups := rows(t, nb, "groups") // name, units, accuracy, error, lost, lost one by one
	whole := number(t, groups[0][2])
	notebooktest.Equal(t, "accuracy without silent units", number(t, groups[1][2]), whole)
	notebooktest.Equal(t, "error without silent units", groups[1][3], groups[0][3])
	if most, least := number(t, groups[2][4]), number(t, groups[3][4]); most <= least {
		t.Errorf("without the five most missed units %v points are lost, without the least missed %v", most, least)
	}
	if quick {
		return
	}
	if together, single := number(t, groups[2][4]), number(t, groups[2][5]); together >= single {
		t.Errorf("the five most missed units cost %v points together, %v one by one", together, single)
	}
	notebooktest.Within(t, "accuracy that the least missed units cost", number(t, groups[3][4]), [2]float64{-1, 5})
	notebooktest.Within(t, "error that the least missed units cost", number(t, groups[3][3])-number(t, groups[0][3]), [2]float64{1, 10})
}

func lookAtNoise(t *testing.T, nb notebooktest.File, quick bool) {
	notebooktest.CheckPictures(t, nb, map[string]image.Point{
		"map-dataset": {X: 640, Y: 480}, "map-sample": {X: 640, Y: 480}, "difference": {X: 640, Y: 480}, "curves": {X: 1000, Y: 400},
	})
	trainings, tests := 36, 6
	if quick {
		trainings, tests = 6, 3
	}
	if says := fmt.Sprintf("%d trainings, each with %d tests", trainings, tests); !strings.Contains(nb.Cell(t, "settings").Shown(), says) {
		t.Errorf("the sweep says %q, want %q", nb.Cell(t, "settings").Shown(), says)
	}
	corners := rows(t, nb, "corners") // drawn per, training, test, accuracy
	notebooktest.Equal(t, "rows", len(corners), 8)
	at := map[string]float64{}
	for _, row := range corners {
		at[row[0]+" "+row[1]+" "+row[2]] = number(t, row[3])
	}
	notebooktest.Equal(t, "rows of best", len(rows(t, nb, "best")), tests)
	// What the text says; the study's test accuracies at sigma 0 and 0.5 are 85.6 and 23.9 %.
	if quick {
		notebooktest.Within(t, "no noise at all", at["dataset 0 0"], [2]float64{60, 92})
		notebooktest.Within(t, "clean sounds after training with a pattern", at["dataset 0.5 0"], [2]float64{8, 60})
		return
	}
	notebooktest.Within(t, "no noise at all", at["dataset 0 0"], [2]float64{78, 90})
	notebooktest.Within(t, "clean sounds after training with a pattern", at["dataset 0.5 0"], [2]float64{15, 35})
	notebooktest.Within(t, "clean sounds after training with fresh noise", at["sample 0.5 0"], [2]float64{70, 92})
	for _, drawn := range []string{"dataset", "sample"} {
		notebooktest.Within(t, "what a network loses that never met noise", at[drawn+" 0 0"]-at[drawn+" 0 0.5"], [2]float64{10, 20})
	}
	notebooktest.Within(t, "other patterns after training with one", at["dataset 0.5 0.5"], [2]float64{15, 35})
	notebooktest.Within(t, "good of fresh noise in training", at["sample 0.5 0.5"]-at["sample 0 0.5"], [2]float64{-10, 5})
	if best := nb.Cell(t, "best").Shown(); !strings.Contains(best, "best training sigma for each test sigma of both maps: ["+strings.TrimSpace(strings.Repeat("0 ", 12))+"]") {
		t.Errorf("noise in training was good for something: %s", best)
	}
}

func lookAtAny(t *testing.T, nb notebooktest.File, quick bool) {
	notebooktest.CheckPictures(t, nb, map[string]image.Point{"number-figure": {X: 1280, Y: 480}, "choice": {X: 1280, Y: 480}})
	trainings, runs := 24, 3.0
	if quick {
		trainings, runs = 8, 1
	}
	if !strings.Contains(nb.Cell(t, "number").Shown(), fmt.Sprintf("%d trainings\n", trainings)) {
		t.Errorf("the sweep says %q", nb.Cell(t, "number").Shown())
	}
	for id, values := range map[string][]string{"number-table": {"0.002", "0.005", "0.01", "0.02"}, "choice-table": {"late", "same_step", "subtract", "none"}} {
		table := rows(t, nb, id) // value, runs, mean, from, to
		notebooktest.Equal(t, "rows of "+id, len(table), len(values))
		for i, row := range table {
			notebooktest.Equal(t, "value", row[0], values[i])
			notebooktest.Equal(t, "runs", number(t, row[1]), runs)
			notebooktest.Within(t, "accuracy at "+row[0], number(t, row[2]), [2]float64{15, 95})
			if low, high := row[3], row[4]; !quick && !(number(t, low) < number(t, row[2]) && number(t, row[2]) < number(t, high)) {
				t.Errorf("%s: mean %s from %s to %s", row[0], row[2], low, high)
			}
		}
	}
	if !quick { // what the text says
		at := map[string][3]float64{} // mean and interval
		overlapFrom, overlapTo := 0.0, 100.0
		for _, row := range rows(t, nb, "number-table") {
			at[row[0]] = [3]float64{number(t, row[2]), number(t, row[3]), number(t, row[4])}
		}
		for _, row := range rows(t, nb, "choice-table") {
			overlapFrom, overlapTo = max(overlapFrom, number(t, row[3])), min(overlapTo, number(t, row[4]))
		}
		notebooktest.Within(t, "difference between 2 and 5 ms", at["0.002"][0]-at["0.005"][0], [2]float64{-3, 3})
		notebooktest.Within(t, "accuracy at 20 ms", at["0.02"][0], [2]float64{15, 60})
		notebooktest.Within(t, "width of the interval at 20 ms", at["0.02"][2]-at["0.02"][1], [2]float64{20, 100})
		notebooktest.Within(t, "where all intervals of the reset overlap", overlapTo-overlapFrom, [2]float64{0, 100})
	}
	keep := nb.Cell(t, "keep").Shown()
	if !strings.Contains(keep, "it was trained with reset late and seed 1") || !strings.Contains(keep, "same answers to 1024 new sounds: true") {
		t.Errorf("the saved network: %q", keep)
	}
}
