package trained

import (
	"fmt"

	"ipd/ipdlib/npz"
	"ipd/ipdlib/plan"
)

// trainingName is the array with the settings and the seed, as the bytes of their JSON.
const trainingName = "training"

// Save writes a network to a file of the user's choice, for [Load] or NumPy: its weights, its settings and
// seed, its losses and its answers. In Python:
//
//	f = numpy.load("network.npz")
//	f["w1"].shape                             # (200, 30)
//	json.loads(bytes(f["training"]))["settings"]["network"]
//
// The file is replaced as a whole: a concurrent reader sees the old file or the new one, also if the process is killed.
func (n *Network) Save(path string) error {
	text, err := n.Training.JSON()
	if err != nil {
		return fmt.Errorf("saving a network as %s: %w", path, err)
	}
	return npz.Write(path, append([]npz.Named{{Name: trainingName, Value: text}}, n.arrays()...)...)
}

// Load reads a network that Save wrote. It is complete, and can be run on new data sets.
func Load(path string) (*Network, error) {
	f, err := npz.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t, err := trainingOf(f)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
	}
	n, err := read(f, t, false)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
	}
	return n, nil
}

func trainingOf(f *npz.File) (plan.Training, error) {
	a, err := f.Read(trainingName)
	if err != nil {
		return plan.Training{}, fmt.Errorf("%w; a network saved by trained.Network.Save has it; to read only weights, use snn.LoadWeights", err)
	}
	codes, err := a.Integers(0, 255)
	if err != nil {
		return plan.Training{}, err
	}
	text := make([]byte, len(codes))
	for i, c := range codes {
		text[i] = byte(c)
	}
	return plan.ReadTraining(text)
}
