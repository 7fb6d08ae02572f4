package trained

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/npz"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/training"
)

// ErrDamaged is wrapped by errors about a file that isn't the network it should be.
var ErrDamaged = errors.New("damaged file of a trained network")

// pathOf returns the path of a training's network in a folder. The key in the name depends on everything that determines the
// network, so that each setting has its own file.
func pathOf(dir string, t plan.Training) string {
	return filepath.Join(dir, networksName, t.Key()+".npz")
}

const networksName = "networks"

// save writes the network as NumPy arrays.
func (n *Network) save(path string) error { return npz.Write(path, n.arrays()...) }

// arrays returns the content of a network's file. Epochs E, samples N:
//
//	w1 [C, H], w2 [H, K]                  weights, and those that options add (snn.Weights.Arrays)
//	loss, validation_loss [E]             by epoch; missing before the first epoch
//	train_ipd [N], train_predicted [N]    IPD in radians, predicted class; the same for the test set
//	test_1_ipd, test_1_predicted, ...     the same for further test sets
//
// Empty arrays are left out, since an array without numbers can't be distinguished from a single number.
func (n *Network) arrays() []npz.Named {
	arrays := n.Weights.Arrays()
	addTrials := func(set string, t evaluation.Trials) {
		if len(t.IPD) > 0 {
			arrays = append(arrays, npz.Named{Name: set + "_ipd", Value: t.IPD},
				npz.Named{Name: set + "_predicted", Value: int64s(t.Predicted)})
		}
	}
	addTrials("train", n.Train)
	addTrials("test", n.Test)
	for i, trials := range n.Tests {
		addTrials(furtherTest(i), trials)
	}
	var loss, validation []float64
	for _, e := range n.Epochs {
		loss, validation = append(loss, e.Loss), append(validation, e.ValidationLoss)
	}
	if len(loss) > 0 {
		arrays = append(arrays, npz.Named{Name: "loss", Value: loss}, npz.Named{Name: "validation_loss", Value: validation})
	}
	return arrays
}

// furtherTest names the arrays of a further test set.
func furtherTest(i int) string { return fmt.Sprintf("test_%d", i+1) }

// load reads a training's network; fs.ErrNotExist if there is none.
func load(path string, t plan.Training) (*Network, error) {
	f, err := npz.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, damaged(path, err)
	}
	defer f.Close()
	n, err := read(f, t, true)
	if err != nil {
		return nil, damaged(path, err)
	}
	return n, nil
}

// read reads the network of a training from its open file, which must contain its answers if answered is set.
func read(f *npz.File, t plan.Training, answered bool) (*Network, error) {
	r := reader{f: f, settings: t.Settings}
	n := &Network{Training: t, Weights: r.weights()}
	var loss, validation []float64
	if f.Has("loss") || f.Has("validation_loss") {
		loss, validation = r.floats("loss", -1), r.floats("validation_loss", -1)
	}
	if answered || f.Has("train_ipd") {
		n.Train = r.trials("train")
		n.Test = r.trials("test")
		for i := range t.Settings.Schedule.Variant.TestSigmas {
			n.Tests = append(n.Tests, r.trials(furtherTest(i)))
		}
	}
	if r.err == nil && len(loss) != len(validation) {
		r.err = fmt.Errorf("%d losses and %d validation losses", len(loss), len(validation))
	}
	if r.err != nil {
		return nil, r.err
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

// weights reads the weights and checks that they belong to a network with these settings.
func (r *reader) weights() (w snn.Weights) {
	if w, r.err = snn.ReadWeights(r.f); r.err != nil {
		return w
	}
	network := r.settings.Network
	layers := append([]int{r.settings.Stimulus.Afferents()}, append(network.HiddenLayers(), network.Classes)...)
	matrices := w.Matrices()
	if got, want := len(matrices), len(layers)-1; got != want {
		r.err = fmt.Errorf("%d matrices of weights; a network with these settings has %d", got, want)
		return w
	}
	for i, m := range matrices {
		if len(m) != layers[i] || len(m[0]) != layers[i+1] {
			r.err = fmt.Errorf("matrix %d of weights has the shape [%d, %d]; in a network with these settings it is [%d, %d]", i+1, len(m), len(m[0]), layers[i], layers[i+1])
			break
		}
	}
	return w
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
