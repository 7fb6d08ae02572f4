package plan

import (
	"strings"
	"testing"
)

func TestSense(t *testing.T) {
	for _, good := range []string{"frequency_hz=100", "learning_rate=1e300", "membrane_time_constant_s=0.1", "jitter_sigma_rad=0.3", "seed=18446744073709551615"} {
		s := Default()
		if err := s.SetText(good); err != nil {
			t.Fatal(err)
		}
		if warnings, err := s.Sense(); err != nil || len(warnings) > 0 {
			t.Errorf("%s: %v, %v", good, warnings, err)
		}
	}
	for text, want := range map[string]string{
		"frequency_hz=5000":                "a tone above 500 Hz, half the sampling rate",
		"maximal_rate_hz=0":                "no afferent ever spikes",
		"membrane_time_constant_s=1e-50":   "is 1e-50, which is 0 in float32",
		"surrogate_slope=1e39":             "which is +Inf in float32",
		"learning_rate=1e-60":              "training.learning_rate is 1e-60, which is 0",
		"jitter_mean_rad=-1e40":            "which is -Inf in float32",
		"jitter_sigmas_rad=0,1e-60":        "sweep.jitter_sigmas_rad is 1e-60",
		"dropout_probabilities=0.99999999": "has 0.99999999, which is 1 in float32",
		"time_constants_s=1e-60,1":         "time_constants_s is 1e-60",
	} {
		s := Default()
		if err := s.SetText(text); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(); err != nil {
			t.Errorf("%s: records of it can't be read any more: %v", text, err)
		}
		if _, err := s.Sense(); !isSettingsError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"frequency_hz=250":     "a cycle has only 4 steps",
		"maximal_rate_hz=0.05": "all afferents together fire 0.38 spikes per sample", // 0.05 Hz · 3/8 (k = 2) · 0.1 s · 200
	} {
		s := Default()
		if err := s.SetText(text); err != nil {
			t.Fatal(err)
		}
		warnings, err := s.Sense()
		if err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], want) {
			t.Errorf("%s: %v, %v; want %s", text, warnings, err, want)
		}
	}
	s := Default()
	if err := s.VaryText("frequency_hz=20,5000"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Sense(); err == nil || !strings.Contains(err.Error(), "at frequency_hz 5000: ") {
		t.Errorf("varied: error %v", err)
	}
}
