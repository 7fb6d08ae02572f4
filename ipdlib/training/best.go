package training

import (
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// best keeps a copy of the network with the smallest validation loss, on the host: the steps to come overwrite the device's.
type best struct {
	epoch  int
	loss   float64
	values map[*model.Variable]*tensors.Tensor
}

// see takes a copy if the validation loss after this epoch is smaller than all before.
func (b *best) see(p *programs, e Epoch) error {
	if b.values != nil && !(e.ValidationLoss < b.loss) {
		return nil
	}
	b.forget()
	b.epoch, b.loss, b.values = e.Number, e.ValidationLoss, map[*model.Variable]*tensors.Tensor{}
	for v := range p.store.IterVariables() {
		value, err := v.Value()
		if err != nil {
			return fmt.Errorf("keeping %s: %w", v.Path(), err)
		}
		if b.values[v], err = value.LocalClone(); err != nil {
			return fmt.Errorf("keeping %s: %w", v.Path(), err)
		}
	}
	return nil
}

// restore puts the copy into the network's place.
func (b *best) restore(p *programs) error {
	for v, value := range b.values {
		if err := v.SetValue(value); err != nil {
			return fmt.Errorf("restoring %s: %w", v.Path(), err)
		}
	}
	b.values = nil
	return nil
}

// forget frees what is kept.
func (b *best) forget() {
	for _, value := range b.values {
		_ = value.FinalizeAll() // it is ours alone
	}
	b.values = nil
}
