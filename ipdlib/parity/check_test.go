package parity_test

import (
	"archive/zip"
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/npz"
	"ipd/ipdlib/parity"
	"ipd/ipdlib/snn"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/training"
)

func records(t *testing.T) []*parity.Record {
	t.Helper()
	paths, err := filepath.Glob("testdata/*/*.npz")
	if err != nil || len(paths) != 8 {
		t.Fatalf("%d records in testdata (%v), want 8", len(paths), err)
	}
	var all []*parity.Record
	for _, path := range paths {
		all = append(all, read(t, path))
	}
	return all
}

func read(t testing.TB, path string) *parity.Record {
	t.Helper()
	r, err := parity.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func check(t *testing.T, d *device.Device, r *parity.Record) *parity.Report {
	t.Helper()
	report, err := parity.Check(d.Backend, r)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func text(t *testing.T, report *parity.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// verdict finds the verdict on an array.
func verdict(t *testing.T, report *parity.Report, name string) parity.Verdict {
	t.Helper()
	for _, row := range report.Rows {
		if row.Name == name {
			return row.Verdict
		}
	}
	t.Fatalf("no row %q in\n%s", name, text(t, report))
	return 0
}

// The original's values and those of the NumPy implementation agree with ours, on every backend.
func TestRecordsHold(t *testing.T) {
	devicetest.EachTrainer(t, func(t *testing.T, d *device.Device) {
		for _, r := range records(t) {
			if report := check(t, d, r); !report.Passed() || testing.Verbose() {
				t.Logf("\n%s", text(t, report))
				if !report.Passed() {
					t.Fail()
				}
			}
		}
	})
}

// A report that can't fail proves nothing. Each array, changed by little, is found to be wrong, and is the only one.
func TestChangesAreFound(t *testing.T) {
	d := devicetest.OpenGo(t)
	for _, c := range []struct {
		array  string
		change func(r *parity.Record)
	}{
		{"label", func(r *parity.Record) { r.IPD[5] += 0.5 }},
		{"output_membrane", func(r *parity.Record) { r.OutputMembrane[40] += 1e-3 }},
		{"logits", func(r *parity.Record) { r.Logits[3] -= 1e-4 }},
		{"loss", func(r *parity.Record) { r.Loss += 1e-4 }},
		{"predicted", func(r *parity.Record) { r.Predicted[1] = (r.Predicted[1] + 1) % r.Network.Classes }},
		{"grad_w1", func(r *parity.Record) { r.GradW1[20] += 2e-5 * 0.09 }},
		{"grad_w2", func(r *parity.Record) { r.GradW2[10] -= 2e-5 * 0.3 }},
		{"loss_step1", func(r *parity.Record) { r.Losses[1] *= 1.001 }},
		{"w1_after", func(r *parity.Record) { r.W1After[7] += 0.02 * r.LearningRate }},
		{"w2_after", func(r *parity.Record) { r.W2After[7] += 0.02 * r.LearningRate }},
	} {
		r := read(t, "testdata/other/dale_ratio_0.3.npz")
		c.change(r)
		report := check(t, d, r)
		for _, row := range report.Rows {
			want := parity.Agrees
			if row.Name == c.array {
				want = parity.Beyond
			}
			if row.Verdict != want {
				t.Errorf("after a change of %s, %s is %s", c.array, row.Name, row.Verdict)
			}
		}
	}
}

// So are other settings than those the values were computed with.
func TestOtherSettingsAreFound(t *testing.T) {
	d := devicetest.OpenGo(t)
	for _, c := range []struct {
		name   string
		file   string
		change func(r *parity.Record)
		want   string // an array that must not agree
	}{
		{"tau", "odd_shapes", func(r *parity.Record) { r.Network.MembraneTimeConstant *= 1.01 }, "grad_w1"},
		{"surrogate slope", "odd_shapes", func(r *parity.Record) { r.Network.SurrogateSlope *= 1.01 }, "grad_w1"},
		{"Dale's law", "odd_shapes", func(r *parity.Record) { r.Network.DalesLaw = true }, "logits"},
		{"ratio", "dale_ratio_0.3", func(r *parity.Record) { r.Network.InhibitoryFraction = float64(float32(0.3)) }, "hidden_spikes"},
		{"learning rate", "odd_shapes", func(r *parity.Record) { r.LearningRate *= 1.01 }, "w1_after (median)"},
		{"batches swapped", "odd_shapes", func(r *parity.Record) {
			half := len(r.Spikes) / 3
			a, b := r.Spikes[half:2*half], r.Spikes[2*half:]
			for i := range a {
				a[i], b[i] = b[i], a[i]
			}
		}, "loss_step1"},
		{"Adam's epsilon of 1e-7", "tiny_gradients", func(r *parity.Record) {
			for i, g := range r.GradW1 { // at the first step Adam moves a weight by g/(|g|+ε)
				r.W1After[i] += r.LearningRate * (g/(math.Abs(g)+1e-8) - g/(math.Abs(g)+1e-7))
			}
		}, "w1_after"},
		{"weight, which is not a number,", "odd_shapes", func(r *parity.Record) { r.Initial.W2[3][2] = float32(math.NaN()) }, "logits"},
	} {
		r := read(t, "testdata/other/"+c.file+".npz")
		c.change(r)
		if report := check(t, d, r); verdict(t, report, c.want) != parity.Beyond {
			t.Errorf("another %s was not found in %s:\n%s", c.name, c.want, text(t, report))
		}
	}
}

// A spike that rounding decides about is told apart from a wrong one. What follows from it is wrong by far, but no more
// than a flip explains.
func TestFlip(t *testing.T) {
	d := devicetest.OpenGo(t)
	// One unit whose potential is its weight at step 1, so that it spikes at step 2 if the weight is above threshold. The
	// record says what happens just below.
	record := func(w float32) *parity.Record {
		r := read(t, "testdata/other/smallest.npz")
		r.Input.Steps = 5
		r.Spikes = []uint8{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
		const below float32 = 0.99999
		r.Initial.W1[0][0] = below
		writeDown(t, d, r)
		r.Initial.W1[0][0] = w
		r.W1After[0] += float64(w - below)
		return r
	}
	flipped := check(t, d, record(1.000001))
	for _, row := range flipped.Rows {
		want := parity.Agrees
		if slices.Contains([]string{"hidden_spikes", "loss", "grad_w1", "grad_w2", "loss_step0", "w2_after (median)"}, row.Name) {
			want = parity.Flip
		}
		if row.Verdict != want {
			t.Errorf("1e-6 above threshold, %s is %s, want %s", row.Name, row.Verdict, want)
		}
	}
	if out := text(t, flipped); !flipped.Passed() || !strings.Contains(out, "from threshold") || !strings.Contains(out, "neither side is wrong") {
		t.Errorf("passed: %v\n%s", flipped.Passed(), out)
	}
	if wrong := check(t, d, record(1.01)); verdict(t, wrong, "hidden_spikes") != parity.Beyond || verdict(t, wrong, "loss") != parity.Beyond {
		t.Errorf("0.01 above threshold:\n%s", text(t, wrong))
	}
	r := record(0.5)
	r.HiddenSpikes[0] = 1 // nothing spikes at step 0, whatever the potentials
	if wrong := check(t, d, r); verdict(t, wrong, "hidden_spikes") != parity.Beyond {
		t.Errorf("a spike at step 0:\n%s", text(t, wrong))
	}
}

// writeDown puts into the record what we compute ourselves.
func writeDown(t *testing.T, d *device.Device, r *parity.Record) {
	t.Helper()
	net, err := snn.NewFor(r.Network, r.Input)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := stimulus.Pack(r.Spikes, r.Input.Afferents)
	if err != nil {
		t.Fatal(err)
	}
	spikes := tensors.FromFlatDataAndDimensions(packed, len(r.Labels), r.Input.Steps, stimulus.Groups(r.Input.Afferents))
	replay, err := training.NewReplay(d.Backend, net, spikes, r.Labels, r.Batch, r.Initial, r.LearningRate)
	if err != nil {
		t.Fatal(err)
	}
	v, err := replay.Values(0)
	if err != nil {
		t.Fatal(err)
	}
	r.HiddenSpikes, r.OutputMembrane, r.Logits, r.Predicted = nil, nil, nil, nil
	for b := range r.Batch {
		for step := range r.Input.Steps {
			for _, s := range v.Spikes[step][b] {
				r.HiddenSpikes = append(r.HiddenSpikes, int(s))
			}
			for _, x := range v.OutputMembrane[step][b] {
				r.OutputMembrane = append(r.OutputMembrane, float64(x))
			}
		}
		best := 0
		for k, m := range v.Logits[b] {
			r.Logits = append(r.Logits, float64(m))
			if m > v.Logits[b][best] {
				best = k
			}
		}
		r.Predicted = append(r.Predicted, best)
	}
	r.Loss, r.GradW1, r.GradW2 = float64(v.Loss), flat(v.GradW1), flat(v.GradW2)
	for i := range r.Losses {
		if r.Losses[i], err = replay.Step(i); err != nil {
			t.Fatal(err)
		}
	}
	w, err := replay.Weights()
	if err != nil {
		t.Fatal(err)
	}
	r.W1After, r.W2After = flat(w.W1), flat(w.W2)
}

func flat(rows [][]float32) (all []float64) {
	for _, row := range rows {
		for _, x := range row {
			all = append(all, float64(x))
		}
	}
	return all
}

// Whatever the bytes: a record or an error that is about the file.
func FuzzRead(f *testing.F) {
	for _, path := range []string{"testdata/other/smallest.npz", "testdata/other/tiny_gradients.npz"} {
		file, err := npz.Open(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range file.Names() {
			f.Add(name, []byte{0}, uint16(80))
		}
		file.Close()
	}
	good, err := contents("testdata/other/smallest.npz")
	if err != nil {
		f.Fatal(err)
	}
	// The fuzzer overwrites a piece of one array; the zip around it stays sound, or it would never get further.
	f.Fuzz(func(t *testing.T, name string, piece []byte, at uint16) {
		changed := map[string][]byte{}
		for n, content := range good {
			changed[n] = content
			if n == name {
				c := bytes.Clone(content)
				copy(c[min(int(at), len(c)):], piece)
				changed[n] = c
			}
		}
		path := filepath.Join(t.TempDir(), "x.npz")
		if err := os.WriteFile(path, archive(t, changed), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := parity.Read(path)
		if err != nil {
			if !strings.Contains(err.Error(), "x.npz") {
				t.Errorf("error does not name the file: %v", err)
			}
			return
		}
		if len(r.Spikes) != 3*r.Batch*r.Input.Steps*r.Input.Afferents || len(r.Labels) != 3*r.Batch {
			t.Errorf("read a record whose sizes don't fit: %+v", r)
		}
	})
}

// contents reads the arrays of an .npz file as they are, .npy files.
func contents(path string) (map[string][]byte, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	files := map[string][]byte{}
	for _, entry := range z.File {
		r, err := entry.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		files[strings.TrimSuffix(entry.Name, ".npy")] = content
	}
	return files, nil
}

// archive zips them again.
func archive(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name + ".npy")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
