package settings

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// colour is one of a few words; "" stands for the first.
type colour string

func (colour) Words() []string { return []string{"red", "green", "blue"} }
func (c colour) String() string {
	if c == "" {
		return "red"
	}
	return string(c)
}

type paint struct {
	Colour colour  `json:"colour,omitzero" help:"what it looks like"`
	Glossy bool    `json:"glossy" help:"whether it shines"`
	Width  float64 `json:"width_m" unit:"m" range:"> 0" help:"of the wall"`
}

type walls struct {
	Floor int `json:"floor" range:"any" help:"on which they are"`
}

type house struct {
	walls
	Front  paint     `json:"front"`
	Back   paint     `json:"back"`
	Number uint64    `json:"number" range:">= 0" help:"in its street"`
	Steps  []float64 `json:"steps_m,omitempty" unit:"m" range:"list of numbers" help:"heights"`
	secret int
}

func built() house { return house{walls: walls{2}, Front: paint{Width: 4.5}, Number: 7, secret: 1} }

func TestFieldsOf(t *testing.T) {
	var got []string
	for _, f := range FieldsOf(built()) {
		got = append(got, strings.Join([]string{f.Name, f.Short, f.Unit, f.Range, f.Help, f.Default}, "|"))
	}
	want := []string{
		"floor|floor||any|on which they are|2",
		"front.colour|front.colour||red, green or blue|what it looks like|red",
		"front.glossy|front.glossy||true or false|whether it shines|false",
		"front.width_m|front.width_m|m|> 0|of the wall|4.5",
		"back.colour|back.colour||red, green or blue|what it looks like|red",
		"back.glossy|back.glossy||true or false|whether it shines|false",
		"back.width_m|back.width_m|m|> 0|of the wall|0",
		"number|number||>= 0|in its street|7",
		"steps_m|steps_m|m|list of numbers|heights|[]",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("fields\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNamed(t *testing.T) {
	fields := FieldsOf(built())
	for name, want := range map[string]string{"back.width_m": "back.width_m", "floor": "floor"} {
		if f, err := fields.Named(name); err != nil || f.Name != want {
			t.Errorf("%s is %s, %v", name, f.Name, err)
		}
	}
	for name, want := range map[string]string{
		"width_m":       `"width_m" may be front.width_m or back.width_m; give the full name`,
		"numbre":        `there is no field "numbre"; did you mean "number"?`,
		"back.with_m":   `there is no field "back.with_m"; did you mean "back.width_m"?`,
		"front.secret":  `there is no field`,
		"house.numbers": `there is no field`,
	} {
		if _, err := fields.Named(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", name, err, want)
		}
	}
}

// TestSet compares with what encoding/json reads.
func TestSet(t *testing.T) {
	fields := FieldsOf(built())
	old := []float64{0.2, 0.3}
	for name, c := range map[string]struct {
		value any
		text  string
	}{
		"floor":         {3, `{"floor": 3}`},
		"back.colour":   {"blue", `{"back": {"colour": "blue"}}`},
		"front.width_m": {5, `{"front": {"width_m": 5}}`},
		"steps_m":       {[]float64{9}, `{"steps_m": [9]}`},
		"number":        {uint64(1<<64 - 2), `{"number": 18446744073709551614}`},
	} {
		got, want := built(), built()
		got.Steps = old
		f, err := fields.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Set(&got, c.value); err != nil {
			t.Fatal(err)
		}
		want.Steps = []float64{0.2, 0.3}
		if err := json.Unmarshal([]byte(c.text), &want); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if old[0] != 0.2 {
		t.Errorf("the old list is now %v", old)
	}
	front, _ := fields.Named("front.width_m")
	if err := front.Set(&walls{}, 3); err == nil || !strings.Contains(err.Error(), "there is no field front.width_m") {
		t.Errorf("in other settings: error %v", err)
	}
	floor, _ := fields.Named("floor")
	other := walls{}
	if err := floor.Set(&other, 7); err != nil || floor.Value(other) != 7. {
		t.Errorf("%+v, %v", other, err)
	}
}

func TestAllJSON(t *testing.T) {
	text, err := AllJSON(built())
	if err != nil {
		t.Fatal(err)
	}
	var compact strings.Builder
	for line := range strings.Lines(string(text)) {
		compact.WriteString(strings.TrimSpace(line))
	}
	want := `{"floor": 2,"front": {"colour": "red","glossy": false,"width_m": 4.5},"back": {"colour": "red","glossy": false,"width_m": 0},` +
		`"number": 7,"steps_m": []}`
	if compact.String() != want {
		t.Errorf("%s, want %s", compact.String(), want)
	}
}
