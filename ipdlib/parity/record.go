package parity

import (
	"errors"
	"fmt"
	"math"

	"ipd/ipdlib/npz"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// TimeStep dt of every record, in seconds: the format has no array for it.
const TimeStep = 1e-3

// Steps is the number of Adam steps in a record, each on a different batch.
const Steps = 3

// Record holds the values of another implementation: its settings, initial weights and samples, and the results. Axes: N = 3B
// samples, B of a batch, T time steps, C afferents, H hidden units, K classes. Unlike elsewhere in the library, samples come
// before time, as in the file.
type Record struct {
	Path         string
	Network      snn.Settings
	Input        snn.Input
	LearningRate float64
	Batch        int // B

	Spikes  []uint8   // of the afferents [N, T, C], 0 or 1
	IPD     []float64 // of each sample, in radians
	Labels  []int32   // class of each sample
	Initial snn.Weights

	// The results for the first batch, with the initial weights.
	HiddenSpikes   []int     // [B, T, H], 0 or 1
	OutputMembrane []float64 // [B, T, K]
	Logits         []float64 // [B, K]
	Loss           float64   // mean cross-entropy
	Predicted      []int     // class [B]
	GradW1, GradW2 []float64 // [C, H], [H, K]

	// The results of three training steps.
	Losses           [Steps]float64 // before each step
	W1After, W2After []float64      // [C, H], [H, K]

	// Others are arrays that don't belong to the format. They are not read.
	Others []string
}

// Read reads a record. Everything in it is checked: the error names the file, the array, and what was expected.
func Read(path string) (*Record, error) {
	f, err := npz.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(f)
}

func read(f *npz.File) (*Record, error) {
	r := &reader{file: f, known: map[string]bool{}}
	record := &Record{Path: f.Path(), Network: snn.Default()}

	// The shapes of these determine all others.
	w1, w2, hidden := r.array("w1", -1, -1), r.array("w2", -1, -1), r.array("hidden_spikes", -1, -1, -1)
	if r.err != nil {
		return nil, r.err
	}
	afferents, units, classes := w1.Shape[0], w1.Shape[1], w2.Shape[1]
	batch, steps := hidden.Shape[0], hidden.Shape[1]
	samples := Steps * batch
	record.Batch = batch
	record.Input = snn.Input{TimeStep: TimeStep, Steps: steps, Afferents: afferents}
	record.Network.HiddenUnits, record.Network.Classes = units, classes

	record.Network.MembraneTimeConstant = r.scalar("tau")
	record.Network.InhibitoryFraction = r.scalar("ie_ratio")
	record.LearningRate = r.scalar("learning_rate")
	record.Network.DalesLaw = r.flag("dales")
	record.HiddenSpikes = r.integers("hidden_spikes", 1, batch, steps, units)
	for _, s := range r.integers("input_spikes", 1, samples, steps, afferents) {
		record.Spikes = append(record.Spikes, uint8(s))
	}
	record.IPD = r.floats("ipd", samples)
	for _, k := range r.integers("label", classes-1, samples) {
		record.Labels = append(record.Labels, int32(k))
	}
	record.Initial = snn.Weights{W1: rows(r.floats("w1", afferents, units), units), W2: rows(r.floats("w2", units, classes), classes)}
	record.OutputMembrane = r.floats("output_membrane", batch, steps, classes)
	record.Logits = r.floats("logits", batch, classes)
	record.Loss = r.scalar("loss")
	record.Predicted = r.integers("predicted", classes-1, batch)
	record.GradW1, record.GradW2 = r.floats("grad_w1", afferents, units), r.floats("grad_w2", units, classes)
	for i := range record.Losses {
		record.Losses[i] = r.scalar(fmt.Sprintf("loss_step%d", i))
	}
	record.W1After, record.W2After = r.floats("w1_after", afferents, units), r.floats("w2_after", units, classes)
	sign1, sign2 := r.integersFrom("sign1", -1, 1, afferents, units), r.integersFrom("sign2", -1, 1, units, classes)
	if r.err != nil {
		return nil, r.err
	}
	record.Others = r.others()

	if err := record.checkSettings(); err != nil {
		return nil, fmt.Errorf("%w %s: %w", npz.ErrFormat, record.Path, err)
	}
	if record.Network.DalesLaw { // without it the signs are not used
		if err := record.checkSigns("sign1", sign1, afferents); err != nil {
			return nil, err
		}
		if err := record.checkSigns("sign2", sign2, units); err != nil {
			return nil, err
		}
	}
	return record, nil
}

// checkSettings checks that the settings of network and training are usable.
func (r *Record) checkSettings() error {
	if _, err := snn.NewFor(r.Network, r.Input); err != nil {
		return fmt.Errorf("array tau, ie_ratio, w1 or hidden_spikes has an unusable value: %w", err)
	}
	if !(r.LearningRate > 0) {
		return fmt.Errorf("array learning_rate is %g; it must be a positive number", r.LearningRate)
	}
	for i, ipd := range r.IPD {
		const rounding = 1e-6 // π/2 in float32 is more than π/2
		if math.Abs(ipd) > stimulus.MaxIPD+rounding {
			return fmt.Errorf("array ipd has the value %g at (%d,); interaural phase differences must lie within ±π/2", ipd, i)
		}
	}
	for _, w := range [][][]float32{r.Initial.W1, r.Initial.W2} {
		for _, row := range w {
			for _, x := range row {
				if math.IsInf(float64(x), 0) {
					return errors.New("an initial weight is too large for float32")
				}
			}
		}
	}
	return nil
}

// checkSigns compares signs [n, ...] with our Dale's law: the first ⌈ratio·n⌉ presynaptic units are inhibitory.
func (r *Record) checkSigns(name string, signs []int, n int) error {
	inhibitory := snn.InhibitoryUnits(n, r.Network.InhibitoryFraction)
	across := len(signs) / n
	for i, sign := range signs {
		want := 1
		if i/across < inhibitory {
			want = -1
		}
		if sign != want {
			return fmt.Errorf("%w %s: array %s has the sign %d at (%d, %d), want %d: under Dale's law with ie_ratio %g the first %d of %d presynaptic units are inhibitory, the others excitatory",
				npz.ErrFormat, r.Path, name, sign, i/across, i%across, want, r.Network.InhibitoryFraction, inhibitory, n)
		}
	}
	return nil
}
