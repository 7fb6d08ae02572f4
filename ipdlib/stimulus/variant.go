package stimulus

import "ipd/ipdlib/option"

// Variant are options that the study didn't have. The zero value is the study's stimulus, one jitter and one phase for a
// whole data set: a network that hears only one jitter in training learns it by heart.
type Variant struct {
	// JitterDraw says for how many samples a jitter of the afferents' delays is drawn. Default: a data set.
	JitterDraw Draw `json:"jitter_drawn_per,omitzero" help:"how many samples share a draw of the noise on the delays"`
	// PhaseDraw says for how many samples a phase of the tone is drawn. Default: a data set.
	PhaseDraw Draw `json:"phase_drawn_per,omitzero" help:"how many samples share a draw of the tone's phase"`
}

// A Draw says how many samples share a random number.
type Draw string

// The draws.
const (
	PerDataset Draw = ""       // dataset: all samples of a data set share it, as in the study
	PerBatch   Draw = "batch"  // the samples of a training step share it: each whole batch of consecutive ones
	PerSample  Draw = "sample" // each sample has its own
)

var draws = option.Words{"dataset", "batch", "sample"}

// String gives the draw's name in settings files.
func (d Draw) String() string { return draws.Name(string(d)) }

// Words are what it may be, the study's first.
func (Draw) Words() []string { return draws }

// IsZero reports whether it is the study's: once per data set.
func (d Draw) IsZero() bool { return draws.IsFirst(string(d)) }

// UnmarshalText reads a draw's name.
func (d *Draw) UnmarshalText(text []byte) error { return option.Read(draws, text, d) }

// IsZero reports whether nothing differs from the study.
func (v Variant) IsZero() bool { return v.JitterDraw.IsZero() && v.PhaseDraw.IsZero() }

// PerBatch reports whether any random number is shared by the samples of a batch, which then belong together.
func (v Variant) PerBatch() bool { return v.JitterDraw == PerBatch || v.PhaseDraw == PerBatch }

// Validate checks every option. The error names the field, its value and what it must be.
func (v Variant) Validate() error {
	for _, c := range []struct {
		field string
		draw  Draw
	}{
		{"jitter_drawn_per", v.JitterDraw},
		{"phase_drawn_per", v.PhaseDraw},
	} {
		if draws.Check(string(c.draw)) != nil {
			return invalid(c.field, c.draw, draws.String())
		}
	}
	return nil
}
