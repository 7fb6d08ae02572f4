package lab

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestKernels reads the project's own four.
func TestKernels(t *testing.T) {
	kernels, err := Kernels(repository)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, k := range kernels {
		got = append(got, k.Name+" = "+k.Title+" = "+k.Backend)
	}
	want := []string{
		"ipd-cuda = Go · IPD (CUDA) = xla:cuda",
		"ipd-fused = Go · IPD (fused) = fused",
		"ipd-go = Go · IPD (pure Go) = go",
		"ipd-xla-cpu = Go · IPD (XLA CPU) = xla:cpu",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if !slices.ContainsFunc(kernels, func(k Kernel) bool { return k.Name == defaultKernel }) {
		t.Errorf("the default kernel %s is none of them", defaultKernel)
	}
}

func TestKernelsRefusesBrokenSpecs(t *testing.T) {
	for name, spec := range map[string]string{
		"no JSON":          `{`,
		"no name":          `{"argv": ["{resource_dir}/../launch.sh", "go", "{connection_file}"]}`,
		"argv is a number": `{"argv": 1, "display_name": "x"}`,
		"argv has numbers": `{"argv": [1, 2, 3], "display_name": "x"}`,
		"two words":        `{"argv": ["{resource_dir}/../launch.sh", "{connection_file}"], "display_name": "x"}`,
		"a list":           `[]`,
	} {
		root := t.TempDir()
		write(t, filepath.Join(root, "kernels", "k", "kernel.json"), spec)
		if _, err := Kernels(root); !errors.Is(err, ErrKernel) {
			t.Errorf("%s: %v, want %v", name, err, ErrKernel)
		}
	}
	if _, err := Kernels(t.TempDir()); !errors.Is(err, ErrKernel) {
		t.Errorf("no kernels: %v, want %v", err, ErrKernel)
	}
}

func TestInstallAndRemove(t *testing.T) {
	root := fakeProject(t)
	kernels, err := Kernels(root)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "kernels", "ipd-go", "logo-svg.svg"), "<svg/>")
	k, data := kernels[0], filepath.Join(t.TempDir(), "jupyter data [x]")
	if _, err := k.Installed(data); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("not installed: %v", err)
	}
	if _, err := k.Remove(data); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removing what isn't there: %v", err)
	}
	for range 2 { // the second time renews the first
		path, err := k.Install(data)
		if err != nil {
			t.Fatal(err)
		}
		var spec struct {
			Argv     []string       `json:"argv"`
			Title    string         `json:"display_name"`
			Metadata map[string]any `json:"metadata"`
		}
		if err := json.Unmarshal([]byte(read(t, filepath.Join(path, "kernel.json"))), &spec); err != nil {
			t.Fatal(err)
		}
		if want := []string{filepath.Join(root, "kernels", "launch.sh"), "go", "{connection_file}"}; !slices.Equal(spec.Argv, want) {
			t.Errorf("argv %q, want %q", spec.Argv, want)
		}
		if logo := filepath.Join(path, "logo-svg.svg"); !exists(logo) || read(t, logo) != "<svg/>" {
			t.Error("no logo")
		}
		if spec.Title != "Go" || spec.Metadata["debugger"] != false {
			t.Errorf("lost a part: %+v", spec)
		}
	}
	if repository, err := k.Installed(data); repository != root || err != nil {
		t.Errorf("installed for %q, %v; want %q", repository, err, root)
	}
	path, err := k.Remove(data)
	if err != nil || exists(path) {
		t.Errorf("%v; %s is there: %v", err, path, exists(path))
	}
}

// TestForeignKernelsAreLeftAlone has kernels of our names that this package didn't write.
func TestForeignKernelsAreLeftAlone(t *testing.T) {
	root := fakeProject(t)
	kernels, err := Kernels(root)
	if err != nil {
		t.Fatal(err)
	}
	k := kernels[0]
	for name, prepare := range map[string]func(path string) error{
		"another's": func(path string) error {
			return errors.Join(os.MkdirAll(path, 0o755), os.WriteFile(filepath.Join(path, "kernel.json"), []byte(`{"argv": ["x"]}`), 0o644))
		},
		"damaged": func(path string) error {
			return errors.Join(os.MkdirAll(path, 0o755), os.WriteFile(filepath.Join(path, "kernel.json"), []byte(`{`), 0o644))
		},
		"empty folder": func(path string) error { return os.MkdirAll(path, 0o755) },
		"a link into the project": func(path string) error {
			return errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.Symlink(filepath.Join(root, "kernels", k.Name), path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			path := filepath.Join(data, "kernels", k.Name)
			if err := prepare(path); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(filepath.Join(path, "kernel.json"))
			if _, err := k.Install(data); !errors.Is(err, ErrForeign) {
				t.Errorf("Install: %v, want %v", err, ErrForeign)
			}
			if _, err := k.Remove(data); !errors.Is(err, ErrForeign) {
				t.Errorf("Remove: %v, want %v", err, ErrForeign)
			}
			if after, _ := os.ReadFile(filepath.Join(path, "kernel.json")); string(after) != string(before) || !exists(path) {
				t.Errorf("was changed from %q to %q", before, after)
			}
		})
	}
	t.Run("ours with a file added", func(t *testing.T) {
		data := t.TempDir()
		path, err := k.Install(data)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(path, "notes.txt"), "mine")
		if _, err := k.Remove(data); !errors.Is(err, ErrForeign) {
			t.Errorf("%v, want %v", err, ErrForeign)
		}
		if !exists(filepath.Join(path, "notes.txt")) || exists(filepath.Join(path, "kernel.json")) {
			t.Error("the user's file is gone, or the kernel is still there")
		}
	})
}

func TestUserData(t *testing.T) {
	t.Setenv("HOME", "/home/someone")
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("JUPYTER_DATA_DIR", "")
	for _, test := range []struct{ name, value, want string }{
		{"HOME", "/home/someone", "/home/someone/.local/share/jupyter"},
		{"XDG_DATA_HOME", "/data", "/data/jupyter"},
		{"JUPYTER_DATA_DIR", "/jupyter", "/jupyter"},
	} {
		t.Setenv(test.name, test.value)
		if got, err := UserData(); got != test.want || err != nil {
			t.Errorf("with %s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}
