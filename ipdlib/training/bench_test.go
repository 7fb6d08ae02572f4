package training_test

import (
	"context"
	"testing"

	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

func TestQuick(t *testing.T) {
	d := devicetest.Open(t)
	s := training.Default()
	gen, err := stimulus.NewGenerator(d.Backend, s.Stimulus)
	if err != nil {
		t.Fatal(err)
	}
	key := random.NewKey(1)
	train, err := gen.Generate(4096, key.Derive("train"))
	if err != nil {
		t.Fatal(err)
	}
	val, err := gen.Generate(4096, key.Derive("val"))
	if err != nil {
		t.Fatal(err)
	}
	tr, err := training.NewTrainer(d.Backend, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []float64{0, 0.5} {
		fit, err := tr.Fit(context.Background(), train, val, p, key, func(e training.Epoch) { t.Log(e) })
		if err != nil {
			t.Fatal(err)
		}
		_ = fit
		o, err := tr.Evaluate(context.Background(), train)
		if err != nil {
			t.Fatal(err)
		}
		ok := 0
		for i, k := range train.Labels(12) {
			if o.Predicted[i] == int(k) {
				ok++
			}
		}
		t.Log("train accuracy", float64(ok)/4096)
	}
}
