package snn

import (
	"fmt"
	"math"
	"reflect"
)

// Variant holds the options that the study didn't have. The zero value is the study's network.
type Variant struct {
	// FurtherLayers are the numbers of units of hidden layers after the first one, each >= 1. Default none.
	FurtherLayers []int `json:"further_hidden_layers,omitempty" range:"list of numbers >= 1" help:"units of the hidden layers after the first"`
	// Surrogate is the slope that replaces the spike's derivative. Default: the sigmoid's.
	Surrogate Surrogate `json:"surrogate,omitzero" help:"function whose slope replaces the spike's"`
	// SurrogateScale multiplies the surrogate slope; >= 0, and 0 means 1. Default 0.
	SurrogateScale float64 `json:"surrogate_scale,omitzero" range:">= 0; 0 means 1" help:"factor of the surrogate's slope"`
	// Reset is what a spike does to the membrane potential. Default: it sets it to zero, one step late.
	Reset Reset `json:"reset,omitzero" help:"what a spike does to the membrane potential"`
	// DetachReset stops the gradient at the reset. Default off.
	DetachReset bool `json:"detach_reset,omitzero" help:"whether the gradient ignores the reset"`
	// TimeConstants τ in seconds, of each hidden layer in order, then of the readout; each > 0. Default none: all are
	// MembraneTimeConstant.
	TimeConstants []float64 `json:"time_constants_s,omitempty" unit:"s" range:"list of numbers > 0" help:"time constants of the hidden layers in order, then of the readout; empty: membrane_time_constant_s"`
	// LearnTimeConstants learns them together with the weights, one for each layer. Default off.
	LearnTimeConstants bool `json:"learn_time_constants,omitzero" help:"whether the time constants are learnt with the weights"`
	// Readout is how classes are read from the output. Default: the mean potential of a leaky integrator.
	Readout Readout `json:"readout,omitzero" help:"how classes are read from the output"`
	// DropoutKind is what dropout drops. Default: single spikes of the hidden units.
	DropoutKind DropoutKind `json:"dropout_kind,omitzero" help:"what dropout drops"`
	// DaleMask is the choice of inhibitory units under Dale's law. Default: the first.
	DaleMask DaleMask `json:"dale_mask,omitzero" help:"which units inhibit, under Dale's law"`
	// InitialBound is what the bound of the initial weights depends on. Default: the number of targets.
	InitialBound InitialBound `json:"initial_weights,omitzero" help:"whether the bound of the initial weights depends on the number of targets or of sources"`
	// RateLowerBound is a firing rate in Hz. Hidden units that fire less in a sample add to the loss: RateLowerStrength times
	// the mean square of the number of missing spikes. Both >= 0. Default 0: no cost.
	RateLowerBound    float64 `json:"rate_lower_bound_hz,omitzero" unit:"Hz" range:">= 0" help:"firing rate of a hidden unit below which the loss grows"`
	RateLowerStrength float64 `json:"rate_lower_strength,omitzero" range:">= 0" help:"weight of that cost in the loss"`
	// RateUpperBound and RateUpperStrength are the same for hidden units that fire more.
	RateUpperBound    float64 `json:"rate_upper_bound_hz,omitzero" unit:"Hz" range:">= 0" help:"firing rate of a hidden unit above which the loss grows"`
	RateUpperStrength float64 `json:"rate_upper_strength,omitzero" range:">= 0" help:"weight of that cost in the loss"`
}

// IsZero reports whether this is the study's network.
func (v Variant) IsZero() bool { return reflect.ValueOf(v.Normal()).IsZero() }

// Normal returns the options in canonical form, so that equal networks have equal settings: nil for an empty list, 0 for a
// scale of 1, and "" for the study's choice.
func (v Variant) Normal() Variant {
	if len(v.FurtherLayers) == 0 {
		v.FurtherLayers = nil
	}
	if len(v.TimeConstants) == 0 {
		v.TimeConstants = nil
	}
	if v.SurrogateScale == 1 {
		v.SurrogateScale = 0
	}
	v.Surrogate, v.Reset, v.Readout = v.Surrogate.Normal(), v.Reset.Normal(), v.Readout.Normal()
	v.DropoutKind, v.DaleMask, v.InitialBound = v.DropoutKind.Normal(), v.DaleMask.Normal(), v.InitialBound.Normal()
	return v
}

// HiddenLayers lists the numbers of units of all hidden layers.
func (s Settings) HiddenLayers() []int {
	return append([]int{s.HiddenUnits}, s.Variant.FurtherLayers...)
}

// LayerTimeConstants lists the time constants, in seconds, of all hidden layers and then of the readout; if they are learnt,
// their values before training.
func (s Settings) LayerTimeConstants() []float64 {
	if len(s.Variant.TimeConstants) > 0 {
		return s.Variant.TimeConstants
	}
	all := make([]float64, len(s.HiddenLayers())+1)
	for i := range all {
		all[i] = s.MembraneTimeConstant
	}
	return all
}

// validateVariant checks every option. The error names the field, its value and what it must be.
func (s Settings) validateVariant() error {
	const most = 1_000_000 // as for the first layer
	v := s.Variant
	for i, n := range v.FurtherLayers {
		if n < 1 || n > most {
			return invalid(fmt.Sprintf("value %d of further_hidden_layers", i+1), n, fmt.Sprintf("from 1 to %d", most))
		}
	}
	for i, tau := range v.TimeConstants {
		if !positive(tau) {
			return invalid(fmt.Sprintf("value %d of time_constants_s", i+1), tau, "a positive number of seconds")
		}
	}
	if n, want := len(v.TimeConstants), len(s.HiddenLayers())+1; n != 0 && n != want {
		return invalid("time_constants_s", fmt.Sprintf("%v", v.TimeConstants),
			fmt.Sprintf("empty, or %d values: one for each hidden layer, then one for the readout", want))
	}
	for _, c := range []struct {
		field string
		word  interface{ Check() error }
	}{
		{"surrogate", v.Surrogate},
		{"reset", v.Reset},
		{"readout", v.Readout},
		{"dropout_kind", v.DropoutKind},
		{"dale_mask", v.DaleMask},
		{"initial_weights", v.InitialBound},
	} {
		if err := c.word.Check(); err != nil {
			return fmt.Errorf("%w: %s is %w", ErrSettings, c.field, err)
		}
	}
	for _, c := range []struct {
		field string
		value float64
		want  string
	}{
		{"surrogate_scale", v.SurrogateScale, "a positive number, or 0, which means 1"},
		{"rate_lower_bound_hz", v.RateLowerBound, "zero or a positive number of spikes per second"},
		{"rate_lower_strength", v.RateLowerStrength, "zero or a positive number"},
		{"rate_upper_bound_hz", v.RateUpperBound, "zero or a positive number of spikes per second"},
		{"rate_upper_strength", v.RateUpperStrength, "zero or a positive number"},
	} {
		if !(c.value >= 0) || math.IsInf(c.value, 0) {
			return invalid(c.field, c.value, c.want)
		}
	}
	if v.RateLowerStrength > 0 && v.RateUpperStrength > 0 && v.RateLowerBound > v.RateUpperBound {
		return invalid("rate_lower_bound_hz", v.RateLowerBound, fmt.Sprintf("at most rate_upper_bound_hz, %v", v.RateUpperBound))
	}
	return nil
}
