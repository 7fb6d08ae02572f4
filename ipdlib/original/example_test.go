package original_test

import (
	"fmt"

	"ipd/ipdlib/original"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// Three runs of our own beside the original's results.
func ExampleCompare() {
	ours := summary.NewCell(record.TestAccuracy, 0, 0, []float64{85.1, 83.9, 86.0})
	for _, c := range original.Compare(summary.Summary{Cells: []summary.Cell{ours}}) {
		fmt.Printf("ours %.1f, published %.1f, rerun %.1f; agrees: %t\n", c.Ours.Mean, c.Published, c.Rerun, c.Agrees())
	}
	// Output: ours 85.0, published 85.6, rerun 84.2; agrees: true
}
