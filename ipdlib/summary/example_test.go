package summary_test

import (
	"fmt"

	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

func ExampleNewCell() {
	c := summary.NewCell(record.TestAccuracy, 0.5, 0.2, []float64{59, 62, 65})
	fmt.Printf("%.1f ± %.2f %%, 95 %% interval %.1f to %.1f %%\n", c.Mean, c.SEM, c.Low, c.High)
	// Output: 62.0 ± 1.73 %, 95 % interval 54.5 to 69.5 %
}
