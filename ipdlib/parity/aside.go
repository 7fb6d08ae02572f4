package parity

import (
	"ipd/ipdlib/random"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/training"
)

// The effect of a small deviation of the weights is found by trial: the batch is computed again with all weights shifted by
// as much as they may deviate, those of half the units up and the others down, then the other way round, and so on with other
// halves. A spike that such a deviation can flip does flip in some of the trials, which shows its effects.

// trials is their number. safety is the factor by which a change may exceed the largest one in the trials.
const (
	trials = 4
	safety = 2
)

// valuesAside computes the values of the trials. The weights deviate as far as the layers allow, and by rounding, a fraction
// of the largest weight. The weights are restored afterwards.
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

// shift returns weights that deviate as far as they may. For each unit a coin flip decides whether all of its weights go up or
// down, which moves its potential the most; an odd trial has the opposite signs of the one before.
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

// each takes something from each of the values.
func each(all []*training.Values, take func(*training.Values) []float64) (taken [][]float64) {
	for _, v := range all {
		taken = append(taken, take(v))
	}
	return taken
}
