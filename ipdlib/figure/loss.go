package figure

import "fmt"

// LossData holds the course of one training.
type LossData struct {
	// Training and Validation are the mean loss after each epoch, from epoch 0. Validation may be nil.
	Training, Validation []float64
}

// Loss draws the loss and the validation loss by epoch. 6.4 x 4.8 inches.
func Loss(d LossData) (Figure, error) {
	p := &panel{xLabel: "Epoch", yLabel: "Loss", legend: &legend{}}
	p.x.integer = true
	for i, set := range [...]struct {
		name   string
		losses []float64
	}{{"Training", d.Training}, {"Validation", d.Validation}} {
		if i == 1 && set.losses == nil {
			continue
		}
		if err := finite(set.name, set.losses); err != nil {
			return Figure{}, fmt.Errorf("figure: loss: %w", err)
		}
		if err := sameLength(set.name, len(set.losses), "Training", len(d.Training)); err != nil {
			return Figure{}, fmt.Errorf("figure: loss: %w", err)
		}
		epochs := make([]float64, len(set.losses))
		for e := range epochs {
			epochs[e] = float64(e)
		}
		c := newCurve(epochs, set.losses, cycle(i))
		p.layers = append(p.layers, c)
		p.legend.add(set.name, c)
	}
	return inches(6.4, 4.8, 1, p), nil
}
