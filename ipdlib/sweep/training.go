package sweep

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"ipd/ipdlib/random"
	"ipd/ipdlib/training"
)

// Format is the version of what a training computes and of how its record is written. Records of another version are not
// taken for results of this one.
const Format = 1

// A Training is one of a sweep's: all that decides its result.
type Training struct {
	// Format of its record.
	Format int `json:"format"`
	// Seed of the sweep.
	Seed uint64 `json:"seed"`
	// Run is which repetition this is, from 1.
	Run int `json:"run"`
	// Settings are complete, with this training's own jitter and dropout.
	Settings training.Settings `json:"settings"`

	// varied are the fields that its sweep varies, with this training's values. They are there for people to see: the
	// settings have them too.
	varied []Choice
}

// Trainings lists the sweep's trainings, run by run, in each run one combination of the values of further axes after the
// other, for each of them dropout by dropout, for each dropout sigma by sigma. Settings whose axes can't be used, as Validate
// says, have none.
func (s Settings) Trainings() []Training {
	e := s.enumerate()
	all := make([]Training, e.count())
	for i := range all {
		all[i] = e.at(i)
	}
	return all
}

// Count is how many trainings there are.
func (s Settings) Count() int { return s.enumerate().count() }

// Pick gives some of the trainings, by their place in Trainings: one of ten thousand costs no more than one of ten.
func (s Settings) Pick(numbers []int) []Training {
	e := s.enumerate()
	picked := make([]Training, len(numbers))
	for k, i := range numbers {
		picked[k] = e.at(i)
	}
	return picked
}

// An enumeration numbers a sweep's trainings.
type enumeration struct {
	Settings
	points []variation // of the further axes; none where they can't be used
}

func (s Settings) enumerate() enumeration {
	points, _ := variations(s.Settings, s.Grid.Vary)
	return enumeration{s, points}
}

func (e enumeration) count() int {
	return e.Grid.Runs * len(e.points) * len(e.Grid.Dropouts) * len(e.Grid.Sigmas)
}

// at is training i, where sigma changes fastest.
func (e enumeration) at(i int) Training {
	digit := func(n int) (d int) {
		d, i = i%n, i/n
		return d
	}
	sigma, p := e.Grid.Sigmas[digit(len(e.Grid.Sigmas))], e.Grid.Dropouts[digit(len(e.Grid.Dropouts))]
	point := e.points[digit(len(e.points))]
	t := Training{Format: Format, Seed: e.Grid.Seed, Run: i + 1, Settings: point.settings, varied: point.choices}
	t.Settings.Network.Dropout = p + 0 // -0 becomes 0: the same training, the same key
	t.Settings.Stimulus.JitterSigma = sigma + 0
	return t
}

// Varied lists the fields that further axes of its sweep vary, with this training's values.
func (t Training) Varied() []Choice { return t.varied }

// Dropout is the training's dropout probability.
func (t Training) Dropout() float64 { return t.Settings.Network.Dropout }

// Sigma is the standard deviation of the training's jitter, in radians.
func (t Training) Sigma() float64 { return t.Settings.Stimulus.JitterSigma }

// String names the training among those of its sweep.
func (t Training) String() string {
	text := fmt.Sprintf("run %d, dropout %v, sigma %v", t.Run, t.Dropout(), t.Sigma())
	if len(t.varied) > 0 {
		text += ", " + choicesText(t.varied)
	}
	return text
}

func choicesText(choices []Choice) string {
	texts := make([]string, len(choices))
	for i, c := range choices {
		texts[i] = c.String()
	}
	return strings.Join(texts, ", ")
}

// hash is the SHA-256 of the training as JSON, whose fields have a fixed order.
func (t Training) hash() [sha256.Size]byte {
	text, err := json.Marshal(t)
	if err != nil {
		panic("sweep: a training that was not validated: " + err.Error()) // NaN and infinity alone can't be written
	}
	return sha256.Sum256(text)
}

// Key names the training among all that there can be: the first 64 bits of its hash. Among a million trainings the
// chance that two share a key is 3 in 10^8.
func (t Training) Key() string {
	sum := t.hash()
	return hex.EncodeToString(sum[:8])
}

// Random is the key of the training's random numbers. It depends on nothing but the training itself, so that any order
// and any number of workers give the same result.
func (t Training) Random() random.Key {
	return random.NewKey(t.Seed).Derive("training", fmt.Sprintf("%x", t.hash()))
}

// fileName is the record's name in the folder of records.
func (t Training) fileName() string {
	return fmt.Sprintf("dropout-%v-sigma-%v-run-%d-%s.json", t.Dropout(), t.Sigma(), t.Run, t.Key())
}
