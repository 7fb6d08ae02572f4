package sweep

import (
	"encoding/json"

	"ipd/ipdlib/device"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

// mostKept is how many networks' programs a worker keeps compiled: a worker that takes the trainings of each in turn, as the
// queue hands them out, needs one at a time. A network's programs take some 30 MB.
const mostKept = 4

// kept are compiled programs: those of one network hearing one stimulus, for any jitter, dropout and schedule.
type kept struct {
	key       string
	generator *stimulus.Generator
	trainer   *training.Trainer
}

// compiledKey names what is compiled into a training's programs. Trainings of one name share their programs; what else they
// differ in are inputs of the programs, or decided outside of them.
func compiledKey(s training.Settings) string {
	s.Stimulus.JitterSigma, s.Network.Dropout = 0, 0
	s.Schedule = training.Schedule{BatchSize: s.Schedule.BatchSize}
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error() // settings that were not validated, which no program can be made of
	}
	return string(text)
}

// prepare makes the programs of these settings the worker's: from those that it keeps, or new ones, for which the ones that
// were not used for longest make room.
func (w *Worker) prepare(s training.Settings) error {
	key := compiledKey(s)
	for i, k := range w.kept {
		if k.key == key {
			w.kept = append(append(w.kept[:i:i], w.kept[i+1:]...), k)
			return w.take(k, s)
		}
	}
	k, err := compile(w.device, s, key)
	if err != nil {
		return err
	}
	w.kept = append(w.kept, k)
	if len(w.kept) > mostKept {
		w.kept[0].generator.Close()
		w.kept[0].trainer.Close()
		w.kept = append([]kept(nil), w.kept[1:]...)
	}
	return w.take(k, s)
}

func compile(d *device.Device, s training.Settings, key string) (kept, error) {
	gen, err := training.NewGenerator(d.Backend, s)
	if err != nil {
		return kept{}, err
	}
	trainer, err := training.NewTrainer(d.Backend, s)
	if err != nil {
		return kept{}, err
	}
	return kept{key, gen, trainer}, nil
}

func (w *Worker) take(k kept, s training.Settings) (err error) {
	w.Generator = k.generator
	w.Trainer, err = k.trainer.WithSchedule(s.Schedule)
	return err
}
