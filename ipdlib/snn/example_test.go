package snn_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device"
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
)

// One afferent that spikes all the time drives one hidden unit. The potential crosses the threshold of 1, the unit spikes
// one step later and is reset yet another step later: so its spikes come in pairs.
func ExampleNetwork_Forward() {
	d, err := device.Open(context.Background(), device.Options{Backend: "go"})
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()
	settings := snn.Default()
	settings.HiddenUnits, settings.Classes = 1, 2
	net, err := snn.NewFor(settings, snn.Input{TimeStep: 1e-3, Steps: 12, Afferents: 1})
	if err != nil {
		log.Fatal(err)
	}

	packed := make([][][]uint8, 12) // [T, B, G]: one sample, one group of up to eight afferents
	for t := range packed {
		packed[t] = [][]uint8{{1}}
	}
	out, err := graph.CallOnceN(d.Backend, func(x, w1, w2 *graph.Node) []*graph.Node {
		trace := net.Forward(x, []*graph.Node{w1, w2}, nil)
		return []*graph.Node{trace.Layers[0].Membrane, trace.Layers[0].Spikes, trace.Logits}
	}, packed, [][]float32{{0.5}}, [][]float32{{1, -1}})
	if err != nil {
		log.Fatal(err)
	}
	v, s := out[0].Value().([][][]float32), out[1].Value().([][][]float32)
	for t := range v {
		fmt.Printf("t=%2d  v=%.2f  s=%v\n", t, v[t][0][0], s[t][0][0])
	}
	fmt.Printf("logits %.3f\n", out[2].Value().([][]float32)[0])
	// Output:
	// t= 0  v=0.00  s=0
	// t= 1  v=0.50  s=0
	// t= 2  v=0.91  s=0
	// t= 3  v=1.24  s=0
	// t= 4  v=1.52  s=1
	// t= 5  v=0.00  s=1
	// t= 6  v=0.00  s=0
	// t= 7  v=0.50  s=0
	// t= 8  v=0.91  s=0
	// t= 9  v=1.24  s=0
	// t=10  v=1.52  s=1
	// t=11  v=0.00  s=1
	// logits [0.090 -0.090]
}

// Weights are saved in a form that NumPy loads.
func ExampleWeights_Save() {
	net, err := snn.New(snn.Default(), stimulus.Default())
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "weights")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "weights.npz")
	if err := net.InitialWeights(random.NewKey(1)).Save(path); err != nil {
		log.Fatal(err)
	}
	w, err := snn.LoadWeights(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("w1 [%d, %d], w2 [%d, %d]\n", len(w.W1), len(w.W1[0]), len(w.W2), len(w.W2[0]))
	// Output: w1 [200, 30], w2 [30, 12]
}
