package evaluation_test

import (
	"fmt"
	"log"
	"math"

	"ipd/ipdlib/evaluation"
)

// Three classes of 60°; the last of four IPDs is taken for the wrong one.
func ExampleTrials() {
	ipd := []float64{-math.Pi / 3, 0, math.Pi / 3, math.Pi / 3}
	trials, err := evaluation.NewTrials(ipd, []int{0, 1, 2, 1}, 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("accuracy %.0f %%, error %.0f°, estimated by true class %v\n", trials.Accuracy(), trials.Error(), trials.Confusion())
	// Output: accuracy 75 %, error 15°, estimated by true class [[1 0 0] [0 1 1] [0 0 1]]
}
