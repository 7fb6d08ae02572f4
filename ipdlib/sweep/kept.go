package sweep

import (
	"ipd/ipdlib/training"
)

// mostKept is how many networks' programs a worker keeps compiled: a worker that takes the trainings of each in turn, as the
// queue hands them out, needs one at a time. A network's programs take some 30 MB.
const mostKept = 4

// kept are compiled programs and their training.Settings.CompiledKey.
type kept struct {
	training.Compiled
	key string
}

// prepare makes the programs of these settings the worker's: from those that it keeps, or new ones, for which the ones that
// were not used for longest make room.
func (w *Worker) prepare(s training.Settings) error {
	key := s.CompiledKey()
	for i, k := range w.kept {
		if k.key == key {
			w.kept = append(append(w.kept[:i:i], w.kept[i+1:]...), k)
			return w.take(k, s)
		}
	}
	compiled, err := training.Compile(w.device.Backend, s)
	if err != nil {
		return err
	}
	k := kept{compiled, key}
	w.kept = append(w.kept, k)
	if len(w.kept) > mostKept {
		w.kept[0].Close()
		w.kept = append([]kept(nil), w.kept[1:]...)
	}
	return w.take(k, s)
}

func (w *Worker) take(k kept, s training.Settings) error {
	c, err := k.With(s.Schedule)
	w.Generator, w.Trainer = c.Generator, c.Trainer
	return err
}
