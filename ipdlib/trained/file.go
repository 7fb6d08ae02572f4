package trained

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/npz"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/training"
)

// ErrDamaged is wrapped by errors about a file that is not the network that it should be.
var ErrDamaged = errors.New("damaged file of a trained network")

// pathOf is where a training's network lies in a folder. The key in the name is made of all that decides the network, so
// that another setting asks for another file.
func pathOf(dir string, t sweep.Training) string {
	return filepath.Join(dir, "networks", t.Key()+".npz")
}

// save writes the network as NumPy arrays. Epochs E, samples N:
//
//	w1 [C, H], w2 [H, K]                  weights
//	loss, validation_loss [E]             by epoch; none of a network before its first
//	train_ipd [N], train_predicted [N]    in radians; the class, and the same for the test set
//	test_1_ipd, test_1_predicted, ...     the same for further test sets
func (n *Network) save(path string) error {
	var loss, validation []float64
	for _, e := range n.Epochs {
		loss, validation = append(loss, e.Loss), append(validation, e.ValidationLoss)
	}
	arrays := []npz.Named{
		{Name: "w1", Value: n.Weights.W1},
		{Name: "w2", Value: n.Weights.W2},
		{Name: "train_ipd", Value: n.Train.IPD},
		{Name: "train_predicted", Value: int64s(n.Train.Predicted)},
		{Name: "test_ipd", Value: n.Test.IPD},
		{Name: "test_predicted", Value: int64s(n.Test.Predicted)},
	}
	for i, trials := range n.Tests {
		arrays = append(arrays, npz.Named{Name: furtherTest(i) + "_ipd", Value: trials.IPD},
			npz.Named{Name: furtherTest(i) + "_predicted", Value: int64s(trials.Predicted)})
	}
	if len(loss) > 0 { // an array of no numbers can't be told from one number
		arrays = append(arrays, npz.Named{Name: "loss", Value: loss}, npz.Named{Name: "validation_loss", Value: validation})
	}
	return npz.Write(path, arrays...)
}

// furtherTest names the arrays of a further test set.
func furtherTest(i int) string { return fmt.Sprintf("test_%d", i+1) }

// load reads a training's network; fs.ErrNotExist where there is none.
func load(path string, t sweep.Training) (*Network, error) {
	f, err := npz.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, damaged(path, err)
	}
	defer f.Close()
	r := reader{f: f, settings: t.Settings}
	n := &Network{Training: t, Weights: snn.Weights{
		W1: r.matrix("w1", t.Settings.Stimulus.Afferents(), t.Settings.Network.HiddenUnits),
		W2: r.matrix("w2", t.Settings.Network.HiddenUnits, t.Settings.Network.Classes),
	}}
	var loss, validation []float64
	if f.Has("loss") || f.Has("validation_loss") {
		loss, validation = r.floats("loss", -1), r.floats("validation_loss", -1)
	}
	n.Train = r.trials("train")
	n.Test = r.trials("test")
	for i := range t.Settings.Schedule.Variant.TestSigmas {
		n.Tests = append(n.Tests, r.trials(furtherTest(i)))
	}
	if r.err == nil && len(loss) != len(validation) {
		r.err = fmt.Errorf("%d losses and %d validation losses", len(loss), len(validation))
	}
	if r.err != nil {
		return nil, damaged(path, r.err)
	}
	for i := range loss {
		n.Epochs = append(n.Epochs, training.Epoch{Number: i, Loss: loss[i], ValidationLoss: validation[i]})
	}
	return n, nil
}

func damaged(path string, err error) error {
	return fmt.Errorf("%w: %s: %w; delete the file, and the network is trained again", ErrDamaged, path, err)
}

// reader reads arrays until the first error, which it keeps.
type reader struct {
	f        *npz.File
	settings training.Settings
	err      error
}

// array reads an array of a shape; -1 is any length.
func (r *reader) array(name string, shape ...int) *npz.Array {
	if r.err != nil {
		return nil
	}
	var a *npz.Array
	if a, r.err = r.f.Read(name); r.err == nil {
		r.err = a.Want(shape...)
	}
	return a
}

func (r *reader) floats(name string, shape ...int) (x []float64) {
	if a := r.array(name, shape...); r.err == nil {
		x, r.err = a.Floats()
	}
	return x
}

func (r *reader) matrix(name string, rows, columns int) [][]float32 {
	flat := r.floats(name, rows, columns)
	if r.err != nil {
		return nil
	}
	m := make([][]float32, rows)
	for i := range m {
		m[i] = make([]float32, columns)
		for j := range m[i] {
			m[i][j] = float32(flat[i*columns+j])
		}
	}
	return m
}

func (r *reader) trials(set string) (t evaluation.Trials) {
	ipd := r.floats(set+"_ipd", -1)
	a := r.array(set+"_predicted", -1)
	if r.err != nil {
		return t
	}
	var predicted []int
	if predicted, r.err = a.Integers(0, r.settings.Network.Classes-1); r.err == nil {
		t, r.err = evaluation.NewTrials(ipd, predicted, r.settings.Network.Classes)
	}
	return t
}

func int64s(x []int) []int64 {
	y := make([]int64, len(x))
	for i := range x {
		y[i] = int64(x[i])
	}
	return y
}
