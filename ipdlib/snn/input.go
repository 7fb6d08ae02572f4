package snn

import (
	"math"
)

// Input is the shape of what a network hears.
type Input struct {
	TimeStep  float64 // dt, in seconds; > 0
	Steps     int     // T; >= 2
	Afferents int     // C; >= 1
}

// NewFor gives the network of some settings for any input, not only for a stimulus with two ears, as [New] does. It
// refuses what can't work, naming the field.
func NewFor(s Settings, in Input) (*Network, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	switch {
	case !positive(in.TimeStep):
		return nil, invalid("time step", in.TimeStep, "a positive number of seconds")
	case in.Steps < 2:
		return nil, invalid("number of time steps", in.Steps, "2 or more")
	case in.Afferents < 1:
		return nil, invalid("number of afferents", in.Afferents, "1 or more")
	}
	return &Network{
		Settings:  s,
		steps:     in.Steps,
		afferents: in.Afferents,
		alpha:     math.Exp(-in.TimeStep / s.MembraneTimeConstant),
	}, nil
}
