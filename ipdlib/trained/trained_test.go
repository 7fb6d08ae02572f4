package trained_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/record"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/trained"
	"ipd/ipdlib/training"
)

// small is a sweep of two trainings that take a moment.
func small() plan.Settings {
	s := plan.Default()
	s.Stimulus.AfferentsPerEar = 6
	s.Stimulus.Duration = 0.03
	s.Network.HiddenUnits, s.Network.Classes = 5, 4
	s.Schedule.Epochs, s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches = 2, 16, 4, 4
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 1, []float64{0, 0.5}, []float64{0.2}
	return s
}

// quickly computes on the Go backend, which has nothing to compile: a network of these few units takes milliseconds.
var quickly = device.Options{Backend: "go"}

func get(t *testing.T, dir string, training plan.Training, o trained.Options) *trained.Network {
	t.Helper()
	n, err := trained.Get(context.Background(), dir, training, o)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The network that is got alone is the one that the sweep trains, with all options of stimulus and schedule too.
func TestSameAsTheSweeps(t *testing.T) {
	usual, other := small(), small()
	other.Schedule.Epochs = 4
	other.Stimulus.Variant = stimulus.Variant{JitterDraw: stimulus.PerBatch, PhaseDraw: stimulus.PerSample}
	other.Schedule.Variant = training.Variant{RedrawEachEpoch: true, RestoreBest: true, TestSigmas: []float64{0, 0.4}}
	other.Schedule.LearningRate = 1 // so that the best epoch is not the last
	for name, s := range map[string]plan.Settings{"study": usual, "options": other} {
		t.Run(name, func(t *testing.T) {
			devicetest.EachTrainer(t, func(t *testing.T, d *device.Device) { sameAsTheSweeps(t, d, s) })
		})
	}
}

func sameAsTheSweeps(t *testing.T, d *device.Device, s plan.Settings) {
	dir, o := t.TempDir(), device.Options{Backend: d.Name}
	if d.Plugin != "" {
		s.Grid.Dropouts = s.Grid.Dropouts[:1] // to compile half as many programs
	}
	records, err := sweep.Run(context.Background(), s, sweep.Options{Dir: dir, Device: o})
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range s.Trainings() {
		n := get(t, dir, one, trained.Options{Device: o})
		got := []record.Values{record.Measure(n.Train), record.Measure(n.Test)}
		if want := []record.Values{records[i].Train, records[i].Test}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, the sweep has %+v", one, got, want)
		}
		var tests []record.Test
		for k, trials := range n.Tests {
			tests = append(tests, record.Test{Sigma: s.Schedule.Variant.TestSigmas[k], Values: record.Measure(trials)})
		}
		if !reflect.DeepEqual(tests, records[i].Tests) {
			t.Errorf("%s: further tests %+v, the sweep has %+v", one, tests, records[i].Tests)
		}
		for e, epoch := range n.Epochs {
			if epoch.Number != e || epoch.Loss != records[i].Epochs[e].Loss || epoch.ValidationLoss != records[i].Epochs[e].ValidationLoss {
				t.Errorf("%s: epoch %+v, the sweep has %+v", one, epoch, records[i].Epochs[e])
			}
		}
		if again := get(t, dir, one, trained.Options{Device: o}); !reflect.DeepEqual(again, n) {
			t.Errorf("%s: it comes back from its file as another", one)
		}
	}
}

func TestFoundAgain(t *testing.T) {
	dir, one := t.TempDir(), small().Trainings()[1]
	epochs := 0
	o := trained.Options{Device: quickly, After: func(training.Epoch) { epochs++ }}
	first := get(t, dir, one, o)
	if epochs != 2 {
		t.Errorf("%d epochs of the first call", epochs)
	}
	if again := get(t, dir, one, o); epochs != 2 || !reflect.DeepEqual(again, first) {
		t.Errorf("%d epochs after the second call, which gave another network: %v", epochs, !reflect.DeepEqual(again, first))
	}
	other := one
	other.Settings.Schedule.LearningRate *= 2
	if get(t, dir, other, o); epochs != 4 {
		t.Errorf("%d epochs after a call with another learning rate, want 2 more", epochs)
	}
}

func TestBefore(t *testing.T) {
	one := small().Trainings()[0]
	one.Settings.Schedule.LearningRate = 1e-30 // steps too small for float32
	before, err := trained.Before(one)
	if err != nil {
		t.Fatal(err)
	}
	if n := get(t, t.TempDir(), one, trained.Options{Device: quickly}); !reflect.DeepEqual(n.Weights, before.Weights) {
		t.Error("training began with other weights")
	}
	one.Settings.Network.HiddenUnits = 0
	if _, err := trained.Before(one); err == nil || !strings.Contains(err.Error(), "hidden_units") {
		t.Error(err)
	}
}

// Classify answers as the trainer did after training.
func TestClassify(t *testing.T) {
	d, err := device.Open(context.Background(), quickly)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	one := small().Trainings()[0]
	n := get(t, t.TempDir(), one, trained.Options{Device: quickly})
	trials, err := n.Classify(d.Backend, testSet(t, d, one))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(trials, n.Test) {
		t.Errorf("%v, after training %v", trials.Predicted, n.Test.Predicted)
	}
}

// testSet is the one that a training is tested with.
func testSet(t *testing.T, d *device.Device, one plan.Training) *stimulus.Dataset {
	t.Helper()
	s := one.Settings.Stimulus
	s.JitterSigma = 0
	gen, err := stimulus.NewGenerator(d.Backend, s)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Generate(one.Settings.Schedule.TestSamples(), one.Random().Derive("test set"))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// The recorded activity follows the equations of the network, step by step.
func TestListen(t *testing.T) {
	d := devicetest.Open(t)
	one := plan.Default().Trainings()[0]
	n, err := trained.Before(one)
	if err != nil {
		t.Fatal(err)
	}
	gen, err := stimulus.NewGenerator(d.Backend, one.Settings.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	set, err := gen.Present([]float64{-0.5, 1}, random.NewKey(3))
	if err != nil {
		t.Fatal(err)
	}
	a, err := n.Listen(d.Backend, set)
	if err != nil {
		t.Fatal(err)
	}
	if T, B, H, K := len(a.Membrane), len(a.Membrane[0]), len(a.Membrane[0][0]), len(a.Output[0][0]); T != 100 || B != 2 || H != 30 || K != 12 {
		t.Fatalf("shapes %d %d %d %d", T, B, H, K)
	}
	counts := make([]float64, 30)
	for step := range 99 {
		for sample := range 2 {
			for h := range 30 {
				spike := float32(0)
				if a.Membrane[step][sample][h] > 1 {
					spike = 1
				}
				if a.Spikes[step+1][sample][h] != spike {
					t.Fatalf("step %d, sample %d, unit %d: spike %v after potential %v", step+1, sample, h, a.Spikes[step+1][sample][h], a.Membrane[step][sample][h])
				}
				counts[h] += float64(spike) / 2
			}
		}
	}
	if !slices.Equal(a.SpikeCounts(), counts) {
		t.Errorf("spike counts %v, want %v", a.SpikeCounts(), counts)
	}
	if busiest := a.Busiest(40); len(busiest) != 30 || counts[busiest[0]] != slices.Max(counts) || counts[busiest[29]] != slices.Min(counts) {
		t.Errorf("busiest units %v of %v", busiest, counts)
	}
}

func TestDamagedFile(t *testing.T) {
	dir, one := t.TempDir(), small().Trainings()[0]
	get(t, dir, one, trained.Options{Device: quickly})
	path := filepath.Join(dir, "networks", one.Key()+".npz")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := small()
	other.Network.HiddenUnits = 7
	otherOne := other.Trainings()[0]
	get(t, dir, otherOne, trained.Options{Device: quickly})
	foreign, err := os.ReadFile(filepath.Join(dir, "networks", otherOne.Key()+".npz"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"empty": {}, "cut short": whole[:len(whole)/2], "of other units": foreign} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := trained.Get(context.Background(), dir, one, trained.Options{Device: quickly})
		if !errors.Is(err, trained.ErrDamaged) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "delete the file") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStopped(t *testing.T) {
	dir, one := t.TempDir(), small().Trainings()[0]
	one.Settings.Schedule.Epochs = 1000
	one.Settings.Schedule.StopAfterEpoch = 1000
	ctx, cancel := context.WithCancel(context.Background())
	_, err := trained.Get(ctx, dir, one, trained.Options{Device: quickly, After: func(training.Epoch) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "networks", "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
