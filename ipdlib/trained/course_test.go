package trained_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/trained"
	"ipd/ipdlib/training"
)

func course(t *testing.T, dir string, one plan.Training, o trained.Options) []*trained.Network {
	t.Helper()
	all, err := trained.Course(context.Background(), dir, one, o)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The course begins with the initial weights, ends with the network that Get gives, and has the weights of each epoch
// between: a training that is told to stop there has the same.
func TestCourse(t *testing.T) {
	one, o := small().Trainings()[1], trained.Options{Device: quickly} // with dropout
	all := course(t, t.TempDir(), one, o)
	if len(all) != 3 {
		t.Fatalf("%d networks of 2 epochs", len(all))
	}
	before, err := trained.Before(one)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(all[0].Weights, before.Weights) || len(all[0].Epochs) != 0 {
		t.Error("the first network is not the one before training")
	}
	last := get(t, t.TempDir(), one, o)
	if !reflect.DeepEqual(all[2], last) {
		t.Error("the last network is not the trained one")
	}
	middle := all[1]
	if !reflect.DeepEqual(middle.Epochs, last.Epochs[:1]) || reflect.DeepEqual(middle.Weights, last.Weights) || reflect.DeepEqual(middle.Weights, before.Weights) {
		t.Errorf("the network after one epoch has %d epochs, or the weights of another time", len(middle.Epochs))
	}
	// What each answered during training, it answers afterwards too.
	d, err := device.Open(context.Background(), quickly)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	test := testSet(t, d, one)
	for e, n := range all {
		trials, err := n.Classify(d.Backend, test)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(trials, n.Test) || len(n.Train.Predicted) != one.Settings.Schedule.TrainingSamples() {
			t.Errorf("after %d epochs: answers to the test set %v, in the course %v; %d to the training set", e, trials.Predicted, n.Test.Predicted, len(n.Train.Predicted))
		}
	}
}

func TestCourseFoundAgain(t *testing.T) {
	dir, one := t.TempDir(), small().Trainings()[0]
	epochs := 0
	o := trained.Options{Device: quickly, After: func(training.Epoch) { epochs++ }}
	get(t, dir, one, o) // leaves the last network alone
	first := course(t, dir, one, o)
	if epochs != 4 {
		t.Errorf("%d epochs, want 2 of Get and 2 of Course", epochs)
	}
	if again := course(t, dir, one, o); epochs != 4 || !reflect.DeepEqual(again, first) {
		t.Errorf("%d epochs after the second call, which gave another course: %v", epochs, !reflect.DeepEqual(again, first))
	}
	if get(t, dir, one, o); epochs != 4 {
		t.Error("Get trained what Course had left")
	}
	damaged := filepath.Join(dir, "networks", one.Key()+"-epoch-1.npz")
	if err := os.WriteFile(damaged, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := trained.Course(context.Background(), dir, one, o); !errors.Is(err, trained.ErrDamaged) {
		t.Error(err)
	}
}

func TestCourseStops(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	dir, epochs := t.TempDir(), 0
	_, err := trained.Course(ctx, dir, small().Trainings()[0], trained.Options{Device: quickly, After: func(training.Epoch) {
		epochs++
		stop()
	}})
	if !errors.Is(err, context.Canceled) || epochs != 1 {
		t.Errorf("%v after %d epochs", err, epochs)
	}
	if kept, _ := filepath.Glob(filepath.Join(dir, "networks", "*")); len(kept) != 0 {
		t.Errorf("half a course is kept: %v", kept)
	}
}
