package plan

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

// TestProductOfAxes lists the trainings of two axes; each has complete settings of its own.
func TestProductOfAxes(t *testing.T) {
	s := tiny()
	s.Grid.Vary = []Axis{
		{Field: "membrane_time_constant_s", Values: []any{0.002, 0.02}},
		{Field: "network.variant.reset", Values: []any{"late", "subtract", "none"}},
	}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	all := s.Trainings()
	if len(all) != 2*2*3*2*2 {
		t.Fatalf("%d trainings, want runs 2 x time constants 2 x resets 3 x dropouts 2 x sigmas 2", len(all))
	}
	var got []string
	keys := map[string]bool{}
	for _, one := range all {
		got = append(got, one.String())
		keys[one.Key()] = true
		if text, err := json.Marshal(one); err != nil || strings.Contains(string(text), "vary") {
			t.Errorf("%s, %v", text, err)
		}
	}
	if len(keys) != len(all) {
		t.Errorf("%d keys of %d trainings", len(keys), len(all))
	}
	for i, want := range map[int]string{
		0:  "run 1, dropout 0, sigma 0, membrane_time_constant_s 0.002, reset late",
		1:  "run 1, dropout 0, sigma 0.3, membrane_time_constant_s 0.002, reset late",
		4:  "run 1, dropout 0, sigma 0, membrane_time_constant_s 0.002, reset subtract",
		12: "run 1, dropout 0, sigma 0, membrane_time_constant_s 0.02, reset late",
		47: "run 2, dropout 0.5, sigma 0.3, membrane_time_constant_s 0.02, reset none",
	} {
		if got[i] != want {
			t.Errorf("training %d is %s, want %s", i, got[i], want)
		}
	}

	// The same training without axes has the same key and so the same random numbers.
	alone := tiny()
	alone.Network.MembraneTimeConstant, alone.Network.Variant.Reset = 0.02, "none"
	if a, b := alone.Trainings()[7], all[47]; a.Key() != b.Key() || a.Random() != b.Random() {
		t.Errorf("%s has the key %s, in a sweep with axes %s", a, a.Key(), b.Key())
	}
	late := tiny()
	late.Network.MembraneTimeConstant = 0.002
	if a, b := late.Trainings()[0], all[0]; a.Key() != b.Key() {
		t.Errorf("the study's word gives the key %s, want %s", b.Key(), a.Key())
	}
}

// TestAxesOfAllKinds varies a field of each kind, and finds the values in the settings.
func TestAxesOfAllKinds(t *testing.T) {
	s := tiny()
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 1, []float64{0}, []float64{0}
	s.Network.Variant.FurtherLayers = []int{9, 9, 9}
	s.Grid.Vary = []Axis{
		{"hidden_units", []any{4, 5.0}},
		{"further_hidden_layers", []any{[]int{}, []any{7.0, 8.0}}},
		{"dales_law", []any{false, true}},
		{"phase_drawn_per", []any{"sample"}},
		{"training.learning_rate", []any{0.01}},
	}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	all := s.Trainings()
	if len(all) != 8 {
		t.Fatalf("%d trainings, want 8", len(all))
	}
	last := all[7]
	if n := last.Settings; n.Network.HiddenUnits != 5 || !reflect.DeepEqual(n.Network.Variant.FurtherLayers, []int{7, 8}) || !n.Network.DalesLaw ||
		n.Stimulus.Variant.PhaseDraw != "sample" || n.Schedule.LearningRate != 0.01 {
		t.Errorf("the last training has the settings %+v", n)
	}
	if all[0].Settings.Network.Variant.FurtherLayers != nil || !reflect.DeepEqual(all[2].Settings.Network.Variant.FurtherLayers, []int{7, 8}) {
		t.Errorf("lists %v and %v", all[0].Settings.Network.Variant.FurtherLayers, all[2].Settings.Network.Variant.FurtherLayers)
	}
	if !reflect.DeepEqual(s.Network.Variant.FurtherLayers, []int{9, 9, 9}) {
		t.Errorf("the base's own list is now %v", s.Network.Variant.FurtherLayers)
	}
	if got, want := last.String(), "run 1, dropout 0, sigma 0, hidden_units 5, further_hidden_layers [7,8], dales_law true, phase_drawn_per sample, learning_rate 0.01"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestUnusableAxes(t *testing.T) {
	for want, axes := range map[string][]Axis{
		`there is no field "hiden_units"; did you mean "hidden_units"?`:                               {{"hiden_units", []any{3}}},
		`there is no field "network.varriant.reset"; did you mean "network.variant.reset"?`:           {{"network.varriant.reset", []any{"late"}}},
		`network.dropout_probability has its own axis; give its values to sweep.dropout_proba`:        {{"dropout_probability", []any{0}}},
		`stimulus.jitter_sigma_rad has its own axis; give its values to sweep.jitter_sigmas_ra`:       {{"jitter_sigma_rad", []any{0}}},
		`sweep.runs belongs to the sweep, not to a training`:                                          {{"runs", []any{1}}},
		`network.classes appears twice`:                                                               {{"classes", []any{3}}, {"network.classes", []any{4}}},
		`network.classes has no values`:                                                               {{"classes", nil}},
		`values 1 and 3 of network.classes are the same, 4`:                                           {{"classes", []any{4, 5, 4.0}}},
		`values 1 and 2 of network.variant.reset are the same, late`:                                  {{"reset", []any{"", "late"}}},
		`network.classes is a text; it must be a whole number`:                                        {{"classes", []any{"4"}}},
		`network.classes is 4.5; it must be a whole number`:                                           {{"classes", []any{4.5}}},
		`network.variant.reset: "lat" is none of late, same_step, subtract or none; did you mean "la`: {{"reset", []any{"lat"}}},
		`network.variant.further_hidden_layers is a number; it must be a list in square brackets`:     {{"further_hidden_layers", []any{4}}},
		`network.surrogate_slope can't be NaN`:                                                        {{"surrogate_slope", []any{math.NaN()}}},
		`network.surrogate_slope is null`:                                                             {{"surrogate_slope", []any{nil}}},
		`at classes 1, surrogate_slope 5: network settings: classes is 1; it must be`:                 {{"classes", []any{2, 1}}, {"surrogate_slope", []any{5}}},
		`the axes together have more than 1000000 points`:                                             {{"classes", make([]any, 2000)}, {"hidden_units", make([]any, 2000)}},
	} {
		s := tiny()
		if strings.HasPrefix(want, "the axes together have") {
			for _, axis := range axes {
				for i := range axis.Values {
					axis.Values[i] = i + 2
				}
			}
		}
		s.Grid.Vary = axes
		err := s.Validate()
		if !isSettingsError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
		if n := len(s.Trainings()); n > 0 && !strings.HasPrefix(want, "at ") {
			t.Errorf("%d trainings of %s", n, want)
		}
	}
	s := tiny()
	s.Grid.Runs = 1000
	s.Grid.Vary = []Axis{{"classes", nil}}
	for i := range 300 {
		s.Grid.Vary[0].Values = append(s.Grid.Vary[0].Values, i+2)
	}
	if err := s.Validate(); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), "4000 trainings at each of 300 points") {
		t.Errorf("error %v", err)
	}
}

// TestAxesInAFile writes settings with axes and options, and reads them.
func TestAxesInAFile(t *testing.T) {
	text := `{"network": {"variant": {"readout": "maximum", "further_hidden_layers": [20, 10]}},
  "stimulus": {"variant": {"jitter_drawn_per": "batch"}},
  "training": {"variant": {"test_jitter_sigmas_rad": [0, 0.5], "restore_best_weights": true}},
  "sweep": {"vary": [{"field": "reset", "values": ["late", "none"]}, {"field": "time_constants_s", "values": [[], [0.01, 0.01, 0.01, 0.005]]}]}}`
	s, err := Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Trainings()); n != 4*54 || s.IsStudy() {
		t.Errorf("%d trainings, the study: %v; want 216", n, s.IsStudy())
	}
	again, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if back, err := Read(again); err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("%+v comes back as %+v, %v", s, back, err)
	}
	for text, want := range map[string]string{
		`{"sweep": {"vary": [{"feld": "reset"}]}}`:                       `there is no field "feld" in sweep.vary.0; did you mean "field"?`,
		`{"sweep": {"vary": {"field": "reset"}}}`:                        `sweep.vary is an object; it must be a list in square brackets`,
		`{"sweep": {"vary": [{"field": "reset", "values": "late"}]}}`:    `sweep.vary.0.values is a text; it must be a list in square brackets`,
		`{"sweep": {"vary": [{"field": "reset", "values": [null]}]}}`:    `is null; give it a value`,
		`{"sweep": {"vary": [{"field": "reset", "values": ["lat"]}]}}`:   `did you mean "late"?`,
		`{"sweep": {"vary": [{"field": "reset", "values": [{"a":1}]}]}}`: `network.variant.reset is an object; it must be a text in quotes`,
	} {
		if _, err := Read([]byte(text)); !isSettingsError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
}

// TestSet gives fields values by name.
func TestSet(t *testing.T) {
	s := Default()
	for _, c := range []Axis{
		{"hidden_units", []any{50}}, {"network.variant.readout", []any{"maximum"}}, {"dropout_probabilities", []any{[]float64{0.5}}},
		{"seed", []any{9}}, {"test_jitter_sigmas_rad", []any{[]float64{0.1, 0.2}}}, {"dales_law", []any{true}}, {"reset", []any{"late"}},
	} {
		if err := s.Set(c.Field, c.Values[0]); err != nil {
			t.Fatal(err)
		}
	}
	want := Default()
	want.Network.HiddenUnits, want.Network.Variant.Readout, want.Network.DalesLaw = 50, "maximum", true
	want.Grid.Dropouts, want.Grid.Seed = []float64{0.5}, 9
	want.Schedule.Variant.TestSigmas = []float64{0.1, 0.2}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("%+v, want %+v", s, want)
	}
	if err := s.Set("hidden_unit", 3); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), `did you mean "hidden_units"?`) {
		t.Errorf("error %v", err)
	}
	if err := s.Set("seed", -1); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), "sweep.seed is -1; it must be a whole number that is not negative") {
		t.Errorf("error %v", err)
	}
}
