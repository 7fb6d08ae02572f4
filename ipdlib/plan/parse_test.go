package plan

import (
	"reflect"
	"strings"
	"testing"
)

func TestSetText(t *testing.T) {
	s := Default()
	for _, text := range []string{
		"hidden_units=50", "network.variant.readout=maximum", " reset = late ", "dales_law=true", "membrane_time_constant_s=.02", "learning_rate=1e-3",
		"further_hidden_layers=20,10", "test_jitter_sigmas_rad=[0, 0.3]", "time_constants_s=[]", `phase_drawn_per="sample"`,
		"dropout_probability=0.5", "jitter_sigmas_rad=0,0.25", "seed=18446744073709551615", "runs=10",
	} {
		if err := s.SetText(text); err != nil {
			t.Fatal(err)
		}
	}
	want := Default()
	want.Network.HiddenUnits, want.Network.DalesLaw, want.Network.MembraneTimeConstant = 50, true, 0.02
	want.Network.Variant.Readout, want.Network.Variant.FurtherLayers = "maximum", []int{20, 10}
	want.Stimulus.Variant.PhaseDraw = "sample"
	want.Schedule.LearningRate, want.Schedule.Variant.TestSigmas = 0.001, []float64{0, 0.3}
	want.Grid.Dropouts, want.Grid.Sigmas, want.Grid.Seed, want.Grid.Runs = []float64{0.5}, []float64{0, 0.25}, 1<<64-1, 10
	if !reflect.DeepEqual(s, want) {
		t.Errorf("%+v, want %+v", s, want)
	}
}

func TestVaryText(t *testing.T) {
	s := Default()
	s.Grid.Vary = []Axis{{"hidden_units", []any{3}}, {"classes", []any{6.}}}
	before := s.Grid.Vary
	for _, text := range []string{
		"membrane_time_constant_s=0.002,5e-3, 0.02", "reset=late,subtract", "further_hidden_layers=[],30,[30,30]", "network.hidden_units=10,20",
		"dales_law=false,true", "dropout_probability=0,0.5", "stimulus.jitter_sigma_rad=0.1",
	} {
		if err := s.VaryText(text); err != nil {
			t.Fatal(err)
		}
	}
	want := []Axis{
		{"classes", []any{6.}},
		{"network.membrane_time_constant_s", []any{0.002, 0.005, 0.02}},
		{"network.variant.reset", []any{"late", "subtract"}},
		{"network.variant.further_hidden_layers", []any{[]any{}, []any{int64(30)}, []any{30., 30.}}},
		{"network.hidden_units", []any{int64(10), int64(20)}},
		{"network.dales_law", []any{false, true}},
	}
	if !reflect.DeepEqual(s.Grid.Vary, want) || !reflect.DeepEqual(s.Grid.Dropouts, []float64{0, 0.5}) || !reflect.DeepEqual(s.Grid.Sigmas, []float64{0.1}) {
		t.Errorf("%+v", s.Grid)
	}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	if !reflect.DeepEqual(before, []Axis{{"hidden_units", []any{3}}, {"classes", []any{6.}}}) {
		t.Errorf("the old list is now %v", before)
	}
}

func TestUnusableTexts(t *testing.T) {
	for text, want := range map[string]string{
		"hidden_units":              `"hidden_units"; it must be like hidden_units=50`,
		"=3":                        `it must be like hidden_units=50`,
		"":                          `it must be like hidden_units=50`,
		"hiden_units=3":             `there is no field "hiden_units"; did you mean "hidden_units"?`,
		"hidden_units=":             `value 1 is empty`,
		"reset=late,,none":          `value 2 is empty`,
		"hidden_units=three":        `network.hidden_units is "three"; it must be a whole number`,
		"hidden_units=3.5":          `network.hidden_units is "3.5"; it must be a whole number`,
		"surrogate_slope=inf":       `network.surrogate_slope is "inf"; it must be a number`,
		"dales_law=yes":             `network.dales_law is "yes"; it must be true or false`,
		"further_hidden_layers=[3":  `a bracket or a quote is not closed`,
		"further_hidden_layers=3]":  `a closing bracket has no opening one`,
		"further_hidden_layers=[x]": `[x] is not a list; want a list such as [30,30]`,
		`reset="late`:               `a bracket or a quote is not closed`,
		`reset="la"te`:              `is not a text in quotes`,
	} {
		for name, err := range map[string]error{"SetText": new(Settings).SetText(text), "VaryText": new(Settings).VaryText(text)} {
			if !isSettingsError(err) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s %q: error %v, want %s", name, text, err, want)
			}
		}
	}
	for text, want := range map[string]string{
		"reset=late,none":           `network.variant.reset takes one value; to run with several, vary it`,
		"reset=lat":                 `did you mean "late"?`,
		"dropout_probability=0,0.5": `must have one value`,
		"vary=3":                    `sweep.vary can't be given here; write it into a settings file`,
	} {
		if err := new(Settings).SetText(text); !isSettingsError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("SetText %q: error %v, want %s", text, err, want)
		}
	}
}

// FuzzTexts gives SetText and VaryText anything: what they accept and Validate too comes back from the settings file.
func FuzzTexts(f *testing.F) {
	for _, text := range []string{"hidden_units=50", "reset=late,subtract", "further_hidden_layers=[],[3,4]", `phase_drawn_per="batch"`, "seed=5",
		"jitter_sigmas_rad=0,.1", "vary=[]", "time_constants_s=[[1]]", "a=\x00", "=,[\"", "dropout_probability=0.5", "runs=-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, change := range map[string]func(*Settings, string) error{"SetText": (*Settings).SetText, "VaryText": (*Settings).VaryText} {
			s := Default()
			if err := change(&s, text); err != nil {
				if !isSettingsError(err) {
					t.Errorf("%s %q: %v is no error about settings", name, text, err)
				}
				continue
			}
			if s.Grid.Runs > 50 || s.Validate() != nil { // a million trainings take too long to list
				continue
			}
			if len(s.Trainings()) == 0 {
				t.Errorf("%s %q: valid, but without trainings", name, text)
			}
			written, err := s.JSON()
			if err != nil {
				t.Fatal(err)
			}
			back, err := Read(written)
			if err != nil {
				t.Fatalf("%s %q: %v", name, text, err)
			}
			again, err := back.JSON()
			if err != nil || string(again) != string(written) || len(back.Trainings()) != len(s.Trainings()) {
				t.Errorf("%s %q: %s comes back as %s, %v", name, text, written, again, err)
			}
		}
	})
}
