package training

import (
	"fmt"
	"reflect"
	"testing"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
)

// Programs serve all schedules, dropouts and jitters, and one network less than they were made for; other networks and other
// batches have their own. At most four are kept, the latest.
func TestProgramsAreShared(t *testing.T) {
	r := NewRunner(devicetest.OpenGo(t).Backend)
	defer r.Close()
	prepare := func(networks int, change func(s *Settings)) *programs {
		s := Small()
		change(&s)
		p, err := r.prepare(s, networks)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.kept) > mostKept {
			t.Errorf("%d networks are kept", len(r.kept))
		}
		if !reflect.DeepEqual(p.trainer.settings, s) {
			t.Error("the trainer has other settings")
		}
		return p
	}
	same := func(s *Settings) {}
	first := prepare(1, same)
	for i, change := range []func(s *Settings){
		func(s *Settings) { s.Network.Dropout = 0.5 },
		func(s *Settings) { s.Stimulus.JitterSigma = 0.5 },
		func(s *Settings) {
			s.Schedule = Schedule{LearningRate: 1, Epochs: 7, BatchSize: s.Schedule.BatchSize, TrainingBatches: 3, TestBatches: 3, StopWindow: 5, Variant: Variant{RestoreBest: true}}
		},
	} {
		if prepare(1, change) != first {
			t.Errorf("change %d has programs of its own", i)
		}
	}
	batch, three := prepare(1, func(s *Settings) { s.Schedule.BatchSize = 17 }), prepare(3, same)
	if batch == first || three == first {
		t.Error("another batch, or other numbers of networks, have the same programs")
	}
	if prepare(2, same) != three || prepare(1, same) != first {
		t.Error("of three networks one may be idle; one alone is never done beside idle ones")
	}
	for units := 20; units < 23; units++ { // first stays, since it was used last
		prepare(1, func(s *Settings) { s.Network.HiddenUnits = units })
	}
	if prepare(1, same) != first || prepare(3, same) == three {
		t.Error("the four that were used last are not those that are kept")
	}
}

// A runner goes to and fro between more networks than it keeps: each result is that of a fresh one.
func TestRunnerKeepsFewPrograms(t *testing.T) {
	d := devicetest.OpenGo(t)
	r := NewRunner(d.Backend)
	defer r.Close()
	var tasks []Task
	for units := 3; units < 9; units++ {
		for _, rate := range []float64{0.005, 0.01} {
			s := Small()
			s.Network.HiddenUnits, s.Network.Dropout, s.Stimulus.Duration = units, 0.5, 0.02
			s.Network.Variant.Reset = []snn.Reset{snn.LateReset, snn.SubtractReset}[units%2]
			s.Schedule.LearningRate, s.Schedule.Epochs, s.Schedule.BatchSize = rate, 2, 8
			tasks = append(tasks, Task{s, random.NewKey(1)})
		}
	}
	losses := map[string]bool{}
	for range 2 {
		for _, task := range tasks {
			got, err := r.Run(t.Context(), task, nil)
			if err != nil {
				t.Fatal(err)
			}
			want, err := Run(t.Context(), d.Backend, task.Settings, task.Key)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%+v: %+v, a fresh runner has %+v", task.Settings, got.Epochs, want.Epochs)
			}
			losses[fmt.Sprint(got.Epochs)] = true
			if len(r.kept) > mostKept {
				t.Errorf("%d networks are kept", len(r.kept))
			}
		}
	}
	if len(losses) != 12 {
		t.Errorf("%d different trainings, want 12", len(losses))
	}
}
