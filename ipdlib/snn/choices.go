package snn

import "ipd/ipdlib/option"

// Here are the options that are one of a few words. The first word of each is the study's; it is the zero value.

// Surrogate is the function whose slope stands in for the spike's derivative. All have the same slope β/4 at threshold,
// and the same area 1: each is the slope of a function that rises from 0 to 1. See snn/variant/surrogate.go.
type Surrogate string

// The surrogates.
const (
	SigmoidSlope     Surrogate = "" // the study's
	FastSigmoidSlope Surrogate = "fast_sigmoid"
	ArctanSlope      Surrogate = "arctan"
	TriangleSlope    Surrogate = "triangle"
	GaussianSlope    Surrogate = "gaussian"
)

// Reset is what a spike does to the membrane potential. See snn/variant/lif.go.
type Reset string

// The resets.
const (
	LateReset     Reset = ""          // the study's: to zero, a step late, so that spikes come in pairs and the reset step's current is lost
	SameStepReset Reset = "same_step" // to zero at once
	SubtractReset Reset = "subtract"  // the threshold is subtracted
	NoReset       Reset = "none"      // nothing
)

// Readout is how classes are read off the output. See snn/variant/readout.go.
type Readout string

// The readouts.
const (
	MeanReadout       Readout = "" // the study's: the mean potential of a leaky integrator
	MaximumReadout    Readout = "maximum"
	SpikeCountReadout Readout = "spike_count"
)

// DropoutKind is what dropout drops. See snn/variant/dropout.go.
type DropoutKind string

// The kinds of dropout.
const (
	DropHiddenSpikes DropoutKind = ""              // the study's: single spikes of hidden units
	DropHiddenUnits  DropoutKind = "hidden_units"  // hidden units, for a whole sample
	DropInputs       DropoutKind = "inputs"        // afferents, for a whole sample
	DropConnections  DropoutKind = "connections"   // weights, for a whole batch
	DropSpikingUnits DropoutKind = "spiking_units" // hidden units for a whole sample, but only such as spike in it
)

// DaleMask says which units inhibit under Dale's law.
type DaleMask string

// The masks.
const (
	FirstInhibit  DaleMask = "" // the study's: the first units
	RandomInhibit DaleMask = "random"
)

// InitialBound is where the bound of the initial weights is taken from: they are uniform in ±1/√n.
type InitialBound string

// The bounds.
const (
	FanOutBound InitialBound = ""       // the study's: n is the number of targets
	FanInBound  InitialBound = "fan_in" // n is the number of sources
)

var (
	surrogates    = option.Words{"sigmoid", "fast_sigmoid", "arctan", "triangle", "gaussian"}
	resets        = option.Words{"late", "same_step", "subtract", "none"}
	readouts      = option.Words{"mean", "maximum", "spike_count"}
	dropoutKinds  = option.Words{"hidden_spikes", "hidden_units", "inputs", "connections", "spiking_units"}
	daleMasks     = option.Words{"first", "random"}
	initialBounds = option.Words{"fan_out", "fan_in"}
)

func (s Surrogate) String() string    { return surrogates.Name(string(s)) }
func (r Reset) String() string        { return resets.Name(string(r)) }
func (r Readout) String() string      { return readouts.Name(string(r)) }
func (k DropoutKind) String() string  { return dropoutKinds.Name(string(k)) }
func (m DaleMask) String() string     { return daleMasks.Name(string(m)) }
func (b InitialBound) String() string { return initialBounds.Name(string(b)) }

// IsZero reports whether it is the study's.
func (s Surrogate) IsZero() bool { return surrogates.Normal(string(s)) == "" }

// IsZero reports whether it is the study's.
func (r Reset) IsZero() bool { return resets.Normal(string(r)) == "" }

// IsZero reports whether it is the study's.
func (r Readout) IsZero() bool { return readouts.Normal(string(r)) == "" }

// IsZero reports whether it is the study's.
func (k DropoutKind) IsZero() bool { return dropoutKinds.Normal(string(k)) == "" }

// IsZero reports whether it is the study's.
func (m DaleMask) IsZero() bool { return daleMasks.Normal(string(m)) == "" }

// IsZero reports whether it is the study's.
func (b InitialBound) IsZero() bool { return initialBounds.Normal(string(b)) == "" }

// UnmarshalText takes one of the words.
func (s *Surrogate) UnmarshalText(text []byte) error { return option.Read(surrogates, text, s) }

// UnmarshalText takes one of the words.
func (r *Reset) UnmarshalText(text []byte) error { return option.Read(resets, text, r) }

// UnmarshalText takes one of the words.
func (r *Readout) UnmarshalText(text []byte) error { return option.Read(readouts, text, r) }

// UnmarshalText takes one of the words.
func (k *DropoutKind) UnmarshalText(text []byte) error { return option.Read(dropoutKinds, text, k) }

// UnmarshalText takes one of the words.
func (m *DaleMask) UnmarshalText(text []byte) error { return option.Read(daleMasks, text, m) }

// UnmarshalText takes one of the words.
func (b *InitialBound) UnmarshalText(text []byte) error { return option.Read(initialBounds, text, b) }

// Words are what it may be, the study's first.
func (Surrogate) Words() []string { return surrogates }

// Words are what it may be, the study's first.
func (Reset) Words() []string { return resets }

// Words are what it may be, the study's first.
func (Readout) Words() []string { return readouts }

// Words are what it may be, the study's first.
func (DropoutKind) Words() []string { return dropoutKinds }

// Words are what it may be, the study's first.
func (DaleMask) Words() []string { return daleMasks }

// Words are what it may be, the study's first.
func (InitialBound) Words() []string { return initialBounds }
