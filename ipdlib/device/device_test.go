package device_test

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
)

func TestEachBackendComputes(t *testing.T) {
	devicetest.EachTrainer(t, func(t *testing.T, d *device.Device) {
		t.Log(d)
		square(t, d)
	})
}

// square computes something small on the device.
func square(t *testing.T, d *device.Device) {
	t.Helper()
	got, err := graph.CallOnce(d.Backend, func(x *graph.Node) *graph.Node {
		return graph.ReduceAllSum(graph.Square(x))
	}, []float32{1, 2, 3})
	if err != nil {
		t.Error(err)
		return
	}
	if got.Value() != float32(14) {
		t.Errorf("1²+2²+3² = %v, want 14", got.Value())
	}
}
