//go:build !amd64

package stimulus

func (d *hostDrawing) blockFast() func(spikes []uint8, first int) { return nil }
