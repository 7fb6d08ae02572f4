package parity

import (
	"os"
	"path/filepath"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
)

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.npz")
	if err != nil || len(files) < 4 {
		t.Fatalf("found %d files (%v)", len(files), err)
	}
	devicetest.EachBackend(t, func(t *testing.T, d *device.Device) {
		for _, path := range files {
			r, err := Read(path)
			if err != nil {
				t.Error(err)
				continue
			}
			report, err := Check(d.Backend, r)
			if err != nil {
				t.Error(err)
				continue
			}
			report.Write(os.Stdout)
		}
	})
}
