package sweep

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"ipd/ipdlib/training"
)

// An Axis lets a setting take several values, one after the other.
type Axis struct {
	// Field is a setting of stimulus, network or training, named as FieldNamed takes it. Dropout probability and jitter sigma
	// have axes of their own in Grid.
	Field string `json:"field"`
	// Values of the field, each once: numbers, texts, true or false, or lists of numbers where the field is a list.
	Values []any `json:"values"`
}

// A Choice is a field with one of the values that it takes in a sweep.
type Choice struct {
	Field Field
	Value any // a float64, string, bool or []any
}

// String is as in hidden_units 30.
func (c Choice) String() string { return c.Field.Short() + " " + c.Text() }

// Text is the value alone: 0.005, late, true, [20,20].
func (c Choice) Text() string { return valueText(c.Value) }

func valueText(value any) string {
	if list, ok := value.([]any); ok {
		text, err := json.Marshal(list)
		if err == nil {
			return string(text)
		}
	}
	return fmt.Sprint(value)
}

// ownAxis says which field of the grid takes the place of an axis of a field.
var ownAxis = map[string]string{
	"network.dropout_probability": "sweep.dropout_probabilities",
	"stimulus.jitter_sigma_rad":   "sweep.jitter_sigmas_rad",
}

// A variation is what a point of all axes together stands for.
type variation struct {
	settings training.Settings
	choices  []Choice
}

// variations gives the settings at each point of the product of all axes, the first axis changing slowest; the base alone
// where there is no axis.
func variations(base training.Settings, axes []Axis) ([]variation, error) {
	all := []variation{{settings: base}}
	seen := map[string]bool{}
	for _, axis := range axes {
		field, err := FieldNamed(axis.Field)
		switch own := ownAxis[field.Name]; {
		case err != nil:
			return nil, fmt.Errorf("vary: %w", err)
		case own != "":
			return nil, fmt.Errorf("%w: vary: %s has an axis of its own: give its values to %s", ErrSettings, field.Name, own)
		case field.ofSweep():
			return nil, fmt.Errorf("vary: %w", errNotOfTraining(field))
		case seen[field.Name]:
			return nil, fmt.Errorf("%w: vary: %s is there twice; give all its values to one axis", ErrSettings, field.Name)
		case len(axis.Values) == 0:
			return nil, fmt.Errorf("%w: vary: %s has no values; it needs at least one", ErrSettings, field.Name)
		case len(all) > mostTrainings/len(axis.Values):
			return nil, fmt.Errorf("%w: vary: the axes have more than %d points together", ErrSettings, mostTrainings)
		}
		seen[field.Name] = true
		var next []variation
		for _, v := range all {
			points, err := v.along(field, axis.Values)
			if err != nil {
				return nil, err
			}
			next = append(next, points...)
		}
		all = next
	}
	return all, nil
}

// along gives the variations with each of some values of a field.
func (v variation) along(field Field, values []any) ([]variation, error) {
	var all []variation
	var texts [][]byte
	for _, value := range values {
		next := variation{settings: v.settings}
		if err := assign(&next.settings, field.Name, value); err != nil {
			return nil, fmt.Errorf("vary: %w", err)
		}
		next.settings = normal(next.settings)
		text, err := json.Marshal(next.settings)
		if err != nil {
			return nil, fmt.Errorf("%w: vary: %s: %w", ErrSettings, field.Name, err)
		}
		for i, other := range texts {
			if bytes.Equal(text, other) {
				return nil, fmt.Errorf("%w: vary: values %d and %d of %s are the same, %s; leave one out, and raise runs for more trainings of it",
					ErrSettings, i+1, len(texts)+1, field.Name, valueText(value))
			}
		}
		texts = append(texts, text)
		next.choices = append(append(next.choices, v.choices...), Choice{field, valueAt(next.settings, field.Name)})
		all = append(all, next)
	}
	return all, nil
}

func errNotOfTraining(f Field) error {
	return fmt.Errorf("%w: %s belongs to the sweep, not to a training; only settings of a training can differ between trainings", ErrSettings, f.Name)
}

// ofSweep reports whether the field belongs to the sweep as a whole.
func (f Field) ofSweep() bool { return strings.HasPrefix(f.Name, "sweep.") }
