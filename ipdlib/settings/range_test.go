package settings

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestRanges gives the very numbers that one would write by hand.
func TestRanges(t *testing.T) {
	fields := FieldsOf(built())
	steps, err := fields.Named("steps_m")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"0:0.5:0.1":        "[0,0.1,0.2,0.3,0.4,0.5]",
		"0.1:0.35:0.1":     "[0.1,0.2,0.3]",
		"1:-1:-0.5":        "[1,0.5,0,-0.5,-1]",
		"2:2:7":            "[2]",
		"1e-3:0.003:0.001": "[0.001,0.002,0.003]",
		"0,0.7:0.9:.1":     "[0,0.7,0.8,0.9]",
	} {
		value, err := steps.Parse(strings.Split(text, ",")...)
		got, _ := json.Marshal(value)
		if err != nil || string(got) != want {
			t.Errorf("%s gives %s, %v; want %s", text, got, err, want)
		}
	}
	floor, _ := fields.Named("floor")
	if texts, err := floor.Expand([]string{"7", "1:5:2"}); err != nil || strings.Join(texts, " ") != "7 1 3 5" {
		t.Errorf("%v, %v", texts, err)
	}
	for text, want := range map[string]string{
		"0:1":       "is not a range; want FIRST:LAST:STEP",
		"0:1:x":     "is not a range",
		"0:1:0":     "its step must be positive",
		"0:1:-1":    "its step must be positive",
		"1:0:1":     "its step must be negative",
		"0:1:1e-9":  "more than 10000 values",
		"0:1e300:1": "is not a range",
		"50 %":      "as 0.5",
		"–3":        "write -3",
		"1e999":     "it must be a number",
	} {
		if _, err := steps.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
	long := strings.Repeat("x", 1<<20)
	if _, err := steps.Parse(long); err == nil || len(err.Error()) > 200 {
		t.Errorf("the error has %d bytes", len(err.Error()))
	}
	if _, err := fields.Named(long); err == nil || len(err.Error()) > 200 {
		t.Errorf("the error has %d bytes", len(err.Error()))
	}
}
