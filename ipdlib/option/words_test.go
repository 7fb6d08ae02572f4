package option

import (
	"encoding/json"
	"strings"
	"testing"
)

var resets = Words{"late", "subtract", "none"}

type reset string

func (r reset) IsZero() bool                     { return resets.IsFirst(string(r)) }
func (r *reset) UnmarshalText(text []byte) error { return Read(resets, text, r) }

type settings struct {
	Reset reset `json:"reset,omitzero"`
}

// The study's word and no word are one thing, and leave nothing in the file.
func TestOneForm(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                   `{}`,
		`{"reset":"late"}`:     `{}`,
		`{"reset":""}`:         `{}`,
		`{"reset":"subtract"}`: `{"reset":"subtract"}`,
	} {
		var s settings
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(s); err != nil || string(got) != want {
			t.Errorf("%s comes back as %s, %v; want %s", text, got, err, want)
		}
	}
	if text, err := json.Marshal(settings{"late"}); err != nil || string(text) != "{}" {
		t.Errorf("the study's word is written as %s, %v", text, err)
	}
	if resets.Name("") != "late" || resets.Name("none") != "none" || resets.Normal("late") != "" || resets.Normal("none") != "none" {
		t.Error("names or normal forms are wrong")
	}
}

func TestUnknownWord(t *testing.T) {
	var s settings
	err := json.Unmarshal([]byte(`{"reset":"substract"}`), &s)
	want := `"substract" is none of late, subtract or none; did you mean "subtract"?`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
	if resets.Check("late") != nil || resets.Check("") != nil || resets.Check("Late") == nil {
		t.Error("the wrong words are refused")
	}
}

func TestNearest(t *testing.T) {
	for word, want := range map[string]string{"lat": "late", "nun": "none", "": "late"} {
		if got := Nearest(word, resets); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if Nearest("x", nil) != "" {
		t.Error("something is near where nothing is known")
	}
}
