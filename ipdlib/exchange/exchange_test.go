package exchange_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/exchange"
	"ipd/ipdlib/npz"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/trained"
)

// readersEnv names a Python that has the readers: numpy, safetensors and nir, and, if it may, torch, norse and snntorch.
const readersEnv = "IPD_EXCHANGE_PYTHON"

// python runs a script of testdata with the readers, and skips the test where they are not installed.
func python(t *testing.T, script string, args ...string) string {
	t.Helper()
	program := os.Getenv(readersEnv)
	if program == "" {
		t.Skipf("%s is not set to a Python with numpy, safetensors and nir", readersEnv)
	}
	cmd := exec.Command(program, append([]string{filepath.Join("testdata", script)}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", script, err, out, &stderr)
	}
	if stderr.Len() > 0 {
		t.Logf("%s: %s", script, &stderr)
	}
	return string(out)
}

// network trains a small one.
func network(t *testing.T, change func(*plan.Settings)) (*trained.Network, *device.Device) {
	t.Helper()
	s := plan.Default()
	s.Stimulus.AfferentsPerEar, s.Network.HiddenUnits, s.Network.Classes = 20, 10, 6
	s.Schedule.Epochs, s.Schedule.BatchSize, s.Schedule.TrainingBatches, s.Schedule.TestBatches = 4, 16, 16, 8
	s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas = 1, []float64{0}, []float64{0}
	s.Schedule.LearningRate = 0.02
	change(&s)
	o := device.Options{Backend: "go"}
	n, err := trained.Get(t.Context(), t.TempDir(), s.Trainings()[0], trained.Options{Device: o})
	if err != nil {
		t.Fatal(err)
	}
	d, err := device.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return n, d
}

// TestSafetensors lets the reference reader compare with the .npz.
func TestSafetensors(t *testing.T) {
	for name, change := range map[string]func(*plan.Settings){
		"w1 w2": func(*plan.Settings) {},
		"log_time_constants w1 w2 w_hidden_2": func(s *plan.Settings) {
			s.Network.Variant.FurtherLayers, s.Network.Variant.LearnTimeConstants = []int{7}, true
		},
	} {
		n, _ := network(t, change)
		dir := t.TempDir()
		file, archive := filepath.Join(dir, "network.safetensors"), filepath.Join(dir, "network.npz")
		if err := errors.Join(exchange.WriteSafetensors(file, n), n.Save(archive)); err != nil {
			t.Fatal(err)
		}
		if got, want := python(t, "safetensors_check.py", file, archive), fmt.Sprintf("%s %s 10\n", name, n.Key()); got != want {
			t.Errorf("it reads %q, want %q", got, want)
		}
	}
}

// TestNIR lets the readers hear a data set: their spikes and classes are ours, but for rounding.
func TestNIR(t *testing.T) {
	for name, change := range map[string]func(*plan.Settings){
		"one layer":  func(*plan.Settings) {},
		"two layers": func(s *plan.Settings) { s.Network.Variant.FurtherLayers = []int{8} },
		"learnt time constants, Dale's law": func(s *plan.Settings) {
			s.Network.Variant.LearnTimeConstants, s.Network.DalesLaw = true, true
		},
	} {
		t.Run(name, func(t *testing.T) {
			n, d := network(t, func(s *plan.Settings) {
				s.Network.Variant.Reset = "same_step"
				change(s)
			})
			dir := t.TempDir()
			file, heard := filepath.Join(dir, "network.nir"), filepath.Join(dir, "heard.npz")
			if err := exchange.WriteNIR(file, n); err != nil {
				t.Fatal(err)
			}
			gen, err := stimulus.NewGenerator(d.Backend, n.Settings.Stimulus)
			if err != nil {
				t.Fatal(err)
			}
			defer gen.Close()
			const samples = 64
			set, err := gen.Generate(samples, random.NewKey(5))
			if err != nil {
				t.Fatal(err)
			}
			defer set.Close()
			trials, err := n.Classify(d.Backend, set)
			if err != nil {
				t.Fatal(err)
			}
			activity, err := n.Listen(d.Backend, set)
			if err != nil {
				t.Fatal(err)
			}
			steps, spikes, hidden := set.Steps, []float32(nil), []float32(nil)
			count := 0
			for b := range samples {
				raster, err := set.Raster(b)
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range raster {
					for _, x := range row {
						spikes = append(spikes, float32(x))
					}
				}
				for step := range steps {
					hidden = append(hidden, activity.Spikes[step][b]...)
					for _, x := range activity.Spikes[step][b] {
						count += int(x)
					}
				}
			}
			if count < samples {
				t.Fatalf("%d hidden spikes: nothing is tested", count)
			}
			var predicted []float64
			for _, p := range trials.Predicted {
				predicted = append(predicted, float64(p))
			}
			if len(slices.Compact(slices.Sorted(slices.Values(predicted)))) < 3 {
				t.Fatalf("fewer than three classes are answered: nothing is tested: %v", predicted)
			}
			if err := npz.Write(heard, npz.Named{Name: "spikes", Value: rows3(spikes, samples, steps)}, npz.Named{Name: "hidden", Value: rows3(hidden, samples, steps)},
				npz.Named{Name: "predicted", Value: predicted}); err != nil {
				t.Fatal(err)
			}
			readers := 0
			for line := range strings.Lines(python(t, "nir_check.py", file, heard)) {
				var reader string
				var same, classes float64
				var theirs int
				if _, err := fmt.Sscan(line, &reader, &same, &classes, &theirs); err != nil {
					t.Fatalf("%q: %v", line, err)
				}
				readers++
				t.Logf("%s: %.6f of hidden spikes, %.4f of classes as ours; %d spikes, ours %d", reader, same, classes, theirs, count)
				if same < 0.9995 || classes < 0.98 {
					t.Errorf("%s: %v of hidden spikes and %v of classes are ours", reader, same, classes)
				}
			}
			if readers == 0 {
				t.Error("no reader read it")
			}
		})
	}
}

// TestInexact: what NIR can't hold is refused, and nothing is written.
func TestInexact(t *testing.T) {
	for text, want := range map[string]string{
		"reset=late":          "its reset comes a step late, like the study's",
		"reset=subtract":      `NIR doesn't have the reset "subtract"`,
		"reset=none":          `the reset "none"`,
		"readout=spike_count": "its readout counts spikes",
	} {
		s := plan.Default()
		s.Network.Variant.Reset = "same_step"
		if err := s.SetText(text); err != nil {
			t.Fatal(err)
		}
		n, err := trained.Before(s.Trainings()[0])
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "network.nir")
		if err := exchange.WriteNIR(path, n); !errors.Is(err, exchange.ErrInexact) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("%s: a file was written: %v", text, err)
		}
	}
}

// rows3 cuts values into [samples][steps][units].
func rows3(values []float32, samples, steps int) [][][]float32 {
	units := len(values) / samples / steps
	all := make([][][]float32, samples)
	for b := range all {
		for range steps {
			all[b] = append(all[b], values[:units])
			values = values[units:]
		}
	}
	return all
}
