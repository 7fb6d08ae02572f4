package sweep

import (
	"errors"
	"path/filepath"
)

// Load reads the records of a sweep, in the order of Settings.Trainings, without changing anything; those that are not
// there are nil, and so are damaged ones, of which there is an error each. It may be called while the sweep runs.
func Load(dir string, s Settings) (records []*Record, damaged []error, err error) {
	if err := s.Validate(); err != nil {
		return nil, nil, err
	}
	for _, t := range s.Trainings() {
		r, err := load(dir, t)
		if errors.Is(err, ErrDamaged) {
			damaged = append(damaged, err)
		} else if err != nil {
			return nil, nil, err
		}
		records = append(records, r)
	}
	return records, damaged, nil
}

// SettingsOf reads the settings of the latest sweep in a folder.
func SettingsOf(dir string) (Settings, error) {
	return ReadSettingsFile(filepath.Join(dir, settingsName))
}
