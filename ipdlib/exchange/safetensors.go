package exchange

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"ipd/ipdlib/record"
	"ipd/ipdlib/trained"
)

// A safetensors file (https://huggingface.co/docs/safetensors) is
//
//	8 bytes       length of the header, little-endian
//	the header    JSON: for each array its type, shape and position; under __metadata__ texts by name; padded with blanks to a multiple of 8
//	the arrays    one after the other, row by row, little-endian
type tensor struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"` // from the end of the header
}

// WriteSafetensors writes a network's weights as a safetensors file, under the same names as in an .npz (w1 [C, H], w2 [H, K] and
// so on). The metadata are the training as JSON, with all settings and the seed, its key, and the accuracies in percent, if known.
// In Python:
//
//	with safetensors.safe_open("network.safetensors", "numpy") as f:
//		f.get_tensor("w1").shape                       # (200, 30)
//		json.loads(f.metadata()["training"])["settings"]["network"]
func WriteSafetensors(path string, n *trained.Network) error {
	training, err := n.Training.JSON()
	if err != nil {
		return err
	}
	header := map[string]any{"__metadata__": metadataOf(n, string(training))}
	var data bytes.Buffer
	for _, a := range n.Weights.Arrays() {
		shape, values := flat(a.Value)
		begin := data.Len()
		if err := binary.Write(&data, binary.LittleEndian, values); err != nil {
			return fmt.Errorf("writing %s: %s: %w", path, a.Name, err)
		}
		header[a.Name] = tensor{"F32", shape, [2]int{begin, data.Len()}}
	}
	text, err := json.Marshal(header)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	for len(text)%8 != 0 {
		text = append(text, ' ')
	}
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	return record.WriteFile(path, append(append(file, text...), data.Bytes()...))
}

// metadataOf returns the metadata of a network.
func metadataOf(n *trained.Network, training string) map[string]string {
	m := map[string]string{"format": "ipd", "training": training, "key": n.Key()}
	if len(n.Train.IPD) > 0 {
		m["train_accuracy_percent"] = fmt.Sprint(n.Train.Accuracy())
	}
	if len(n.Test.IPD) > 0 {
		m["test_accuracy_percent"] = fmt.Sprint(n.Test.Accuracy())
	}
	return m
}

// flat returns the shape and the values, row by row, of an array of weights: a [][]float32 or a []float32.
func flat(value any) (shape []int, values []float32) {
	switch v := value.(type) {
	case [][]float32:
		for _, row := range v {
			values = append(values, row...)
		}
		return []int{len(v), len(values) / max(1, len(v))}, values
	case []float32:
		return []int{len(v)}, v
	}
	panic(fmt.Sprintf("exchange: an array of weights is a %T", value)) // snn.Weights.Arrays has no other type
}
