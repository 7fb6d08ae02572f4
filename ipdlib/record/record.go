package record

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/klauspost/cpuid/v2"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/settings"
	"ipd/ipdlib/training"
)

// ErrDamaged is wrapped by every error about a file that isn't the record it should be, or can't be opened.
var ErrDamaged = errors.New("damaged record")

// A Record is the result of a training: one JSON file. Everything except Times is the same, byte for byte, whenever the same
// program trains on the same backend and kind of CPU.
type Record struct {
	plan.Training
	// Key is the training's, for people who look at the file.
	Key string `json:"key"`
	// ComputedBy says what computed it.
	ComputedBy Computer `json:"computed_by"`
	// Train are the metrics of the training set, without dropout; Test those of a new set without jitter. See Quantity.Of.
	Train Values `json:"train"`
	Test  Values `json:"test"`
	// Tests are the metrics of further test sets with jitter, as the settings want them (training.Variant.TestSigmas).
	Tests []Test `json:"tests,omitempty"`
	// Epochs is the history of losses.
	Epochs []Epoch `json:"epochs"`
	// StoppedEarly reports whether training ended before the last epoch.
	StoppedEarly bool `json:"stopped_early"`
	// Checksum is the SHA-256 of all other fields except Times and ComputedBy.Program: equal checksums mean equal results.
	Checksum string `json:"checksum"`
	// Times differ from one execution to the next.
	Times Times `json:"times"`
}

// Computer says what computed a record.
type Computer struct {
	Backend string `json:"backend"`         // "xla:cpu", "go", ...
	Version string `json:"backend_version"` // of the plugin, or of the Go backend
	CPU     string `json:"cpu"`             // model name
	Go      string `json:"go"`              // version of Go that built the program, and its platform
	// Program is the version and the commit of the program, as in `ipd --version`. Older records have none.
	Program string `json:"program,omitempty"`
}

// Describe returns what computes trainings with these settings.
func Describe(d *device.Device, s training.Settings) Computer {
	if device.IsFused(d.Backend) && s.Fused() != nil {
		d = &device.Device{Name: "go", Version: d.GoVersion()} // see training.Settings.Fused
	}
	version, commit := device.Program()
	return Computer{
		Program: version + ", commit " + commit,
		Backend: d.Name,
		Version: d.Version,
		CPU:     cmp.Or(cpuid.CPU.BrandName, "an "+runtime.GOARCH+" processor"), // processors other than x86-64 seldom report their names
		Go:      runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
	}
}

// New returns the record of a training that just ended.
func New(t plan.Training, result *training.Result, by Computer, started time.Time) *Record {
	r := &Record{
		Training: t, Key: t.Key(), ComputedBy: by,
		Train: Measure(result.Train), Test: Measure(result.Test),
		StoppedEarly: result.StoppedEarly,
		Times:        Times{Started: started, Seconds: time.Since(started).Seconds()},
	}
	for i, sigma := range t.Settings.Schedule.Variant.TestSigmas {
		r.Tests = append(r.Tests, Test{sigma, Measure(result.Tests[i])})
	}
	for _, e := range result.Epochs {
		r.Epochs = append(r.Epochs, Epoch{Loss: e.Loss, ValidationLoss: e.ValidationLoss})
	}
	return r
}

// Silent reports whether no hidden unit spiked in the last validation: then all classes have the same logit, and the loss is the
// logarithm of their number in float32. A cost on firing rates hides that.
func (r *Record) Silent() bool {
	if len(r.Epochs) == 0 {
		return false
	}
	const rounding = 1e-6
	return math.Abs(r.Epochs[len(r.Epochs)-1].ValidationLoss-math.Log(float64(r.Settings.Network.Classes))) < rounding
}

// Test are the metrics of a test set with jitter: in JSON one object with its sigma.
type Test struct {
	Sigma  float64 // standard deviation of the jitter, in rad
	Values Values
}

const sigmaName = "jitter_sigma_rad"

// MarshalJSON writes the sigma and then the values.
func (t Test) MarshalJSON() ([]byte, error) {
	sigma, err := json.Marshal(map[string]float64{sigmaName: t.Sigma})
	if err != nil || len(t.Values) == 0 {
		return sigma, err
	}
	values, err := json.Marshal(t.Values)
	return slices.Concat(sigma[:len(sigma)-1], []byte(","), values[1:]), err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Test) UnmarshalJSON(text []byte) error {
	all := Values{}
	if err := settings.Read(text, &all); err != nil {
		return err
	}
	sigma, ok := all[sigmaName]
	if !ok {
		return fmt.Errorf("there is no %s", sigmaName)
	}
	delete(all, sigmaName)
	*t = Test{sigma, all}
	return nil
}

// Epoch holds the losses of one epoch: mean cross-entropies.
type Epoch struct {
	Loss           float64 `json:"loss"`
	ValidationLoss float64 `json:"validation_loss"`
}

// Times of one execution.
type Times struct {
	Started time.Time `json:"started"`
	// Seconds from the data sets to the metrics, including compilation for the first training. For trainings that ran together, it
	// is the time from their common start to the end of this one.
	Seconds float64 `json:"seconds"`
}

// checksum is computed from the record as JSON without checksum, times and the program's version.
func (r Record) checksum() (string, error) {
	r.Checksum, r.Times, r.ComputedBy.Program = "", Times{}, ""
	text, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// encode adds the checksum to the record and returns the text of its file.
func (r *Record) encode() ([]byte, error) {
	for i, e := range r.Epochs {
		if !finite(e.Loss) || !finite(e.ValidationLoss) {
			return nil, fmt.Errorf("epoch %d has loss %v and validation loss %v: training diverged; use a smaller learning_rate", i, e.Loss, e.ValidationLoss)
		}
	}
	sum, err := r.checksum()
	if err != nil {
		return nil, err
	}
	r.Checksum = sum
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

// decode reads a record's file and checks that it is complete and belongs to this training.
func decode(text []byte, t plan.Training) (*Record, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fmt.Errorf("%w: the file is empty", ErrDamaged)
	}
	r := &Record{}
	if err := settings.Read(text, r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	sum, err := r.checksum()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if sum != r.Checksum {
		return nil, fmt.Errorf("%w: the checksum is wrong", ErrDamaged)
	}
	if !r.Training.Equal(t) {
		return nil, fmt.Errorf("%w: it is the record of another training, %s, key %s", ErrDamaged, r.Training, r.Training.Key())
	}
	r.Training = t // with what its sweep varies
	return r, nil
}
