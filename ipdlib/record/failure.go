package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/settings"
	"ipd/ipdlib/training"
)

// A Cause says why a training has no result.
type Cause string

// The causes.
const (
	Diverged    Cause = "diverged"      // its loss became infinite or NaN
	OutOfMemory Cause = "out of memory" // the device has too little memory, even for this training alone
	Crashed     Cause = "crashed"       // the program that computes it crashed
)

// A Failure records a training that has no result, so that it isn't tried again and again: one JSON file, like a [Record], but in
// a separate folder, where nobody looks for results.
type Failure struct {
	plan.Training
	// Key is the training's, for people who look at the file.
	Key string `json:"key"`
	// ComputedBy says what tried to compute it.
	ComputedBy Computer `json:"computed_by"`
	// Cause is a word or two; Reason is a sentence.
	Cause  Cause  `json:"failed"`
	Reason string `json:"reason"`
	// Epoch, from 0, in which it ended, and the losses of the epochs before.
	Epoch  int     `json:"epoch"`
	Epochs []Epoch `json:"epochs"`
	// Checksum is the SHA-256 of all other fields except Times.
	Checksum string `json:"checksum"`
	// Times of the attempt.
	Times Times `json:"times"`
}

// NewFailure returns the failure of a training that just ended, after the given epochs.
func NewFailure(t plan.Training, cause Cause, why error, epochs []training.Epoch, by Computer, started time.Time) *Failure {
	f := &Failure{
		Training: t, Key: t.Key(), ComputedBy: by, Cause: cause, Epochs: []Epoch{},
		Times: Times{Started: started, Seconds: time.Since(started).Seconds()},
	}
	reason, _, _ := strings.Cut(why.Error(), "\n") // what follows is a stack
	f.Reason = strings.TrimPrefix(reason, training.ErrDiverged.Error()+": ")
	for _, e := range epochs {
		if !finite(e.Loss) || !finite(e.ValidationLoss) {
			break
		}
		f.Epochs = append(f.Epochs, Epoch{Loss: e.Loss, ValidationLoss: e.ValidationLoss})
	}
	f.Epoch = len(f.Epochs)
	return f
}

// String returns, for example, run 1, dropout 0, sigma 0.3: diverged: epoch 2 has loss NaN ...
func (f *Failure) String() string { return fmt.Sprintf("%s: %s: %s", f.Training, f.Cause, f.Reason) }

func (f Failure) checksum() (string, error) {
	f.Checksum, f.Times, f.ComputedBy.Program = "", Times{}, ""
	text, err := json.Marshal(f)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

func failurePath(dir string, t plan.Training) string {
	return filepath.Join(dir, failuresName, t.FileName())
}

// SaveFailure writes a failure, and replaces an older one.
func (f *Folder) SaveFailure(x *Failure) error {
	sum, err := x.checksum()
	if err != nil {
		return err
	}
	x.Checksum = sum
	text, err := json.MarshalIndent(x, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(f.dir, failuresName), 0o777); err != nil {
		return explain(f.dir, err)
	}
	return WriteFile(failurePath(f.dir, x.Training), append(text, '\n'))
}

// LoadFailure reads the failure of a training: nil if there is none, or if it can't be read: then the training is tried again,
// which rewrites it.
func (f *Folder) LoadFailure(t plan.Training) (*Failure, error) {
	text, err := os.ReadFile(failurePath(f.dir, t))
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EISDIR):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading a failure: %w", err)
	}
	x := &Failure{}
	if err := settings.Read(text, x); err != nil {
		return nil, nil
	}
	if sum, err := x.checksum(); err != nil || sum != x.Checksum || !x.Training.Equal(t) {
		return nil, nil
	}
	x.Training = t // with what its sweep varies
	return x, nil
}

// forget removes the failure of a training that now has a result.
func (f *Folder) forget(t plan.Training) error {
	if err := os.Remove(failurePath(f.dir, t)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return explain(f.dir, err)
	}
	return nil
}

// LoadFailures reads the failures of many trainings; nil where there is none.
func (f *Folder) LoadFailures(all []plan.Training) ([]*Failure, error) {
	failures := make([]*Failure, len(all))
	if _, err := os.Stat(filepath.Join(f.dir, failuresName)); err != nil {
		return failures, nil // no training ever failed
	}
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, t := range all {
		group.Go(func() (err error) {
			failures[i], err = f.LoadFailure(t)
			return err
		})
	}
	return failures, group.Wait()
}

// Failures reads the failures of a sweep, in the order of Settings.Trainings, and changes nothing. Those of trainings that have
// a record are left out.
func Failures(dir string, s plan.Settings, records []*Record) ([]*Failure, error) {
	failures, err := (&Folder{dir: dir}).LoadFailures(s.Trainings())
	for i := range min(len(records), len(failures)) {
		if records[i] != nil {
			failures[i] = nil
		}
	}
	return failures, err
}
