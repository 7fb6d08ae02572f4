package sweep

import (
	"errors"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// Load reads the records of a sweep, in the order of Settings.Trainings, without changing anything; those that are not
// there are nil, and so are damaged ones, of which there is an error each. It may be called while the sweep runs, on any
// machine that sees the folder.
func Load(dir string, s Settings) (records []*Record, damaged []error, err error) {
	if err := s.Validate(); err != nil {
		return nil, nil, err
	}
	records, faults, err := loadAll(dir, s.Trainings())
	if err != nil {
		return nil, nil, err
	}
	for _, fault := range faults {
		if fault != nil {
			damaged = append(damaged, fault)
		}
	}
	return records, damaged, nil
}

// atOnce is how many records are read side by side: on a shared folder each takes a journey to the server.
const atOnce = 16

// loadAll reads the records of trainings; for each that is damaged there is a fault.
func loadAll(dir string, all []Training) (records []*Record, faults []error, err error) {
	records, faults = make([]*Record, len(all)), make([]error, len(all))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, t := range all {
		group.Go(func() error {
			r, err := load(dir, t)
			if errors.Is(err, ErrDamaged) {
				faults[i] = err
				return nil
			}
			records[i] = r
			return err
		})
	}
	return records, faults, group.Wait()
}

// SettingsOf reads the settings of the latest sweep in a folder.
func SettingsOf(dir string) (Settings, error) {
	return ReadSettingsFile(filepath.Join(dir, settingsName))
}

// Prepare makes a sweep's folder ready for processes that do a part each, which leave the settings in it alone: it makes
// the folder, clears it of what processes left half written that were killed long ago, and writes the settings.
func Prepare(dir string, s Settings) error {
	if err := s.Validate(); err != nil {
		return err
	}
	f, err := shareFolder(dir)
	if err != nil {
		return err
	}
	if err := f.clear(); err != nil {
		return err
	}
	return f.saveSettings(s)
}
