package parity_test

import (
	"testing"

	"ipd/ipdlib/device/devicetest"
)

// On a GPU every value of the original is kept to as on a CPU.
func TestGoldenOnGPU(t *testing.T) {
	d := devicetest.OpenGPU(t)
	for i, r := range records(t) {
		if report := check(t, d, r); !report.Passed() {
			t.Errorf("record %d\n%s", i, text(t, report))
		}
	}
}
