package parity

import (
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/training"
)

// What follows from a small deviation of the weights is found by trying: the batch is computed again with all weights
// shifted by as far as they may deviate, those of half the units up and of the others down, then the other way round,
// and so on with other halves. A spike that such a deviation can flip flips in some of the trials, and what follows from
// it is seen.

// trials is how many there are. safety is how much larger than in any of them a change may be.
const (
	trials = 4
	safety = 2
)

// valuesAside computes them. The weights deviate as far as the layers say, and by rounding: that fraction of the largest
// weight. The weights are left as they were.
func valuesAside(replay *training.Replay, batch int, rounding float64, w1, w2 *layer) (aside []*training.Values, err error) {
	w, err := replay.Weights()
	if err != nil {
		return nil, err
	}
	for trial := range trials {
		if err := replay.SetWeights(snn.Weights{W1: w1.shift(w.W1, trial, rounding), W2: w2.shift(w.W2, trial, rounding)}); err != nil {
			return nil, err
		}
		v, err := replay.Values(batch)
		if err != nil {
			return nil, err
		}
		aside = append(aside, v)
	}
	return aside, replay.SetWeights(w)
}

// shift gives weights that deviate as far as they may. For each unit the throw of a coin says whether its weights go up or
// down, all of them, which moves its potential the most; in an odd trial it is the other way round than in the one before.
func (l *layer) shift(w [][]float32, trial int, rounding float64) [][]float32 {
	coin := random.NewKey(uint64(trial / 2)).Rand()
	up := make([]bool, l.columns)
	for column := range up {
		up[column] = coin.IntN(2) == trial%2
	}
	least := rounding * largest(flat(w))
	shifted := make([][]float32, len(w))
	for row := range w {
		shifted[row] = make([]float32, len(w[row]))
		for column, x := range w[row] {
			by := least + l.reach(row*l.columns+column)
			if !up[column] {
				by = -by
			}
			shifted[row][column] = x + float32(by)
		}
	}
	return shifted
}

// each takes something of each.
func each(all []*training.Values, take func(*training.Values) []float64) (taken [][]float64) {
	for _, v := range all {
		taken = append(taken, take(v))
	}
	return taken
}
