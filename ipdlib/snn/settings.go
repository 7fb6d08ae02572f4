package snn

import (
	"errors"
	"fmt"
	"math"
)

// ErrSettings is wrapped by every error about an unusable setting.
var ErrSettings = errors.New("network settings")

// Settings of the network. The defaults are the study's.
type Settings struct {
	// HiddenUnits H; >= 1. Default 30.
	HiddenUnits int `json:"hidden_units" range:">= 1" help:"leaky integrate-and-fire units of the hidden layer"`
	// Classes K that divide the IPDs from -90° to 90°; >= 2. Default 12, of 15° each.
	Classes int `json:"classes" range:">= 2" help:"classes that divide the IPDs from -90° to 90°"`
	// MembraneTimeConstant τ of hidden units and readout, in seconds; > 0. Default 5 ms.
	MembraneTimeConstant float64 `json:"membrane_time_constant_s" unit:"s" range:"> 0" help:"time constant tau of hidden units and readout"`
	// SurrogateSlope β: how steep the sigmoid is whose slope replaces the spike's derivative; > 0. Default 5.
	SurrogateSlope float64 `json:"surrogate_slope" range:"> 0" help:"slope beta of the sigmoid whose derivative replaces the spike's"`
	// Dropout p: the probability that a hidden spike is dropped in training; 0 <= p < 1. Default 0; the study's sweep
	// takes 0, 0.5 and 0.9.
	Dropout float64 `json:"dropout_probability" range:"0 to less than 1" help:"probability that a hidden spike is dropped in training"`
	// DalesLaw makes each unit either excitatory or inhibitory. Default off.
	DalesLaw bool `json:"dales_law" help:"whether each unit either excites or inhibits, never both"`
	// InhibitoryFraction is the share of inhibitory units under Dale's law: the first ⌈fraction·n⌉; from 0 to 1.
	// Default 0.5.
	InhibitoryFraction float64 `json:"inhibitory_fraction" range:"0 to 1" help:"share of the units that inhibit, under Dale's law"`
	// Variant holds options that the study didn't have. Default: none of them.
	Variant Variant `json:"variant,omitzero"`
}

// Default returns the study's settings, without dropout.
func Default() Settings {
	return Settings{
		HiddenUnits:          30,
		Classes:              12,
		MembraneTimeConstant: 5e-3,
		SurrogateSlope:       5,
		InhibitoryFraction:   0.5,
	}
}

// Validate checks every field. The error names the field, its value and what it must be.
func (s Settings) Validate() error {
	const most = 1_000_000 // more is surely a typo
	switch {
	case s.HiddenUnits < 1 || s.HiddenUnits > most:
		return invalid("hidden_units", s.HiddenUnits, fmt.Sprintf("from 1 to %d", most))
	case s.Classes < 2 || s.Classes > most:
		return invalid("classes", s.Classes, fmt.Sprintf("from 2 to %d", most))
	case !positive(s.MembraneTimeConstant):
		return invalid("membrane_time_constant_s", s.MembraneTimeConstant, "a positive number of seconds")
	case !positive(s.SurrogateSlope):
		return invalid("surrogate_slope", s.SurrogateSlope, "a positive number")
	case !(s.Dropout >= 0 && s.Dropout < 1):
		return invalid("dropout_probability", s.Dropout, "at least 0 and less than 1: at 1 nothing would be left")
	case !(s.InhibitoryFraction >= 0 && s.InhibitoryFraction <= 1):
		return invalid("inhibitory_fraction", s.InhibitoryFraction, "from 0 to 1")
	}
	return s.validateVariant()
}

func positive(x float64) bool { return x > 0 && !math.IsInf(x, 0) }

func invalid(field string, value any, want string) error {
	return fmt.Errorf("%w: %s is %v; it must be %s", ErrSettings, field, value, want)
}
