package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"ipd/ipdlib/settings"
)

// Read reads the text of a settings file. Fields that it doesn't have are as in the study. The error says where the text is
// wrong, or which field has an unusable value.
func Read(text []byte) (Settings, error) {
	s := Default()
	// A list in the text replaces the study's: reading into the old one would overwrite its values.
	dropouts, sigmas := s.Grid.Dropouts, s.Grid.Sigmas
	s.Grid.Dropouts, s.Grid.Sigmas = nil, nil
	if err := settings.Read(text, &s); err != nil {
		return Settings{}, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	s.Settings = normal(s.Settings)
	if len(s.Grid.Vary) == 0 {
		s.Grid.Vary = nil
	}
	if s.Grid.Dropouts == nil {
		s.Grid.Dropouts = dropouts
	}
	if s.Grid.Sigmas == nil {
		s.Grid.Sigmas = sigmas
	}
	return s, s.Validate()
}

// ReadFile reads and checks a settings file.
func ReadFile(path string) (Settings, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return Settings{}, fmt.Errorf("there is no settings file %s; `ipd settings` prints the study's, to be changed", path)
	}
	if err != nil {
		return Settings{}, fmt.Errorf("reading the settings: %w", err)
	}
	s, err := Read(text)
	if err != nil {
		return Settings{}, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// JSON is the complete text of a settings file. Options that are as in the study are left out.
func (s Settings) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return append(text, '\n'), nil
}

// AllJSON is JSON with all options, also those that are as in the study.
func (s Settings) AllJSON() ([]byte, error) {
	text, err := settings.AllJSON(s)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return text, nil
}
