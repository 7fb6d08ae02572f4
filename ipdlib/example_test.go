package ipdlib_test

import (
	"context"
	"fmt"
	"io"

	"ipd/ipdlib/depict"
	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/training"
)

// One network of the study: train it, measure it, draw it. README.md has the same lines.
func Example() {
	ctx := context.Background()
	d, err := device.Open(ctx, device.Options{Backend: "fused"})
	if err != nil {
		panic(err)
	}
	network, err := training.Run(ctx, d.Backend, training.Default(), random.NewKey(1))
	if err != nil {
		panic(err)
	}
	figure, err := depict.Evaluation("new sounds", network.Test)
	if err != nil || figure.WritePNG(io.Discard, 100) != nil {
		panic("no figure")
	}
	fmt.Println("more than three of four new sounds are classified correctly:", network.Test.Accuracy() > 75)
	// Output: more than three of four new sounds are classified correctly: true
}
