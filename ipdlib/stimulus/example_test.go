package stimulus_test

import (
	"context"
	"fmt"
	"log"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// Two samples, one with the sound from the left and one from the right.
func Example() {
	d, err := device.Open(context.Background(), device.Options{Backend: "go"})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	gen, err := stimulus.NewGenerator(d.Backend, stimulus.Default())
	if err != nil {
		log.Fatal(err)
	}
	defer gen.Close()
	set, err := gen.Present([]float64{-1, 1}, random.NewKey(1))
	if err != nil {
		log.Fatal(err)
	}
	defer set.Close()
	raster, err := set.Raster(0)
	if err != nil {
		log.Fatal(err)
	}
	spikes := 0
	for _, step := range raster {
		for _, spike := range step {
			spikes += int(spike)
		}
	}
	fmt.Printf("%d samples of %d time steps and %d afferents, in classes %v of 12\n", set.Len(), set.Steps, set.Afferents, set.Labels(12))
	fmt.Printf("the first sample has %d spikes\n", spikes)
	// Output:
	// 2 samples of 100 time steps and 200 afferents, in classes [2 9] of 12
	// the first sample has 4492 spikes
}
