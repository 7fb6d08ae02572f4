package sweep

import (
	"slices"
	"testing"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
)

// varied is a sweep of two networks, with and without dropout, in which neighbouring trainings never share programs.
func varied() []plan.Training {
	s := plantest.Tiny()
	s.Grid.Sigmas = []float64{0}
	s.Grid.Vary = []plan.Axis{{Field: "hidden_units", Values: []any{3, 4}}}
	return s.Trainings()
}

// program names what one of these trainings needs.
func program(t plan.Training) string {
	return map[bool]string{true: "dropout ", false: ""}[t.Dropout() > 0] + t.Varied()[0].Text()
}

// TestQueueOfOneWorker hands out all trainings once, those that share programs together.
func TestQueueOfOneWorker(t *testing.T) {
	all := varied()
	q := newQueue([]int{0, 1, 2, 3, 4, 5, 6, 7}, all)
	var got []string
	var numbers []int
	for i, ok := q.take(0); ok; i, ok = q.take(0) {
		got, numbers = append(got, program(all[i])), append(numbers, i)
	}
	if want := []string{"3", "3", "dropout 3", "dropout 3", "4", "4", "dropout 4", "dropout 4"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if slices.Sort(numbers); !slices.Equal(numbers, []int{0, 1, 2, 3, 4, 5, 6, 7}) {
		t.Errorf("trainings %v", numbers)
	}
}

// TestQueueOfTwoWorkers: each keeps to its programs, and helps the other in the end.
func TestQueueOfTwoWorkers(t *testing.T) {
	all := varied()
	q := newQueue([]int{0, 1, 2, 3, 4, 5, 6, 7}, all)
	var got [2][]string
	for i := range 8 {
		n, ok := q.take(i % 2)
		if !ok {
			t.Fatalf("only %d trainings were handed out", i)
		}
		got[i%2] = append(got[i%2], program(all[n]))
	}
	if _, ok := q.take(0); ok {
		t.Error("a ninth training")
	}
	for worker, want := range [][]string{{"3", "3", "4", "4"}, {"dropout 3", "dropout 3", "dropout 4", "dropout 4"}} {
		if !slices.Equal(got[worker], want) {
			t.Errorf("worker %d: %v, want %v", worker, got[worker], want)
		}
	}
	// A third worker at a queue of two lines takes from the longer one.
	q = newQueue([]int{0, 1, 4}, all) // without dropout, with, without
	q.take(0)
	q.take(1)
	if i, ok := q.take(2); !ok || i != 4 {
		t.Errorf("the third worker gets %d, %v", i, ok)
	}
}

// TestCompiledKey: jitter, dropout and schedule share programs, all else has its own.
func TestCompiledKey(t *testing.T) {
	base := plantest.Tiny().Settings
	for field, own := range map[string]bool{
		"jitter_sigma_rad": false, "dropout_probability": false, "learning_rate": false, "maximal_epochs": false, "training_batches": false,
		"restore_best_weights": false, "test_batches": false,
		"batch_size": true, "hidden_units": true, "membrane_time_constant_s": true, "frequency_hz": true, "reset": true, "phase_drawn_per": true,
	} {
		s := plan.Settings{Settings: base, Grid: plantest.Tiny().Grid}
		var value any = 0.5
		switch field {
		case "maximal_epochs", "training_batches", "test_batches", "batch_size", "hidden_units":
			value = 77
		case "restore_best_weights":
			value = true
		case "reset":
			value = "none"
		case "phase_drawn_per":
			value = "batch"
		}
		if err := s.Set(field, value); err != nil {
			t.Fatal(err)
		}
		if differs := s.Settings.CompiledKey() != base.CompiledKey(); differs != own {
			t.Errorf("%s has programs of its own: %v, want %v", field, differs, own)
		}
	}
}
