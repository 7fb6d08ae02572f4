package plan

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// TestStudy compares the defaults with the study's specification.
func TestStudy(t *testing.T) {
	s := Default()
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	all := s.Trainings()
	if len(all) != 54 {
		t.Errorf("%d trainings, want 3 runs x 3 dropouts x 6 sigmas = 54", len(all))
	}
	last := all[53]
	if last.Run != 3 || last.Dropout() != 0.9 || last.Sigma() != 0.5 || last.Seed != 1 {
		t.Errorf("the last training is %s of seed %d", last, last.Seed)
	}
	if n, m := s.Schedule.TrainingSamples(), s.Schedule.TestSamples(); n != 4096 || m != 2048 {
		t.Errorf("%d samples for training, %d for the test; want 4096 and 2048", n, m)
	}
}

func TestValidate(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Settings)
		want   string // in the error
	}{
		"zero runs":        {func(s *Settings) { s.Grid.Runs = 0 }, "runs is 0"},
		"no dropout":       {func(s *Settings) { s.Grid.Dropouts = nil }, "dropout_probabilities is empty"},
		"no sigma":         {func(s *Settings) { s.Grid.Sigmas = []float64{} }, "jitter_sigmas_rad is empty"},
		"p = 1":            {func(s *Settings) { s.Grid.Dropouts[1] = 1 }, "value 2 of dropout_probabilities is 1"},
		"p < 0":            {func(s *Settings) { s.Grid.Dropouts[0] = -0.1 }, "value 1 of dropout_probabilities is -0.1"},
		"p is NaN":         {func(s *Settings) { s.Grid.Dropouts[0] = math.NaN() }, "dropout_probabilities is NaN"},
		"sigma < 0":        {func(s *Settings) { s.Grid.Sigmas[3] = -0.3 }, "value 4 of jitter_sigmas_rad is -0.3"},
		"sigma infinite":   {func(s *Settings) { s.Grid.Sigmas[0] = math.Inf(1) }, "jitter_sigmas_rad is +Inf"},
		"sigma twice":      {func(s *Settings) { s.Grid.Sigmas[3] = 0.1 }, "values 2 and 4 of jitter_sigmas_rad are both 0.1"},
		"0 and -0":         {func(s *Settings) { s.Grid.Sigmas[1] = math.Copysign(0, -1) }, "values 1 and 2 of jitter_sigmas_rad"},
		"dropout outside":  {func(s *Settings) { s.Network.Dropout = 0.5 }, "set sweep.dropout_probabilities"},
		"sigma outside":    {func(s *Settings) { s.Stimulus.JitterSigma = 0.5 }, "set sweep.jitter_sigmas_rad"},
		"of the network":   {func(s *Settings) { s.Network.HiddenUnits = 0 }, "hidden_units is 0"},
		"of the stimulus":  {func(s *Settings) { s.Stimulus.TimeStep = 0 }, "time_step_s is 0"},
		"of the schedules": {func(s *Settings) { s.Schedule.Epochs = 0 }, "maximal_epochs is 0"},
	} {
		s := Default()
		c.change(&s)
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

func TestRead(t *testing.T) {
	s, err := Read([]byte(`{
  "stimulus": {"afferents_per_ear": 50},
  "network": {"dales_law": true, "membrane_time_constant_s": 0.02, "hidden_units": 10},
  "sweep": {"jitter_sigmas_rad": [0.25], "seed": 18446744073709551615}
}`))
	want := Default()
	want.Stimulus.AfferentsPerEar = 50
	want.Network.DalesLaw, want.Network.MembraneTimeConstant, want.Network.HiddenUnits = true, 0.02, 10
	want.Grid.Sigmas, want.Grid.Seed = []float64{0.25}, math.MaxUint64
	if err != nil || !reflect.DeepEqual(s, want) {
		t.Errorf("%+v, %v; want %+v", s, err, want)
	}
}

func TestReadErrors(t *testing.T) {
	for text, want := range map[string]string{
		"{\n  \"network\": {\"hiden_units\": 3}}": `line 2, column 15: there is no field "hiden_units" in network; did you mean "hidden_units"?`,
		`{"swep": {}}`:                                                      `line 1, column 2: there is no field "swep"; did you mean "sweep"?`,
		`{"Sweep": {}}`:                                                     `did you mean "sweep"?`,
		`{"sweep": {"runs": 1, "runs": 2}}`:                                 `line 1, column 23: the field "runs" appears twice in sweep`,
		`{"sweep": {"runs": "3"}}`:                                          `line 1, column 20: sweep.runs is a text; it must be a whole number`,
		`{"sweep": {"runs": 2.5}}`:                                          `sweep.runs is 2.5; it must be a whole number`,
		`{"sweep": {"seed": -1}}`:                                           `sweep.seed is -1; it must be a whole number that is not negative`,
		`{"sweep": {"runs": null}}`:                                         `sweep.runs is null; give it a value`,
		`{"sweep": {"jitter_sigmas_rad": [0, "a"]}}`:                        `line 1, column 37: sweep.jitter_sigmas_rad.1 is a text; it must be a number`,
		`{"sweep": {"jitter_sigmas_rad": 0.1}}`:                             `sweep.jitter_sigmas_rad is a number; it must be a list in square brackets`,
		`{"sweep": {"jitter_sigmas_rad": [1e999]}}`:                         `sweep.jitter_sigmas_rad.0 is 1e999; it must be a number`,
		`{"sweep": {"jitter_sigmas_rad": [-1]}}`:                            `value 1 of jitter_sigmas_rad is -1`,
		`{"network": {"dales_law": "yes"}}`:                                 `network.dales_law is a text; it must be true or false`,
		`{"stimulus": {"variant": {"jitter_drawn_per": "samples"}}}`:        `stimulus.variant.jitter_drawn_per: "samples" is none of dataset, batch or sample; did you mean "sample"?`,
		`{"stimulus": {"variant": {"jitter_drawn_per": 3}}}`:                `stimulus.variant.jitter_drawn_per is a number; it must be a text in quotes`,
		`{"stimulus": {"variant": {"jitter_drawn": "batch"}}}`:              `there is no field "jitter_drawn" in stimulus.variant; did you mean "jitter_drawn_per"?`,
		`{"training": {"variant": {"test_jitter_sigmas_rad": [0.1, 0.1]}}}`: `values 1 and 2 of test_jitter_sigmas_rad are both 0.1`,
		`{"training": {"variant": {"test_jitter_sigmas_rad": [-1]}}}`:       `value 1 of test_jitter_sigmas_rad is -1`,
		`{"training": {"variant": {"restore_best_weights": 1}}}`:            `training.variant.restore_best_weights is a number; it must be true or false`,
		`{"network": []}`:                                                   `network is a list; it must be an object in curly brackets`,
		`{"network": {"variant": {"reset": "soft"}}}`:                       `"soft" is none of late, same_step, subtract or none`,
		`{"network": {"variant": {"dropout_kind": 3}}}`:                     `network.variant.dropout_kind is a number; it must be a text`,
		`{"network": {"variant": {"further_hidden_layers": [2.5]}}}`:        `network.variant.further_hidden_layers.0 is 2.5; it must be a whole number`,
		`{"network": {"variant": {"resett": "none"}}}`:                      `there is no field "resett" in network.variant; did you mean "reset"?`,
		`[]`:           `the whole is a list; it must be an object in curly brackets`,
		`{} {}`:        `line 1, column 4: this is not JSON`,
		`{"sweep": {}`: `this is not JSON`,
		``:             `this is not JSON`,
		"\xff":         `this is not JSON`,
	} {
		if _, err := Read([]byte(text)); !isSettingsError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
}

// isSettingsError reports whether an error is one of the four rooms' about settings.
func isSettingsError(err error) bool {
	return errors.Is(err, ErrSettings) || errors.Is(err, training.ErrSettings) || errors.Is(err, snn.ErrSettings) || errors.Is(err, stimulus.ErrSettings)
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.json")
	if _, err := ReadFile(path); err == nil || !strings.Contains(err.Error(), "there is no settings file "+path) {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.WriteFile(path, []byte(`{"x": 1}`), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(path); err == nil || !strings.Contains(err.Error(), path+": ") {
		t.Errorf("the error %v doesn't name the file", err)
	}
}

// FuzzRead reads anything: what is accepted must be usable, and come out again as it went in.
func FuzzRead(f *testing.F) {
	study, err := Default().JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(study)
	f.Add([]byte(`{"sweep": {"runs": 1, "dropout_probabilities": [0.5], "jitter_sigmas_rad": [1e-300]}}`))
	f.Add([]byte(`{"network": {"dales_law": null}, "sweep": {"seed": 0, "seed": 1}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Read(text)
		if err != nil {
			if !strings.Contains(err.Error(), "settings") {
				t.Errorf("the error doesn't say what it is about: %v", err)
			}
			return
		}
		again, err := s.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if s2, err := Read(again); err != nil || !reflect.DeepEqual(s2, s) {
			t.Errorf("%+v comes back as %+v, %v", s, s2, err)
		}
	})
}
