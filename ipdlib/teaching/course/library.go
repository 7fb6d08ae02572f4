package course

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/train/loss"

	"ipd/ipdlib/notebook"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// A Library holds what the library's network makes of a sound: the spikes of the hidden units [time][unit], the loss, and the
// gradients of both tables of weights.
type Library struct {
	Spikes   [][]float64
	Loss     float64
	DW1, DW2 [][]float64
}

// Compute runs the library's network on a sound of the small task, forwards and backwards. w1 is [fibre][unit], w2
// [unit][class].
func Compute(sound Sound, w1, w2 [][]float64) Library {
	s := snn.Default()
	s.HiddenUnits, s.Classes = len(w2), len(w2[0])
	net := notebook.Must(snn.NewFor(s, snn.Input{TimeStep: 1e-3, Steps: len(sound.Spikes), Afferents: len(w1)}))
	var packed [][][]uint8
	for _, row := range sound.Spikes {
		bits := make([]uint8, len(row))
		for i, spike := range row {
			bits[i] = uint8(spike)
		}
		packed = append(packed, [][]uint8{notebook.Must(stimulus.Pack(bits, len(bits)))})
	}
	class := [][]int32{{int32(sound.Class)}}
	out := notebook.Must(graph.CallOnceN(Computer().Backend, func(x, w1, w2, class *graph.Node) []*graph.Node {
		trace := net.Forward(x, []*graph.Node{w1, w2}, nil)
		l := graph.ReduceAllMean(loss.SparseCategoricalCrossEntropyLogits([]*graph.Node{class}, []*graph.Node{trace.Logits}))
		gradients := net.Backward(trace, l)
		return []*graph.Node{graph.Squeeze(trace.Layers[0].Spikes, 1), l, gradients[0], gradients[1]}
	}, packed, narrow(w1), narrow(w2), class))
	return Library{
		Spikes: Wide(out[0].Value().([][]float32)),
		Loss:   float64(out[1].Value().(float32)),
		DW1:    Wide(out[2].Value().([][]float32)),
		DW2:    Wide(out[3].Value().([][]float32)),
	}
}

func narrow(w [][]float64) [][]float32 {
	n := make([][]float32, len(w))
	for i := range w {
		for _, x := range w[i] {
			n[i] = append(n[i], float32(x))
		}
	}
	return n
}

// Apart is the largest difference between numbers of two tables of the same shape.
func Apart(a, b [][]float64) (most float64) {
	for i := range a {
		for j := range a[i] {
			most = max(most, math.Abs(a[i][j]-b[i][j]))
		}
	}
	return most
}
