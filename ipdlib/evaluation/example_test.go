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

// One unit spikes for sounds from the left, the other never: two sounds of four steps of 1 ms.
func ExampleFiring() {
	firing, err := evaluation.NewFiring([]float64{-math.Pi / 4, math.Pi / 4}, 2, 4, 1e-3, 2)
	if err != nil {
		log.Fatal(err)
	}
	spikes := make([]float32, 4*2*2) // [step][sample][unit]
	spikes[0], spikes[4] = 1, 1      // unit 0 in steps 0 and 1 of the first sound
	if err := firing.Add(0, 2, spikes); err != nil {
		log.Fatal(err)
	}
	rates, _ := firing.Rates()
	tuning, err := firing.Tuning(2)
	if err != nil {
		log.Fatal(err)
	}
	psth, err := firing.PSTH(2e-3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Hz:", rates, "silent units:", firing.Silent())
	fmt.Println("Hz by IPD:", tuning.Mean, "in bins of 2 ms:", psth.Rates)
	// Output:
	// Hz: [250 0] silent units: [1]
	// Hz by IPD: [[500 0] [0 0]] in bins of 2 ms: [[500 0] [0 0]]
}
