package option

import (
	"encoding/json"
	"strings"
	"testing"
)

var resets = Table[int]{{Name: "late", Value: 1}, {Name: "subtract", Also: []string{"minus"}, Value: 2}, {Name: "none", Value: 3}}

type resetWords struct{}

func (resetWords) Lexicon() Lexicon { return resets }

type reset = Word[resetWords]

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
		`{"reset":"minus"}`:    `{"reset":"subtract"}`,
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
	if reset("").String() != "late" || reset("none").String() != "none" || reset("minus").String() != "subtract" {
		t.Error("the words are wrong")
	}
	if resets.Of("") != 1 || resets.Of("late") != 1 || resets.Of("none") != 3 {
		t.Error("words stand for something else")
	}
}

func TestUnknownWord(t *testing.T) {
	var s settings
	err := json.Unmarshal([]byte(`{"reset":"substract"}`), &s)
	want := `"substract" is none of late, subtract or none; did you mean "subtract"?`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
	if reset("late").Check() != nil || reset("").Check() != nil || reset("minus").Check() != nil || reset("Late").Check() == nil {
		t.Error("the wrong words are refused")
	}
}

func TestNearest(t *testing.T) {
	for word, want := range map[string]string{"lat": "late", "nun": "none", "": "late"} {
		if got := Nearest(word, resets.Words()); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if Nearest("x", nil) != "" {
		t.Error("something is near where nothing is known")
	}
}
