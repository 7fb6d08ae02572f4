package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// event is one line of JSON from a port; study.py says what each kind means.
type event struct {
	Event                string  `json:"event"`
	Framework            string  `json:"framework"`
	Version              string  `json:"version"`
	CompileS             float64 `json:"compile_s"`
	DataSetS             float64 `json:"data_set_s"`
	SpikeDensity         float64 `json:"spike_density"` // the part of the entries that are spikes
	TrainEpochS          float64 `json:"train_epoch_s"`
	ValidateEpochS       float64 `json:"validate_epoch_s"`
	PeakMemoryBytes      float64 `json:"peak_memory_bytes"`
	TrainAccuracyPercent float64 `json:"train_accuracy_percent"`
	TestAccuracyPercent  float64 `json:"test_accuracy_percent"`

	// Of --verify.
	File       string             `json:"file"`
	OK         bool               `json:"ok"`
	Deviations map[string]float64 `json:"deviations"`
}

// process is a running port.
type process struct {
	command *exec.Cmd
	input   io.WriteCloser
	lines   *bufio.Scanner
	stderr  tail
	started time.Time
}

// startProcess runs the command with the environment; it ends with the context.
func startProcess(ctx context.Context, environment []string, name string, arguments ...string) (*process, error) {
	p := &process{command: exec.CommandContext(ctx, name, arguments...)}
	p.command.Env = environment
	p.command.Stderr = &p.stderr
	p.command.WaitDelay = 5 * time.Second
	output, err := p.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	if p.input, err = p.command.StdinPipe(); err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	p.lines = bufio.NewScanner(output)
	p.started = time.Now()
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("compare: start %s: %w", p.command, err)
	}
	return p, nil
}

// errEnded means that a port ended before it said what was expected.
var errEnded = errors.New("ended too early")

// next waits for the next event, which must be of the given kind.
func (p *process) next(kind string) (event, error) {
	var e event
	if !p.lines.Scan() {
		return e, errors.Join(fmt.Errorf("compare: waiting for %q: %w", kind, errEnded), p.lines.Err())
	}
	if err := json.Unmarshal(p.lines.Bytes(), &e); err != nil {
		return e, fmt.Errorf("compare: %q is not a line of JSON: %w", p.lines.Text(), err)
	}
	if e.Event != kind {
		return e, fmt.Errorf("compare: the port said %q where %q was expected", e.Event, kind)
	}
	return e, nil
}

// goOn lets a port that waits begin.
func (p *process) goOn() error {
	_, err := io.WriteString(p.input, "\n")
	return err
}

// end waits for the process. An error that came before, and the end of what the process complained, go with its own.
func (p *process) end(before error) error {
	p.input.Close()
	if before != nil { // it may be in the middle of something long
		p.command.Process.Kill()
	}
	err := p.command.Wait()
	if before == nil && err == nil {
		return nil
	}
	return fmt.Errorf("compare: %s: %w\n%s", p.command, errors.Join(before, err), p.stderr.String())
}

// tail keeps the last lines that are written to it.
type tail struct{ kept []byte }

const tailBytes = 2000 // enough for the end of a traceback

func (t *tail) Write(b []byte) (int, error) {
	t.kept = append(t.kept, b...)
	if excess := len(t.kept) - tailBytes; excess > 0 {
		t.kept = bytes.Clone(t.kept[excess:])
	}
	return len(b), nil
}

func (t *tail) String() string { return strings.TrimSpace(string(t.kept)) }
