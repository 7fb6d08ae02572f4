package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"ipd/ipdlib/random"
	"ipd/ipdlib/settings"
	"ipd/ipdlib/training"
)

// Format is the version of a training's computation and of the format of its record. Records of another version don't count
// as results of this one.
const Format = 1

// A Training is one training of a sweep: everything that determines its result.
type Training struct {
	// Format of its record.
	Format int `json:"format"`
	// Seed of the sweep.
	Seed uint64 `json:"seed"`
	// Run is the number of the repetition, from 1.
	Run int `json:"run"`
	// DrawsOf is the hash, in hexadecimal, of the training whose random numbers this one uses: the one with the same seed, run,
	// dropout and sigma, and the sweep's settings without its further axes. Empty: its own. So both have the same data sets, order
	// of sounds and initial weights, as far as these don't depend on the settings that differ.
	DrawsOf string `json:"draws_of,omitempty"`
	// Settings are complete, with this training's own jitter and dropout.
	Settings training.Settings `json:"settings"`

	// varied are the fields that its sweep varies, with this training's values, for display: the settings have them too.
	varied Choices
}

// Trainings lists the sweep's trainings. Sigma changes fastest, then dropout, then the values of further axes, then the run.
// Settings with unusable axes, see Validate, have none.
func (s Settings) Trainings() []Training { return s.TrainingsIn(Part{}) }

// TrainingsIn lists the trainings of a part in its order. Its cost depends only on the size of the part, not of the sweep.
func (s Settings) TrainingsIn(p Part) []Training {
	e := s.enumerate()
	if p.Numbers == nil {
		p = share(1, 1, e.count())
	}
	trainings := make([]Training, len(p.Numbers))
	for k, i := range p.Numbers {
		trainings[k] = e.at(i)
	}
	return trainings
}

// Count returns the number of trainings.
func (s Settings) Count() int { return s.enumerate().count() }

// An enumeration numbers a sweep's trainings.
type enumeration struct {
	Settings
	points []variation // of the further axes; none if they can't be used
}

func (s Settings) enumerate() enumeration {
	points, _ := variations(s.Settings, s.Grid.Vary)
	return enumeration{s, points}
}

func (e enumeration) count() int {
	return e.Grid.Runs * len(e.points) * len(e.Grid.Dropouts) * len(e.Grid.Sigmas)
}

// at returns training i, from 0.
func (e enumeration) at(i int) Training {
	digit := func(n int) (d int) {
		d, i = i%n, i/n
		return d
	}
	sigma, p := e.Grid.Sigmas[digit(len(e.Grid.Sigmas))], e.Grid.Dropouts[digit(len(e.Grid.Dropouts))]
	point := e.points[digit(len(e.points))]
	with := func(s training.Settings) Training {
		s.Network.Dropout = p + 0 // -0 becomes 0: the same training, the same key
		s.Stimulus.JitterSigma = sigma + 0
		return Training{Format: Format, Seed: e.Grid.Seed, Run: i + 1, Settings: s}
	}
	t := with(point.settings)
	if base := with(e.Settings.Settings); e.Grid.Paired && !t.Equal(base) {
		t.DrawsOf = fmt.Sprintf("%x", base.hash())
	}
	t.varied = point.choices
	return t
}

// Varied lists the fields that vary along further axes of the sweep, with this training's values.
func (t Training) Varied() Choices { return t.varied }

// Dropout returns the training's dropout probability.
func (t Training) Dropout() float64 { return t.Settings.Network.Dropout }

// Sigma returns the standard deviation of the training's jitter, in radians.
func (t Training) Sigma() float64 { return t.Settings.Stimulus.JitterSigma }

// String describes the training among those of its sweep.
func (t Training) String() string {
	text := fmt.Sprintf("run %d, dropout %v, sigma %v", t.Run, t.Dropout(), t.Sigma())
	if len(t.varied) > 0 {
		text += ", " + t.varied.String()
	}
	return text
}

// hash is the SHA-256 of the training as JSON, whose fields have a fixed order.
func (t Training) hash() [sha256.Size]byte {
	text, err := json.Marshal(t)
	if err != nil {
		panic("plan: a training that was not validated: " + err.Error()) // only NaN and infinity can't be written
	}
	return sha256.Sum256(text)
}

// Key identifies the training among all possible ones: the first 64 bits of its hash. The probability that two of a million
// trainings share a key is 3 in 10^8.
func (t Training) Key() string {
	sum := t.hash()
	return hex.EncodeToString(sum[:8])
}

// Task returns the training as a task for package training.
func (t Training) Task() training.Task { return training.Task{Settings: t.Settings, Key: t.Random()} }

// Random returns the key of the training's random numbers. It depends only on the training itself, so that the result is the
// same in any order and with any number of workers.
func (t Training) Random() random.Key {
	return random.NewKey(t.Seed).Derive("training", cmp.Or(t.DrawsOf, fmt.Sprintf("%x", t.hash())))
}

// Equal reports whether everything that determines the result is the same in both trainings.
func (t Training) Equal(other Training) bool { return t.hash() == other.hash() }

// FileName returns the name of the training's record in a folder of records.
func (t Training) FileName() string {
	return fmt.Sprintf("dropout-%v-sigma-%v-run-%d-%s.json", t.Dropout(), t.Sigma(), t.Run, t.Key())
}

// Name returns the name by which Settings.Part finds training i of a sweep: its number, from 1, and its key, which shows that
// the settings are still the same.
func (t Training) Name(i int) string { return fmt.Sprintf("%d:%s", i+1, t.Key()) }

// ReadTraining reads a training from JSON, as in a record. The error says where the text is wrong.
func ReadTraining(text []byte) (Training, error) {
	var t Training
	if err := settings.Read(text, &t); err != nil {
		return Training{}, fmt.Errorf("%w: a training: %w", ErrSettings, err)
	}
	if t.Format != Format {
		return Training{}, fmt.Errorf("%w: a training of format %d; this program computes format %d", ErrSettings, t.Format, Format)
	}
	return t, t.Settings.Validate()
}

// JSON returns the training's text, for [ReadTraining].
func (t Training) JSON() ([]byte, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	return text, nil
}
