package depict_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/depict"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/figure"
	"ipd/ipdlib/original"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/summary"
	"ipd/ipdlib/trained"
	"ipd/ipdlib/training"
)

// colours draws a figure and counts the pixels of each colour.
func colours(t *testing.T, fig figure.Figure, err error) map[[3]uint8]int {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := fig.WritePNG(&b, figure.DPI); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	n := map[[3]uint8]int{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			n[[3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}]++
		}
	}
	return n
}

var black = [3]uint8{}

// dataset holds given spikes, 0 or 1.
func dataset(t *testing.T, samples int, spikes []uint8, steps, afferents int) *stimulus.Dataset {
	t.Helper()
	packed, err := stimulus.Pack(spikes, afferents)
	if err != nil {
		t.Fatal(err)
	}
	return &stimulus.Dataset{
		IPD:       make([]float64, samples),
		Spikes:    tensors.FromFlatDataAndDimensions(packed, samples, steps, stimulus.Groups(afferents)),
		Steps:     steps,
		Afferents: afferents,
	}
}

func TestRastersShowTheSpikes(t *testing.T) {
	raster := func(spike uint8) map[[3]uint8]int {
		spikes := bytes.Repeat([]byte{spike}, 2*10*16)
		fig, err := depict.Rasters(dataset(t, 2, spikes, 10, 16))
		return colours(t, fig, err)
	}
	if none, all := raster(0), raster(1); all[black] < none[black]+10000 {
		t.Errorf("%d black pixels without spikes, %d with nothing but spikes", none[black], all[black])
	}
}

func TestTooManyRasters(t *testing.T) {
	set := dataset(t, 33, make([]byte, 33*2*2), 2, 2)
	if _, err := depict.Rasters(set); err == nil || !strings.Contains(err.Error(), "at most 32") {
		t.Error(err)
	}
}

func TestEvaluation(t *testing.T) {
	trials := evaluation.Trials{IPD: []float64{-1, 0.1, 1}, Predicted: []int{0, 1, 1}, Classes: 2}
	fig, err := depict.Evaluation("Test", trials)
	if n := colours(t, fig, err); n[[3]uint8{0xfd, 0xe7, 0x24}]+n[[3]uint8{0xfd, 0xe7, 0x25}] == 0 {
		t.Error("the diagonal of a perfect network is not yellow, viridis' last colour")
	}
}

// Drawn as if they were ours, the published means cover the published curves behind them: nothing faint is left of the lines.
func TestRobustness(t *testing.T) {
	var published []summary.Cell
	for _, p := range original.Published() {
		published = append(published, summary.Cell{Quantity: p.Quantity, Dropout: p.Dropout, Sigma: p.Sigma, Mean: p.Mean, Values: []float64{p.Mean}})
	}
	fig, err := depict.Robustness(summary.Summary{Cells: published}, original.Published()...)
	n := colours(t, fig, err)
	for i, c := range figure.Tab10[:3] {
		if n[[3]uint8{c.R, c.G, c.B}] < 500 {
			t.Errorf("curve %d has %d pixels", i, n[[3]uint8{c.R, c.G, c.B}])
		}
	}
}

func TestRobustnessOfOtherDropouts(t *testing.T) {
	var cells []summary.Cell
	for _, m := range record.Quantities(nil) {
		cells = append(cells, summary.NewCell(m, 0.25, 0, []float64{5}), summary.NewCell(m, 0.25, 1, []float64{6}))
	}
	fig, err := depict.Robustness(summary.Summary{Cells: cells})
	colours(t, fig, err)
}

func TestRobustnessOfNothing(t *testing.T) {
	if _, err := depict.Robustness(summary.Summary{}); err == nil {
		t.Error("a figure without a curve")
	}
}

func TestDalesLaw(t *testing.T) {
	net := before(t)
	fig, err := depict.DalesLaw(net)
	n := colours(t, fig, err)
	red, blue := [3]uint8{0x67, 0x00, 0x1f}, [3]uint8{0x05, 0x30, 0x61} // the ends of RdBu_r
	if n[red] < 10000 || n[blue] < 10000 {
		t.Errorf("the mask has %d red and %d blue pixels", n[red], n[blue])
	}
	// A mask that was drawn is the one that is shown: here one without inhibition.
	net.Weights.Signs = make([][]float32, 2)
	for layer, rows := range [][][]float32{net.Weights.W1, net.Weights.W2} {
		for range rows {
			net.Weights.Signs[layer] = append(net.Weights.Signs[layer], 1)
		}
	}
	fig, err = depict.DalesLaw(net)
	if n := colours(t, fig, err); n[blue] > n[red]/10 {
		t.Errorf("without inhibition the mask has %d red and %d blue pixels", n[red], n[blue])
	}
}

func TestSurrogate(t *testing.T) {
	d := devicetest.Open(t)
	s := training.Default().Network
	fig, err := depict.Surrogate(d.Backend, s, 20)
	colours(t, fig, err)
	s.SurrogateSlope = 0
	if _, err = depict.Surrogate(d.Backend, s); err == nil || !strings.Contains(err.Error(), "surrogate_slope") {
		t.Error(err)
	}
}

func TestMembrane(t *testing.T) {
	d := devicetest.Open(t)
	net := before(t)
	gen, err := stimulus.NewGenerator(d.Backend, net.Settings.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Present([]float64{0, 1}, random.NewKey(1))
	if err != nil {
		t.Fatal(err)
	}
	activity, err := net.Listen(d.Backend, set)
	if err != nil {
		t.Fatal(err)
	}
	fig, err := depict.Membrane(activity, 1, activity.Busiest(2)...)
	colours(t, fig, err)
	for _, wrong := range []struct {
		sample, unit int
		says         string
	}{{2, 0, "no sample 2"}, {-1, 0, "no sample -1"}, {0, 30, "no hidden unit 30"}, {0, -1, "no hidden unit -1"}} {
		if _, err := depict.Membrane(activity, wrong.sample, wrong.unit); err == nil || !strings.Contains(err.Error(), wrong.says) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

func TestLoss(t *testing.T) {
	net := &trained.Network{Epochs: []training.Epoch{{Loss: 2, ValidationLoss: 1.9}, {Number: 1, Loss: 1, ValidationLoss: 1.1}}}
	fig, err := depict.Loss(net)
	colours(t, fig, err)
	if _, err := depict.Loss(before(t)); err == nil {
		t.Error("a network before training has no loss")
	}
}

func before(t *testing.T) *trained.Network {
	t.Helper()
	net, err := trained.Before(plan.Default().Trainings()[0])
	if err != nil {
		t.Fatal(err)
	}
	return net
}
