package device_test

import (
	"context"
	"fmt"
	"os"

	"github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device"
)

// The pure Go backend needs nothing installed. Leave Backend out to get the fastest there is.
func ExampleOpen() {
	d, err := device.Open(context.Background(), device.Options{Backend: "go", Out: os.Stderr})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	norm, err := graph.NewExec(d.Backend, func(x *graph.Node) *graph.Node {
		return graph.Sqrt(graph.ReduceAllSum(graph.Square(x)))
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	length, err := norm.Call1([]float32{3, 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(length.Value())
	// Output: 5
}
