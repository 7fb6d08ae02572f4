package plan

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf16"

	"ipd/ipdlib/settings"
)

// Read reads the text of a settings file. Missing fields have the study's values. The error says where the text is wrong, or
// which field has an unusable value.
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

// ReadFile reads and checks a settings file, in UTF-8 or UTF-16. "-" is standard input.
func ReadFile(path string) (Settings, error) {
	text, err := readAll(path)
	if errors.Is(err, os.ErrNotExist) {
		return Settings{}, fmt.Errorf("there is no settings file %s; `ipd settings` prints the study's settings as a starting point", path)
	}
	if err != nil {
		return Settings{}, fmt.Errorf("reading the settings: %w", err)
	}
	if text, err = plainText(text); err == nil {
		var s Settings
		if s, err = Read(text); err == nil {
			return s, nil
		}
	}
	if path == "-" {
		path = "standard input"
	}
	return Settings{}, fmt.Errorf("%s: %w", path, err)
}

func readAll(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(path)
}

// plainText converts to UTF-8 without a byte-order mark. Some editors, mostly on Windows, write UTF-16 or a mark.
func plainText(text []byte) ([]byte, error) {
	rest, utf8Mark := bytes.CutPrefix(text, []byte("\xEF\xBB\xBF"))
	if utf8Mark {
		return rest, nil
	}
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(text, []byte("\xFF\xFE")):
		order = binary.LittleEndian
	case bytes.HasPrefix(text, []byte("\xFE\xFF")):
		order = binary.BigEndian
	default:
		return text, nil
	}
	if len(text)%2 != 0 {
		return nil, fmt.Errorf("%w: the file begins as UTF-16, but has an odd number of bytes; save it as UTF-8", ErrSettings)
	}
	units := make([]uint16, len(text)/2-1)
	for i := range units {
		units[i] = order.Uint16(text[2+2*i:])
	}
	return []byte(string(utf16.Decode(units))), nil
}

// JSON returns the complete text of a settings file, without options that have the study's value.
func (s Settings) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return append(text, '\n'), nil
}

// AllJSON is JSON with all options, including those that have the study's value.
func (s Settings) AllJSON() ([]byte, error) {
	text, err := settings.AllJSON(s)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return text, nil
}
