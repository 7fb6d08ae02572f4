package sweep

import (
	"encoding/json"
	"fmt"
)

// ReadTraining reads a training as JSON, as a record holds it. Whatever is odd about the text is an error that says where.
func ReadTraining(text []byte) (Training, error) {
	var t Training
	if err := readStrict(text, &t); err != nil {
		return Training{}, fmt.Errorf("%w: a training: %w", ErrSettings, err)
	}
	if t.Format != Format {
		return Training{}, fmt.Errorf("%w: a training of format %d; this program computes format %d", ErrSettings, t.Format, Format)
	}
	return t, t.Settings.Validate()
}

// JSON is the training's text, for [ReadTraining].
func (t Training) JSON() ([]byte, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return text, nil
}

// Choice gives the value that a setting has in this training. The setting is one of stimulus, network or training, named as
// FieldNamed takes it.
func (t Training) Choice(field string) (Choice, error) {
	f, err := FieldNamed(field)
	if err != nil {
		return Choice{}, err
	}
	if f.ofSweep() {
		return Choice{}, fmt.Errorf("%w: %s belongs to the sweep, not to a training", ErrSettings, f.Name)
	}
	return Choice{Field: f, Value: valueAt(t.Settings, f.Name)}, nil
}
