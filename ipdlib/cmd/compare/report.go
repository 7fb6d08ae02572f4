package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Report is everything that was measured.
type Report struct {
	Began      time.Time `json:"began"`
	Machine    Machine   `json:"machine"`
	RoundCount int       `json:"rounds"`
	Results    []Result  `json:"results"`
}

// markdown is the table, and below it what one must know to judge it.
func (r Report) markdown() string {
	var b strings.Builder
	b.WriteString(markdownTable(r.Results))
	fmt.Fprintf(&b, "\n%s, %d %s, %s, %s, %s; %d %s, turn by turn", r.Machine.Processor,
		r.Machine.Cores, plural(r.Machine.Cores, "core"), r.Machine.System, r.Machine.Go, r.Began.Format(time.DateOnly),
		r.RoundCount, plural(r.RoundCount, "round"))
	if r.Machine.Load != "" {
		fmt.Fprintf(&b, "; load before %s", r.Machine.Load)
	}
	b.WriteString(". Workers: ")
	for i, result := range r.Results {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s %s", result.Name, result.Way)
		if n := len(result.Rounds); n > 0 && result.Rounds[n-1].Backend != "" {
			fmt.Fprintf(&b, " (%s)", result.Rounds[n-1].Backend)
		}
	}
	b.WriteString(".\n")
	return b.String()
}

// write saves the report as JSON, through a temporary name so that a file is never half written.
func (r Report) write(path string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("compare: -json: %w", err)
	}
	temporary := path + ".tmp"
	if err := os.WriteFile(temporary, append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("compare: -json: %w", err)
	}
	return os.Rename(temporary, path)
}
