package snn

import (
	"fmt"
	"math"

	"ipd/ipdlib/stimulus"
)

// Input is the shape of what a network hears.
type Input struct {
	TimeStep  float64 // dt, in seconds; > 0
	Steps     int     // T; >= 2
	Afferents int     // C; >= 1
}

// Validate checks every field.
func (in Input) Validate() error {
	switch {
	case !positive(in.TimeStep):
		return invalid("time step", in.TimeStep, "a positive number of seconds")
	case in.Steps < 2:
		return invalid("number of time steps", in.Steps, "2 or more")
	case in.Afferents < 1:
		return invalid("number of afferents", in.Afferents, "1 or more")
	}
	return nil
}

// InputOf is the shape of a stimulus.
func InputOf(stim stimulus.Settings) Input {
	return Input{TimeStep: stim.TimeStep, Steps: stim.Steps(), Afferents: stim.Afferents()}
}

// NewFor gives the network of some settings for any input, not only for a stimulus with two ears, as [New] does. It
// refuses what can't work, naming the field, and options, which package variant is for.
func NewFor(s Settings, in Input) (*Network, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if !s.Variant.IsZero() {
		return nil, fmt.Errorf("%w: they have options, which this network lacks; build it with package snn/variant", ErrSettings)
	}
	if err := in.Validate(); err != nil {
		return nil, err
	}
	return &Network{
		Settings:  s,
		steps:     in.Steps,
		afferents: in.Afferents,
		alpha:     math.Exp(-in.TimeStep / s.MembraneTimeConstant),
	}, nil
}
