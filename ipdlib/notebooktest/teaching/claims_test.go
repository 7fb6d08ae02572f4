package teaching

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ipd/ipdlib/teaching/lesson"
)

// A claim is a number that a cell shows, and the limits within which the text and the answers to the predictions are
// true. On another kind of processor trainings come out a little different.
type claim struct {
	shown    string // a regular expression with one group, the number
	from, to float64
}

// claims by the name of the lesson. Lessons 1 to 3 compute on one core in one order, so that theirs are nearly exact.
var claims = map[string][]claim{
	"0_ten_minutes_of_go": {
		{`x is (\d+)`, 3, 3},
		{`3 (3\.75) 3`, 3.75, 3.75},
		{`B (66)`, 66, 66},
	},
	"1_one_leaky_neuron": {
		{`\nvisits: (\d+)`, 1, 1},
		{`after  5 ms +(\d+) % are left`, 37, 37},
		{`1000000 ms: highest potential ([\d.]+)`, 0.99, 0.9999},
		{`1000000 ms: highest potential [\d.]+, spikes (\d+)`, 0, 0},
		{`late: (\d+) spikes`, 26, 30},
		{`in the same step: (\d+)`, 23, 25},
	},
	"2_from_sound_to_spikes": {
		{`power 2: on average (\d+)`, 225, 225},
		{`power 4: on average (\d+)`, 164, 164},
		{`played +10 times: off by +(\d+)`, 85, 115},
		{`played 1000 times: off by +(\d+)`, 8, 13}, // a tenth of it
		{`a fibre spikes ([\d.]+) times`, 22.3, 22.7},
	},
	"3_spikes_and_gradients": {
		{`weight 0\.5: slope (-?[\d.]+)`, 0, 0},
		{`weight 2\.0: slope (-?[\d.]+)`, 0, 0},
		{`at the end: true slope ([\d.]+)`, 0.5, 0.5},
		{`at the end: true slope [\d.]+, surrogate ([\d.]+)`, 1.14, 1.42}, // where the loss is 0
		{`>5</td><td[^>]*>(-?[\d.]+)<`, 0.1, 0.6},                         // bias
		{`>100\.0</td><td[^>]*>(-?[\d.]+)<`, -0.05, 0.05},
		{`>1</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`, 0, 0.1}, // spread
		{`>100\.0</td><td[^>]*>-?[\d.]+</td><td[^>]*>([\d.]+)<`, 0.8, 2},
	},
	"4_building_the_network": {
		{`of (\d+) hidden spikes`, 5000, 50000},
		{`hidden spikes (\d+) differ`, 0, 20}, // at the threshold a sum's rounding may flip one
		{`logits differ by up to ([\de.+-]+)`, 0, 0.01},
		{`gradients of W1, up to ([\d.]+)`, 0.001, 1},
		{`gradients of W1, up to [\d.]+, differ by up to ([\de.+-]+)`, 0, 0.001},
		{`correct: ([\d.]+) of all sounds`, 0.04, 0.13},
	},
	"5_training": {
		{`loss of a guess, 1/12 for each class \(dashed\): ([\d.]+)`, 2.48, 2.49},
		{`loss before the step: ([\d.]+)`, 2.45, 2.9},
		{`(\d+) of 6000 weights moved by 0\.005`, 5900, 6000},
		{`after  1 epochs, +(\d+) of the 12 classes get`, 3, 10},
		{`after 10 epochs, +(\d+) of the 12 classes get`, 11, 12},
		{`\(correlation\): (-?[\d.]+) before`, -0.1, 0.1},
		{`before, (-?[\d.]+) after`, 0.5, 1},
		{`Confusion matrix after 1 epochs: ([\d.]+) %`, 25, 80},
		{`Confusion matrix after 10 epochs: ([\d.]+) %`, 70, 95},
	},
	"6_looking_inside": {
		{`accuracy on new sounds: ([\d.]+) %`, 70, 95},
		{`units are silent, (\d+) have a gap`, 15, 30},
		{`in (\d+) of \d+ spiking units`, 13, 30},
		{`correlation: mean (-?[\d.]+)`, 0.7, 1},
		{`(\d+) of 30 units cost more than 5 points`, 1, 12},
	},
	"7_dales_law": {
		{`>0</td><td[^>]*>\d+</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`, 10, 50},    // no inhibition
		{`>0\.5</td><td[^>]*>\d+</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`, 55, 95}, // half
		{`>1</td><td[^>]*>(\d+)</td>`, 0, 0},                                          // inhibition only: no spikes
		{`>1</td><td[^>]*>\d+</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`, 7, 10},     // and a guess
		{`>5 ms</td><td[^>]*>5</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`, 60, 95},   // new sounds
		{`>100 ms</td><td[^>]*>5</td><td[^>]*>([\d.]+)<`, 50, 95},                     // training
		{`>100 ms</td><td[^>]*>5</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`, 0, 45},  // new sounds
		{`>one phase for all</td><td[^>]*>5</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`, 0, 45},
		{`>a phase for each</td><td[^>]*>5</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`, 45, 95},
		{`maximum less mean, seed by seed: ([-+\d.]+) ±`, -30, -2},
		{`spike count less mean, seed by seed: ([-+\d.]+) ±`, -40, -2},
	},
	"8_robustness": {
		{`>of training</td><td[^>]*>([\d.]+)<`, 70, 97},
		{`>new, with the errors of training</td><td[^>]*>([\d.]+)<`, 60, 97},
		{`>new, with other errors, as large \(mean of 5\)</td><td[^>]*>([\d.]+)<`, 5, 50},
		{`>new, without errors</td><td[^>]*>([\d.]+)<`, 5, 50},
		{`>one noise pattern</td><td[^>]*>[^<]+</td><td[^>]*>([\d.]+) ±`, 5, 50},
		{`>fresh noise</td><td[^>]*>[^<]+</td><td[^>]*>([\d.]+) ±`, 55, 95},
		{`>fresh noise</td><td[^>]*>[^<]+</td><td[^>]*>[^<]+</td><td[^>]*>([\d.]+) ±`, 50, 95},
		{`>clean \(control\)</td><td[^>]*>[^<]+</td><td[^>]*>[^<]+</td><td[^>]*>([\d.]+) ±`, 50, 95},
		{`control less fresh noise, seed by seed: ([-+\d.]+) ±`, -8, 15}, // about as good, answer A
		{`standard deviation of one seed: ([\d.]+) points`, 2, 20},
	},
	"10_two_theories": {
		{`>human</td><td[^>]*>8\.75</td><td[^>]*>([\d.]+)<`, 0.65, 0.67},
		{`>bump \(Jeffress\)</td><td[^>]*>([\d.]+)<`, 0.5, 0.92},
		{`>slope \(opponent channels\)</td><td[^>]*>([\d.]+)<`, 0.5, 0.92},
		{`>gap</td><td[^>]*>([\d.]+)<`, 0.93, 1}, // the best, answer C
	},
	"11_reading_a_population": {
		{`mean: (\d+) ± \d+ % \(95 %\)`, 70, 100}, // most best IPDs lie at the sides
		{`>peak</td><td[^>]*>([\d.]+) ±`, 10, 40},
		{`>balance</td><td[^>]*>([\d.]+) ±`, 40, 65}, // halfway
		{`>likelihood</td><td[^>]*>([\d.]+) ±`, 75, 95},
		{`>the network itself</td><td[^>]*>([\d.]+) ±`, 65, 92},
		{`balance less peak, seed by seed: ([-+\d.]+) ±`, 10, 45}, // answer C
		{`likelihood less balance, seed by seed: ([-+\d.]+) ±`, 15, 50},
		{`>all with a best IPD to the right</td><td[^>]*>([\d.]+) ±`, 0, 45},                   // answer C: most from the left,
		{`>all with a best IPD to the right</td><td[^>]*>[^<]+</td><td[^>]*>([\d.]+) ±`, 0, 3}, // all from the right
		{`>every second unit</td><td[^>]*>([\d.]+) ±`, 5, 65},
		{`from the other half of the units: ([\d.]+) ±`, 65, 92},
	},
	"9_write_the_network": {
		{`of (\d+) hidden spikes`, 5, 250},
		{`hidden spikes (\d+) differ`, 0, 2}, // at the threshold a sum's rounding may flip one
		{`gradient of w1, up to ([\de.+-]+):`, 0.001, 5},
		{`gradient of w1, up to [\de.+-]+: differs by up to ([\de.+-]+)`, 0, 0.0001},
		{`gradient of w2, up to [\de.+-]+: differs by up to ([\de.+-]+)`, 0, 0.0001},
		{`% correct before training, (\d+) % after`, 60, 95},
	},
}

// checkClaims looks for every claim of a lesson in what its notebook shows.
func checkClaims(t *testing.T, path, name string, nb *lesson.Notebook) {
	t.Helper()
	all := shown(t, nb)
	for _, c := range claims[name] {
		if x, ok := find(t, path, all, c.shown); ok && !(x >= c.from && x <= c.to) {
			t.Errorf("%s: %s shows %v; the text is true from %v to %v", path, c.shown, x, c.from, c.to)
		}
	}
	switch name {
	case "5_training":
		before, _ := find(t, path, all, `loss before the step: ([\d.]+)`)
		if after, ok := find(t, path, all, `loss after the step:  ([\d.]+)`); ok && after >= before {
			t.Errorf("%s: the loss is %v after the step, %v before", path, after, before)
		}
	case "6_looking_inside": // the answer to the prediction
		without := map[string]float64{}
		for _, candidate := range []string{"A: the quietest", "B: the busiest", "C: with the largest weights to the classes"} {
			if unit, ok := find(t, path, all, `>`+candidate+`</td><td[^>]*>(\d+)<`); ok {
				without[candidate[:1]], _ = find(t, path, all, fmt.Sprintf(`matrix without unit %.0f: ([\d.]+) %%`, unit))
			}
		}
		if without["B"] >= without["A"] || without["B"] >= without["C"] {
			t.Errorf("%s: accuracies without the candidates are %v; B should be the most harmful", path, without)
		}
	case "8_robustness": // the answer to the prediction: the third row without dropout
		gap, ok := find(t, path, all, `<td[^>]*>0</td><td[^>]*>0\.5</td><td[^>]*>[\d.]+</td><td[^>]*>[\d.]+</td><td[^>]*>[\d.]+</td><td[^>]*>([\d.]+)<`)
		if ok && gap < 40 {
			t.Errorf("%s: the gap is %v points; the answer says more than 40", path, gap)
		}
	}
}

// find gives the number that a regular expression finds.
func find(t *testing.T, path, text, expression string) (float64, bool) {
	t.Helper()
	m := regexp.MustCompile(expression).FindStringSubmatch(text)
	if m == nil {
		t.Errorf("%s shows nothing like %s", path, expression)
		return 0, false
	}
	x, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return x, err == nil
}

// shown is all that a notebook's cells show, as text and as HTML.
func shown(t *testing.T, nb *lesson.Notebook) string {
	t.Helper()
	var b strings.Builder
	for _, c := range nb.Cells {
		var outputs []struct {
			Text any // of a stream
			Data map[string]any
		}
		if c.Type != "code" {
			continue
		}
		if err := json.Unmarshal(c.Outputs, &outputs); err != nil {
			t.Fatal(err)
		}
		for _, o := range outputs {
			fmt.Fprintln(&b, joined(o.Text))
			for _, mime := range []string{"text/html", "text/plain"} {
				fmt.Fprintln(&b, joined(o.Data[mime]))
			}
		}
	}
	return b.String()
}

// joined is a text that may be a list of lines.
func joined(text any) string {
	if lines, ok := text.([]any); ok {
		var b strings.Builder
		for _, line := range lines {
			fmt.Fprint(&b, line)
		}
		return b.String()
	}
	if text == nil {
		return ""
	}
	return fmt.Sprint(text)
}
