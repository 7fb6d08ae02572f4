package sweep

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// ReadSettings reads the text of a settings file. Fields that it doesn't have are as in the study; whatever else is odd
// about it is an error that says where.
func ReadSettings(text []byte) (Settings, error) {
	s := Default()
	// A list that is there replaces the study's: reading into the old one would write over its values.
	dropouts, sigmas := s.Grid.Dropouts, s.Grid.Sigmas
	s.Grid.Dropouts, s.Grid.Sigmas = nil, nil
	if err := readStrict(text, &s); err != nil {
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

// ReadSettingsFile reads and checks a settings file.
func ReadSettingsFile(path string) (Settings, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return Settings{}, fmt.Errorf("there is no settings file %s; `ipd settings` prints the study's, to be changed", path)
	}
	if err != nil {
		return Settings{}, fmt.Errorf("reading the settings: %w", err)
	}
	s, err := ReadSettings(text)
	if err != nil {
		return Settings{}, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// JSON is the complete text of a settings file.
func (s Settings) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return append(text, '\n'), nil
}
