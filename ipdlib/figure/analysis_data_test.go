package figure

import (
	"fmt"
	"math"
	"strconv"
)

// The data of the test figures of ad-hoc analysis, the same as in testdata/reference.py: the two files change together.

// pointPanel imitates the accuracy of six runs at each of four time constants, with and without dropout.
func pointPanel() PointPanel {
	r := random(4)
	chance := 100.0 / 12
	d := PointPanel{Title: "Test accuracy", XLabel: "Membrane time constant (s)", YLabel: "Accuracy (%)", Percent: true, Level: &chance}
	for k, label := range []string{"Dropout p=0", "Dropout p=0.5"} {
		s := Series{Label: label}
		for i, tau := range []float64{0.002, 0.005, 0.01, 0.02} {
			var runs []float64
			for range 6 {
				runs = append(runs, 80-12*math.Abs(float64(i)-1)-4*float64(k)+10*(r.uniform()-0.5))
			}
			s.X = append(s.X, tau)
			s.Runs = append(s.Runs, runs)
		}
		d.Series = append(d.Series, s)
	}
	return d
}

// categoryPanel imitates the error of five runs with each way of the reset.
func categoryPanel() PointPanel {
	r := random(5)
	d := PointPanel{XLabel: "Reset", YLabel: "Mean error (deg)", Categories: []string{"late", "same_step", "subtract", "none"}}
	s := Series{}
	for i := range d.Categories {
		var runs []float64
		for range 5 {
			runs = append(runs, 4.5+0.5*float64(i)+r.uniform())
		}
		s.X, s.Runs = append(s.X, float64(i)), append(s.Runs, runs)
	}
	d.Series = []Series{s}
	return d
}

// heatMapData imitates the accuracy by the noise of training and of the test.
func heatMapData() HeatMapData {
	d := HeatMapData{Title: "Accuracy (%)", XLabel: "Test sigma (rad)", YLabel: "Training sigma (rad)", ColourLabel: "Accuracy (%)", Numbers: "%.1f"}
	for i := range 6 {
		row := make([]float64, 6)
		for j := range row {
			row[j] = 85 * math.Exp(-0.05*math.Abs(float64(i-j))-0.1*float64(i+j))
		}
		d.Values = append(d.Values, row)
		d.XNames = append(d.XNames, fmt.Sprintf("0.%d", i))
		d.YNames = append(d.YNames, fmt.Sprintf("0.%d", i))
	}
	return d
}

// unitRates imitates the firing rates of 30 units with their standard errors, some of them silent.
func unitRates() (rates, sem []float64) {
	r := random(6)
	for h := range 30 {
		rate := 300*r.uniform() - 60
		rates, sem = append(rates, max(0, rate)), append(sem, max(0, rate)/10)
		if h == 3 {
			rates[h], sem[h] = 0, 0
		}
	}
	return rates, sem
}

// timeCourse imitates the rate of a unit that follows a tone of 20 Hz, in bins of 2 ms.
func timeCourse(phase, peak float64) []float64 {
	rates := make([]float64, 50)
	for i := range rates {
		s := 0.5 * (1 + math.Sin(2*math.Pi*20*0.002*float64(i)+phase))
		rates[i] = peak * s * s
	}
	return rates
}

func psthData() PSTHData {
	return PSTHData{Title: "Hidden units", BinWidth: 0.002, Histograms: []RateHistogram{
		{Label: "IPD = 0 deg", Rates: timeCourse(0, 120)}, {Label: "IPD = 90 deg", Rates: timeCourse(1.5, 80)},
	}}
}

func unitPSTHData() UnitPSTHData {
	d := UnitPSTHData{Title: "Each hidden unit", BinWidth: 0.002}
	for h := range 30 {
		d.Rates = append(d.Rates, timeCourse(float64(h)/10, 10*float64(h)))
	}
	return d
}

// tilesData imitates the tuning curves of 12 units, each with its own best IPD.
func tilesData() TilesData {
	d := TilesData{XLabel: "IPD (deg)", YLabel: "Rate (Hz)", XTicks: []Tick{{-90, "-90"}, {0, "0"}, {90, "90"}}}
	for h := range 12 {
		best := -80 + 14*float64(h)
		c := Curve{}
		for k := range 12 {
			x := -82.5 + 15*float64(k)
			y := 150 * math.Exp(-(x-best)*(x-best)/1800)
			c.X, c.Mean, c.SEM = append(c.X, x), append(c.Mean, y), append(c.SEM, 2+y/20)
		}
		d.Tiles = append(d.Tiles, Tile{Title: "unit " + strconv.Itoa(h), Curves: []Curve{c}, Mark: &best})
	}
	return d
}

// sortedWeightMap is a map of weights from two ears, with names of its own for rows and columns.
func sortedWeightMap() WeightMap {
	m := weightMap()
	m.Title, m.XLabel, m.YLabel = "W1, sorted", "Hidden unit, by best IPD (deg)", "Delay of the afferent (deg)"
	m.Parts, m.ColumnParts = []int{100}, []int{24}
	for _, row := range []int{0, 50, 99, 100, 150, 199} {
		m.YTicks = append(m.YTicks, Tick{float64(row), strconv.Itoa(90 * (row % 100) / 99)})
	}
	for j := 0; j < 30; j += 5 {
		m.XTicks = append(m.XTicks, Tick{float64(j), strconv.Itoa(-90 + 6*j)})
	}
	return m
}
