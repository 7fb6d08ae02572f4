package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"ipd/ipdlib/settings"
	"ipd/ipdlib/training"
)

// An Axis lets a setting take several values, one after the other.
type Axis struct {
	// Field is a setting of stimulus, network or training, named as for FieldNamed. Dropout probability and jitter sigma have
	// their own axes in Grid.
	Field string `json:"field"`
	// Values of the field, each once: numbers, texts, true or false, or lists of numbers where the field is a list.
	Values []any `json:"values"`
}

// A Choice is a field with one of its values in a sweep.
type Choice struct {
	Field settings.Field
	Value any // a float64, string, bool or []any
}

// String returns, for example, hidden_units 30.
func (c Choice) String() string { return c.Field.Short + " " + c.Text() }

// Text returns only the value: 0.005, late, true, [20,20].
func (c Choice) Text() string { return settings.Text(c.Value) }

// Choices are one value of each further axis of a sweep.
type Choices []Choice

// String returns, for example, hidden_units 30, reset late.
func (c Choices) String() string {
	texts := make([]string, len(c))
	for i, one := range c {
		texts[i] = one.String()
	}
	return strings.Join(texts, ", ")
}

// A variation is the settings at one point of all axes together.
type variation struct {
	settings training.Settings
	choices  Choices
}

// variations returns the settings at each point of the product of all axes; the first axis changes slowest. Without axes it
// returns only the base.
func variations(base training.Settings, axes []Axis) ([]variation, error) {
	all := []variation{{settings: base}}
	seen := map[string]bool{}
	for _, axis := range axes {
		field, err := FieldOfTraining(axis.Field)
		switch own := gridAxes[field.Name]; {
		case err != nil:
			return nil, fmt.Errorf("vary: %w", err)
		case own != "":
			return nil, fmt.Errorf("%w: vary: %s has its own axis; give its values to %s", ErrSettings, field.Name, own)
		case seen[field.Name]:
			return nil, fmt.Errorf("%w: vary: %s appears twice; give all its values to one axis", ErrSettings, field.Name)
		case len(axis.Values) == 0:
			return nil, fmt.Errorf("%w: vary: %s has no values; it needs at least one", ErrSettings, field.Name)
		case len(all) > mostTrainings/len(axis.Values):
			return nil, fmt.Errorf("%w: vary: the axes together have more than %d points", ErrSettings, mostTrainings)
		}
		seen[field.Name] = true
		var next []variation
		for _, v := range all {
			points, err := v.along(field, axis.Values)
			if err != nil {
				return nil, fmt.Errorf("%w: vary: %w", ErrSettings, err)
			}
			next = append(next, points...)
		}
		all = next
	}
	return all, nil
}

// along returns the variation with each of some values of a field.
func (v variation) along(field settings.Field, values []any) ([]variation, error) {
	var all []variation
	var texts [][]byte
	for _, value := range values {
		next := variation{settings: v.settings}
		if err := field.Set(&next.settings, value); err != nil {
			return nil, err
		}
		next.settings = normal(next.settings)
		text, err := json.Marshal(next.settings)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field.Name, err)
		}
		for i, other := range texts {
			if bytes.Equal(text, other) {
				return nil, fmt.Errorf("values %d and %d of %s are the same, %s; leave one out, or raise runs for more trainings",
					i+1, len(texts)+1, field.Name, settings.Text(value))
			}
		}
		texts = append(texts, text)
		next.choices = append(append(next.choices, v.choices...), Choice{field, field.Value(next.settings)})
		all = append(all, next)
	}
	return all, nil
}
