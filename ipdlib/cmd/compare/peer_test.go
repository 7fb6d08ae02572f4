package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fakePeer is a peer whose port is a shell script.
func fakePeer(t *testing.T, script string) *peer {
	t.Helper()
	shell := "/bin/sh"
	if _, err := os.Stat(shell); err != nil {
		t.Skip("there is no /bin/sh to play a port")
	}
	path := filepath.Join(t.TempDir(), "port.sh")
	if err := os.WriteFile(path, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	return &peer{name: "fake", python: shell, script: path, environment: os.Environ(),
		study: study{epochs: 20, seed: 7, sigma: 0.2, trainings: 1}}
}

const goodPort = `
echo '{"event": "ready", "framework": "fake", "version": "1.2", "compile_s": 3}'
read go
echo '{"event": "training", "train_epoch_s": 0.5, "validate_epoch_s": 0.25, "peak_memory_bytes": 100, "train_accuracy_percent": 90}'
`

func TestTrain(t *testing.T) {
	m, err := fakePeer(t, goodPort).train(t.Context(), way{processes: 2, threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	if m.TrainingS <= 0 {
		t.Errorf("training_s = %g, want a positive time", m.TrainingS)
	}
	m.TrainingS = 0
	want := Measurement{CompileS: 3, TrainEpochS: 0.5, ValidateEpochS: 0.25, PeakMemoryBytes: 200, Workers: 2,
		Backend: "fake 1.2", TrainAccuracyPercent: 90}
	if m != want {
		t.Errorf("got %+v, want %+v", m, want)
	}
}

// Each process must get a seed of its own, or two of them do the same training.
func TestTrainSeeds(t *testing.T) {
	p := fakePeer(t, `echo "$2" >> "$0.seeds"`+goodPort)
	if _, err := p.train(t.Context(), way{processes: 3, threads: 1}); err != nil {
		t.Fatal(err)
	}
	seeds, err := os.ReadFile(p.script + ".seeds")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Fields(string(seeds)); !slices.Equal(slices.Sorted(slices.Values(got)), []string{"7", "8", "9"}) {
		t.Errorf("seeds %v, want 7, 8 and 9", got)
	}
}

func TestTrainFailures(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"dies at once":     {"echo ModuleNotFoundError: torch >&2; exit 1", "ModuleNotFoundError: torch"},
		"says nothing":     {"exit 0", "ended too early"},
		"no JSON":          {"echo hello; exec sleep 60", `"hello" is not a line of JSON`},
		"other event":      {`echo '{"event": "first_step"}'; exec sleep 60`, `"first_step" where "ready" was expected`},
		"dies in training": {`echo '{"event": "ready"}'; read go; echo out of memory >&2; kill -9 $$`, "out of memory"},
		"fails afterwards": {goodPort + "echo late >&2; exit 3", "exit status 3"},
	} {
		_, err := fakePeer(t, c.script).train(t.Context(), way{processes: 2, threads: 1})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func TestTrainStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := fakePeer(t, `echo '{"event": "ready"}'; read go; echo begun > "$0.begun"; exec sleep 60`)
	done := make(chan error)
	go func() {
		_, err := p.train(ctx, way{processes: 1, threads: 1})
		done <- err
	}()
	for _, err := os.Stat(p.script + ".begun"); err != nil; _, err = os.Stat(p.script + ".begun") {
		select {
		case err := <-done:
			t.Fatalf("ended before it began: %v", err)
		default:
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, errEnded) {
		t.Errorf("error %v, want one that the port ended", err)
	}
}

func TestChooseWay(t *testing.T) {
	p := fakePeer(t, goodPort)
	p.cores = 2
	tried, err := p.chooseWay(t.Context(), t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	for way, taken := range tried {
		if taken < tried[p.way.String()] {
			t.Errorf("chose %s with %g s, but %s took %g s", p.way, tried[p.way.String()], way, taken)
		}
	}
	if len(tried) != len(waysOf("fake", 2)) {
		t.Errorf("tried %v", tried)
	}
}

func TestDataSet(t *testing.T) {
	p := fakePeer(t, `
echo '{"event": "ready"}'
for s in 9 1 2; do echo "{\"event\": \"data_set\", \"data_set_s\": $s}"; done`)
	if got, err := p.dataSet(t.Context()); err != nil || got != 2 {
		t.Errorf("dataSet = %g, %v, want the middle one of 9, 1 and 2", got, err)
	}
}

func TestFirstStep(t *testing.T) {
	p := fakePeer(t, `test "$MY_CACHE" = here && echo '{"event": "first_step"}'`)
	p.caches = []string{"MY_CACHE=here"}
	if got, err := p.firstStep(t.Context()); err != nil || got <= 0 {
		t.Errorf("firstStep = %g, %v, want a positive time", got, err)
	}
}

func TestTail(t *testing.T) {
	var kept tail
	for range 1000 {
		kept.Write([]byte("one line of many\n"))
	}
	kept.Write([]byte("the last line\n"))
	if got := kept.String(); len(got) > tailBytes || !strings.HasSuffix(got, "many\nthe last line") {
		t.Errorf("kept %d bytes ending in %q", len(got), got[len(got)-30:])
	}
}
