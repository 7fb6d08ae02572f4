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
