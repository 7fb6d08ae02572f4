package figure

import (
	"bytes"
	"errors"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/plot/vg"
)

// ink counts the pixels that are not white.
func ink(t *testing.T, f Figure) (n int) {
	t.Helper()
	var b bytes.Buffer
	if err := f.WritePNG(&b, DPI); err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			if color.GrayModel.Convert(m.At(x, y)).(color.Gray).Y < 0xff {
				n++
			}
		}
	}
	return n
}

func TestSaveWritesTheFormatOfTheName(t *testing.T) {
	f := made(t)(Loss(lossData()))
	dir := t.TempDir()
	for name, start := range map[string]string{"a.png": "\x89PNG\r\n", "b.SVG": "<?xml", "c.pdf": "%PDF-"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("an older picture"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := f.Save(path); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(b, []byte(start)) {
			t.Errorf("%s begins with %q; want %q", name, b[:8], start)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 3 {
		t.Errorf("%d files in the folder; want the three pictures and no temporary file", len(files))
	}
}

func TestSaveSaysWhatIsWrong(t *testing.T) {
	f := made(t)(Loss(lossData()))
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder.png"), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		"figure.jpg":       ErrFormat,
		"figure":           ErrFormat,
		"missing/loss.png": fs.ErrNotExist,
		"folder.png":       nil, // renaming onto a folder fails with an error of its own on each system
	} {
		err := f.Save(filepath.Join(dir, path))
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v; want an error with the path", path, err)
		}
		if want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v; want %v", path, err, want)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("a failed Save left a file: %v", files)
	}
}

func TestSizesThatNoPictureHas(t *testing.T) {
	f := made(t)(Loss(lossData()))
	var b bytes.Buffer
	if err := (Figure{Width: 1, Height: 1}).WriteSVG(&b); !errors.Is(err, ErrEmpty) {
		t.Errorf("a figure that nothing made: %v; want ErrEmpty", err)
	}
	for _, dpi := range []int{0, -1, 1 << 20} {
		if err := f.WritePNG(&b, dpi); !errors.Is(err, ErrSize) {
			t.Errorf("%d dpi: %v; want ErrSize", dpi, err)
		}
	}
	f.Width = 0
	for name, err := range map[string]error{"PNG": f.WritePNG(&b, DPI), "SVG": f.WriteSVG(&b), "PDF": f.WritePDF(&b)} {
		if !errors.Is(err, ErrSize) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s without width: %v; want ErrSize", name, err)
		}
	}
	if b.Len() > 0 {
		t.Errorf("%d bytes were written along with the errors", b.Len())
	}
}

type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteErrorsAreReturned(t *testing.T) {
	f := made(t)(Loss(lossData()))
	for name, err := range map[string]error{"PNG": f.WritePNG(full{}, DPI), "SVG": f.WriteSVG(full{}), "PDF": f.WritePDF(full{})} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v; want %v", name, err, errFull)
		}
	}
}

// TestAnySize draws a figure larger and much smaller than it was meant.
func TestAnySize(t *testing.T) {
	f := made(t)(Evaluation(evaluationData()))
	f.Width, f.Height = 20*vg.Inch, 3*vg.Inch
	frame := measure(f)[0].frame
	if frame[2]-frame[0] < 600 {
		t.Errorf("on 20 inches the first panel is %v", frame)
	}
	f.Width, f.Height = 0.3*vg.Inch, 0.2*vg.Inch
	if ink(t, f) == 0 {
		t.Error("nothing is drawn on 0.3 x 0.2 inches")
	}
}

// TestDrawingIsRepeatable draws one figure several times at once, as one does to show it and to save it.
func TestDrawingIsRepeatable(t *testing.T) {
	f := made(t)(Evaluation(evaluationData()))
	var (
		copies [3]bytes.Buffer
		errs   [len(copies)]error
		wg     sync.WaitGroup
	)
	for i := range copies {
		wg.Go(func() { errs[i] = f.WriteSVG(&copies[i]) })
	}
	wg.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	for i := range copies {
		if !bytes.Equal(copies[i].Bytes(), copies[0].Bytes()) {
			t.Errorf("drawing %d differs from the first", i)
		}
	}
}
