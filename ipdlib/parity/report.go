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
	Flip                  // beyond it because a potential so near the threshold that rounding decides fell on the other side
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
	Where     string  // of the largest deviation; empty where there is none
	Verdict   Verdict
	Note      string
}

// Report is the comparison of a record with what we compute.
type Report struct {
	Path   string
	Record *Record
	Rows   []Row

	flips        int     // hidden units, over all samples of the first batch, with other spikes
	flipDistance float64 // largest distance from threshold at which one first differs
	closest      float64 // smallest distance from threshold in the other batches
}

// Passed reports whether every array agrees.
func (r *Report) Passed() bool {
	for _, row := range r.Rows {
		if row.Verdict != Agrees {
			return false
		}
	}
	return true
}

// add makes a row of a difference.
func (r *Report) add(name string, d difference, tolerance float64) {
	r.addRow(Row{Name: name, Absolute: d.worst, Relative: d.relative(), Tolerance: tolerance, Where: d.where})
}

// addRow settles the verdict.
func (r *Report) addRow(row Row) {
	if !(row.Relative <= row.Tolerance) { // so that NaN fails
		row.Verdict = Beyond
	}
	r.Rows = append(r.Rows, row)
}

// explainByFlips tells apart what follows from spikes that rounding flipped from errors. In the first batch the samples
// in question were left out of the comparison already, but the loss and the gradients are means over all samples. The
// spikes of the other batches are not in the record: there one can only say that a flip is possible.
func (r *Report) explainByFlips() {
	flipped := r.flips > 0 && r.flipDistance <= flipDistance
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Verdict != Beyond {
			continue
		}
		name, _, _ := strings.Cut(row.Name, " ")
		later := slices.Contains([]string{"loss_step1", "loss_step2", "w1_after", "w2_after"}, name)
		switch {
		case flipped && (later || slices.Contains([]string{"loss", "grad_w1", "grad_w2", "loss_step0"}, name)):
			row.Verdict, row.Note = Flip, "follows from the flipped spikes"
		case later && r.closest <= flipDistance:
			row.Note = fmt.Sprintf("a potential of batch 2 or 3 comes within %.1g of threshold: perhaps a flipped spike", r.closest)
		}
	}
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
		fmt.Fprintf(w, "  not in the format, and not looked at: %s\n", strings.Join(rec.Others, ", "))
	}
	if r.flips > 0 && r.flipDistance <= flipDistance {
		fmt.Fprintln(w, "  FLIP: rounding put a potential on the other side of the threshold. That is no error of either side, but what depends on it can't be compared.")
	}
	return nil
}
