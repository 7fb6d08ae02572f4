package plan

import (
	"fmt"
	"slices"
	"strings"

	"ipd/ipdlib/settings"
	"ipd/ipdlib/training"
)

// gridAxes names the field of the grid that has the values of a training's field.
var gridAxes = map[string]string{
	"network.dropout_probability": "sweep.dropout_probabilities",
	"stimulus.jitter_sigma_rad":   "sweep.jitter_sigmas_rad",
}

// Fields are the fields of a settings file, in order.
var Fields = func() settings.Fields {
	fields := settings.FieldsOf(Default())
	for i := range fields {
		f := &fields[i]
		if axis := gridAxes[f.Name]; axis != "" {
			f.Range, f.Help = f.Default, "0 in a file, where "+axis+" has the values; -set and -vary change those"
		}
	}
	return fields
}()

// FieldNamed finds the field of a settings file by its name: the full name, such as network.hidden_units, or its end, such as
// hidden_units, if only one field's name ends that way.
func FieldNamed(name string) (settings.Field, error) {
	f, err := Fields.Named(name)
	if err != nil {
		return f, fmt.Errorf("%w: %w (`ipd settings -describe` lists all fields)", ErrSettings, err)
	}
	return f, nil
}

// FieldOfTraining is FieldNamed for the settings of a training, which can differ between a sweep's trainings.
func FieldOfTraining(name string) (settings.Field, error) {
	f, err := FieldNamed(name)
	if err == nil && strings.HasPrefix(f.Name, "sweep.") {
		err = fmt.Errorf("%w: %s belongs to the sweep, not to a training; only settings of a training can differ between trainings", ErrSettings, f.Name)
	}
	return f, err
}

// Set sets a field as a settings file would: to a number, a text, true or false, or a list of numbers. name is as for
// FieldNamed. Set doesn't check the settings as a whole; Validate does.
func (s *Settings) Set(name string, value any) error {
	f, err := FieldNamed(name)
	if err != nil {
		return err
	}
	if err := f.Set(s, value); err != nil {
		return fmt.Errorf("%w: %w", ErrSettings, err)
	}
	s.Settings = normal(s.Settings)
	return nil
}

// SetText sets a field from a text such as hidden_units=50, readout=maximum or test_jitter_sigmas_rad=0,0.3. A
// dropout_probability or jitter_sigma_rad applies to all trainings.
func (s *Settings) SetText(text string) error {
	f, texts, err := split(text)
	if err != nil {
		return err
	}
	if axis := gridAxes[f.Name]; axis != "" {
		if len(texts) != 1 {
			return fmt.Errorf("%w: %q must have one value; several values belong in %s", ErrSettings, text, axis)
		}
		if f, err = FieldNamed(axis); err != nil {
			return err
		}
	}
	if s.varies(f) {
		return fmt.Errorf("%w: %s has one value in %q, but several in vary; give them all in vary, or remove it there", ErrSettings, f.Name, settings.Cut(text))
	}
	value, err := f.Parse(texts...)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return s.Set(f.Name, value)
}

// varies reports whether a field has its own axis.
func (s *Settings) varies(f settings.Field) bool {
	return slices.ContainsFunc(s.Grid.Vary, func(a Axis) bool {
		of, err := FieldNamed(a.Field)
		return err == nil && of.Name == f.Name
	})
}

// Target returns the name of the field that [Settings.SetText] and VaryText change for a given name: the grid's for
// dropout_probability and jitter_sigma_rad.
func Target(name string) (string, error) {
	f, err := FieldNamed(name)
	if axis := gridAxes[f.Name]; axis != "" {
		return axis, err
	}
	return f.Name, err
}

// VaryText gives a field several values, as in membrane_time_constant_s=0.002,0.005,0.02, reset=late,subtract or
// further_hidden_layers=[],[30],[30,30]. They replace its earlier values. The values of dropout_probability and
// jitter_sigma_rad go to their own axes of the grid.
func (s *Settings) VaryText(text string) error {
	f, texts, err := split(text)
	if err != nil {
		return err
	}
	if axis := gridAxes[f.Name]; axis != "" {
		return s.SetText(axis + "=" + strings.Join(texts, ","))
	}
	if texts, err = f.Expand(texts); err != nil {
		return fmt.Errorf("%w: %w", ErrSettings, err)
	}
	axis := Axis{Field: f.Name}
	for _, text := range texts {
		value, err := f.Parse(text)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrSettings, err)
		}
		axis.Values = append(axis.Values, value)
	}
	var axes []Axis // a new list, since others may share the old one
	for _, other := range s.Grid.Vary {
		if of, err := FieldNamed(other.Field); err != nil || of.Name != f.Name {
			axes = append(axes, other)
		}
	}
	s.Grid.Vary = append(axes, axis)
	return nil
}

// split reads FIELD=VALUE,VALUE,...
func split(text string) (settings.Field, []string, error) {
	name, texts, err := settings.Split(text)
	if err != nil {
		return settings.Field{}, nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	f, err := FieldNamed(name)
	return f, texts, err
}

// normal returns settings in canonical form.
func normal(s training.Settings) training.Settings {
	s.Network.Variant = s.Network.Variant.Normal()
	s.Schedule.Variant = s.Schedule.Variant.Normal()
	return s
}
