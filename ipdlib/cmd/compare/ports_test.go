package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// portsForTest returns the peers with their packages, and the folder of golden files. PyTorch and JAX are 0.7 GB to download:
// they are used in a test, and installed for it, only when IPD_COMPARE=1 asks for it, whatever is installed already.
func portsForTest(t *testing.T, study study) (peers []*peer, golden string) {
	t.Helper()
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	packages, err := packagesOf(root)
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("IPD_COMPARE") == "" {
		t.Skip("IPD_COMPARE=1 is not set: PyTorch and JAX take minutes, and 0.7 GB where they are not installed")
	}
	if missing := packages.installed(); missing != nil {
		if err := packages.install(t.Context(), os.Stderr); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range contestants {
		if !isOurs(name) {
			peers = append(peers, newPeer(name, packages, filepath.Join(root, "ipdlib", "cmd", "compare"), 1, study))
		}
	}
	return peers, filepath.Join(root, "ipdlib", "parity", "testdata", "golden")
}

// A comparison of speed is worth something only if all compute the same: each port must reproduce the spikes, logits, loss,
// gradients and three steps of Adam that the original computed. The last file has gradients of the wrong sign, which it must see.
func TestPortsAgreeWithOriginal(t *testing.T) {
	peers, golden := portsForTest(t, study{})
	files, err := filepath.Glob(filepath.Join(golden, "*.npz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files in %s (%v)", golden, err)
	}
	changed := filepath.Join(t.TempDir(), "changed.npz")
	turnGradient(t, filepath.Join(golden, "default.npz"), changed)
	for _, peer := range peers {
		t.Run(peer.name, func(t *testing.T) {
			verified, err := peer.verify(t.Context(), append(files, changed)...)
			if err == nil || len(verified) != len(files)+1 {
				t.Fatalf("%d of %d files verified, and the error is %v; want one about the last", len(verified), len(files)+1, err)
			}
			wrong := verified[len(files)]
			if wrong.OK || wrong.Deviations["grad_w1"] < 1 {
				t.Errorf("gradients of the wrong sign are accepted: %v", wrong.Deviations)
			}
			for _, one := range verified[:len(files)] {
				if !one.OK {
					t.Errorf("%s: deviations %v", one.File, one.Deviations)
				}
				for _, name := range []string{"hidden_spikes", "logits", "loss", "predicted", "grad_w1", "grad_w2",
					"loss_step0", "loss_step1", "loss_step2", "w1_after", "w2_after"} {
					if _, compared := one.Deviations[name]; !compared {
						t.Errorf("%s: %s was not compared", one.File, name)
					}
				}
			}
		})
	}
}

// turnGradient copies a golden file with the sign of every number of grad_w1 changed.
func turnGradient(t *testing.T, from, to string) {
	t.Helper()
	reader, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var copied bytes.Buffer
	writer := zip.NewWriter(&copied)
	for _, entry := range reader.File {
		content, err := fs.ReadFile(reader, entry.Name)
		if err != nil {
			t.Fatal(err)
		}
		if entry.Name == "grad_w1.npy" {
			numbers := content[10+binary.LittleEndian.Uint16(content[8:]):] // behind magic, version and header
			for i := 3; i < len(numbers); i += 4 {                          // the sign of a little-endian float32
				numbers[i] ^= 0x80
			}
		}
		target, err := writer.Create(entry.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := target.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, to, copied.String())
}

// A port must learn, with dropout as well, and training on the same seed must be the same training.
func TestPortsLearn(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the ports are not trained (half a minute)")
	}
	peers, _ := portsForTest(t, study{epochs: 1, seed: 3, sigma: 0.2, dropout: 0.5, trainings: 1})
	for _, peer := range peers {
		t.Run(peer.name, func(t *testing.T) {
			alone := way{processes: 1, threads: 1, stimulus: "numpy"}
			m, err := peer.train(t.Context(), alone)
			if err != nil {
				t.Fatal(err)
			}
			if m.TrainAccuracyPercent < 25 { // measured: 42 to 57 % after one epoch; chance is 8.3 %
				t.Errorf("accuracy on the training set %.1f %% after one epoch, want at least 25 %%", m.TrainAccuracyPercent)
			}
			again, err := peer.train(t.Context(), alone)
			if err != nil {
				t.Fatal(err)
			}
			if again.TrainAccuracyPercent != m.TrainAccuracyPercent || again.TestAccuracyPercent != m.TestAccuracyPercent {
				t.Errorf("the same seed gives %.4f and %.4f %%", m.TrainAccuracyPercent, again.TrainAccuracyPercent)
			}
		})
	}
}

// Whoever draws the spikes, their density is 0.225: the mean chance over two whole periods is 0.6 · (1/2)² · 3/2.
func TestPortsDraw(t *testing.T) {
	peers, _ := portsForTest(t, study{epochs: 1, seed: 3, sigma: 0.3})
	for _, peer := range peers {
		drawn, err := peer.drawDataSets(t.Context())
		if err != nil {
			t.Error(err)
		}
		for _, one := range drawn {
			// The standard error is sqrt(0.225 · 0.775 / 82e6) = 5e-5.
			if math.Abs(one.SpikeDensity-0.225) > 3e-4 {
				t.Errorf("%s draws spikes of density %.5f, want 0.225", peer.name, one.SpikeDensity)
			}
		}
	}
}

// Every peer's own option parser must say what is wrong.
func TestPortsRefuse(t *testing.T) {
	peers, _ := portsForTest(t, study{epochs: 1, sigma: -1})
	for _, peer := range peers {
		_, err := peer.train(t.Context(), way{processes: 1, threads: 1, stimulus: "numpy"})
		if err == nil || !strings.Contains(err.Error(), "want sigma >= 0") {
			t.Errorf("%s accepts sigma -1: %v", peer.name, err)
		}
	}
}
