package plan_test

import (
	"fmt"

	"ipd/ipdlib/plan"
)

func ExampleRead() {
	_, err := plan.Read([]byte(`{
  "network": {"hiden_units": 10}
}`))
	fmt.Println(err)
	// Output: sweep settings: line 2, column 15: there is no field "hiden_units" in network; did you mean "hidden_units"?
}

// Two processes share the study.
func ExampleSettings_Part() {
	s := plan.Default()
	for _, text := range []string{"1/2", "2/2"} {
		part, err := s.Part(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		trainings := s.TrainingsIn(part)
		fmt.Printf("%v: %d trainings, the first is %v\n", part, len(trainings), trainings[0])
	}
	// Output:
	// 1/2: 27 trainings, the first is run 1, dropout 0, sigma 0
	// 2/2: 27 trainings, the first is run 1, dropout 0, sigma 0.1
}
