package exact

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"unsafe"

	"github.com/gomlx/gomlx/core/tensors"
)

// Tensors live on devices and hide what they are made of, but GoMLX writes and reads them. A tensor that was read lives in
// the memory of the program, and moves to a device where it is used.
var tensorPointer = reflect.TypeFor[*tensors.Tensor]()

// tensorBytes writes the tensor that a pointer leads to.
func tensorBytes(p unsafe.Pointer) ([]byte, error) {
	var text bytes.Buffer
	err := (*tensors.Tensor)(p).GobSerialize(gob.NewEncoder(&text))
	return text.Bytes(), err
}

// readTensor reads one.
func readTensor(text []byte) *tensors.Tensor {
	t, err := tensors.GobDeserialize(gob.NewDecoder(bytes.NewReader(text)))
	if err != nil {
		panic(err)
	}
	return t
}
