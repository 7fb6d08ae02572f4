package notebooktest

import (
	"image"
	"strings"
	"testing"

	"ipd/ipdlib/device"
)

// CheckKernel makes sure that the notebook asks for the kernel of the library's usual backend.
func CheckKernel(t *testing.T, nb File) {
	t.Helper()
	if k := nb.Metadata.Kernelspec; k.Name != "ipd-xla-cpu" || k.DisplayName != "Go · IPD (XLA CPU)" {
		t.Errorf("kernel %+v", k)
	}
}

// CheckCleanRun makes sure that all cells ran once, in order, without a word of complaint, and gave away no path.
func CheckCleanRun(t *testing.T, nb File) {
	t.Helper()
	root, err := device.Root()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, c := range nb.Cells {
		if c.Type != "code" {
			continue
		}
		count++
		Equal(t, "number of cell "+c.ID, c.ExecutionCount, count)
		for _, o := range c.Outputs {
			if o.Type == "error" || o.Name == "stderr" {
				t.Errorf("cell %s: %s %s %s", c.ID, o.EName, o.EValue, o.Text)
			}
		}
		if strings.Contains(c.Shown(), root) {
			t.Errorf("cell %s shows a path of this machine", c.ID)
		}
	}
}

// CheckPictures makes sure that each of the named cells shows one picture of its size, with something in it.
func CheckPictures(t *testing.T, nb File, sizes map[string]image.Point) {
	t.Helper()
	for id, size := range sizes {
		pictures := nb.Cell(t, id).Pictures(t)
		if len(pictures) != 1 {
			t.Errorf("cell %s shows %d pictures", id, len(pictures))
			continue
		}
		if got := pictures[0].Bounds().Size(); got != size {
			t.Errorf("the picture of %s has %v pixels, want %v", id, got, size)
		}
		// Frame, ticks and numbers alone take 1 to 2 %.
		Within(t, "share of pixels with ink in "+id, Inked(pictures[0]), [2]float64{0.02, 0.9})
	}
}

// Equal compares two values.
func Equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// Within makes sure that a number lies between two limits.
func Within(t *testing.T, what string, x float64, limits [2]float64) {
	t.Helper()
	if !(x >= limits[0] && x <= limits[1]) {
		t.Errorf("%s: %v, want %v to %v", what, x, limits[0], limits[1])
	}
}
