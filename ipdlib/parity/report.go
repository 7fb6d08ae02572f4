package parity

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Verdict on one array.
type Verdict int

const (
	Agrees Verdict = iota // within tolerance
	Flip                  // beyond it, but explained by a spike whose potential is so close to the threshold that rounding decides
	Beyond                // beyond tolerance
)

func (v Verdict) String() string {
	return [...]string{"ok", "FLIP", "FAIL"}[v]
}

// Row is the comparison of one array.
type Row struct {
	Name      string
	Absolute  float64 // largest absolute deviation
	Relative  float64 // the same, relative to the largest entry; for the weights, to the learning rate
	Tolerance float64 // of Relative
	Where     string  // of the largest deviation; empty if there is none
	Verdict   Verdict
	Note      string
}

// Report is the comparison of a record with our values.
type Report struct {
	Path   string
	Record *Record
	Rows   []Row

	flips        int     // hidden units, over all samples of the first batch, whose spikes differ
	flipDistance float64 // largest distance from threshold at which one first differs
}

// Passed reports whether every array agrees, except for flips.
func (r *Report) Passed() bool {
	for _, row := range r.Rows {
		if row.Verdict == Beyond {
			return false
		}
	}
	return true
}

// add adds a row for a difference that no flip can explain.
func (r *Report) add(name string, d difference, tolerance float64) {
	r.addRow(d.row(name, tolerance), tolerance)
}

// addRow decides the verdict. A relative deviation up to reachable can come from rounding, through a flipped spike.
func (r *Report) addRow(row Row, reachable float64) {
	switch {
	case row.Relative <= row.Tolerance:
	case row.Relative <= reachable:
		row.Verdict = Flip
		row.Note = fmt.Sprintf("a flipped spike can cause up to %.0e", reachable)
	default: // including NaN
		row.Verdict = Beyond
	}
	r.Rows = append(r.Rows, row)
}

// Write writes the report as a table.
func (r *Report) Write(w io.Writer) error {
	rec := r.Record
	dale := "off"
	if rec.Network.DalesLaw {
		dale = fmt.Sprintf("on, inhibitory %g", rec.Network.InhibitoryFraction)
	}
	fmt.Fprintf(w, "%s: %d batches of %d, %d steps, %d afferents, %d hidden units, %d classes; tau %g s, learning rate %g, Dale's law %s\n",
		r.Path, Steps, rec.Batch, rec.Input.Steps, rec.Input.Afferents, rec.Network.HiddenUnits, rec.Network.Classes,
		rec.Network.MembraneTimeConstant, rec.LearningRate, dale)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  array\tdeviation\trelative\ttolerance\t\t")
	for _, row := range r.Rows {
		remark := row.Note
		if row.Verdict != Agrees && row.Where != "" {
			remark = strings.TrimPrefix(remark+", worst at "+row.Where, ", ")
		}
		fmt.Fprintf(table, "  %s\t%.1e\t%.1e\t%.0e\t%s\t%s\n", row.Name, row.Absolute, row.Relative, row.Tolerance, row.Verdict, remark)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if len(rec.Others) > 0 {
		fmt.Fprintf(w, "  not in the format, and ignored: %s\n", strings.Join(rec.Others, ", "))
	}
	if slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Verdict == Flip }) {
		fmt.Fprintln(w, "  FLIP: a potential is so close to the threshold that rounding decides about the spike; neither side is wrong.")
	}
	return nil
}
