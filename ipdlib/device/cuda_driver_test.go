//go:build linux && cgo && (amd64 || arm64) && !noxla

package device

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pretend puts a GPU of the test's making in the place of the machine's own: a driver's library with these answers (none if
// it is empty), and what else is to be seen of it.
func pretend(t *testing.T, library string, files ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	was := []any{driverLibrary, deviceFiles, driverFolder, pciVendors}
	t.Cleanup(func() {
		driverLibrary, deviceFiles = was[0].(string), was[1].([]string)
		driverFolder, pciVendors = was[2].(string), was[3].(string)
	})
	driverLibrary, deviceFiles = filepath.Join(dir, "libcuda.so.1"), []string{filepath.Join(dir, "nvidia[0-9]*"), filepath.Join(dir, "dxg")}
	driverFolder, pciVendors = filepath.Join(dir, "driver"), filepath.Join(dir, "pci", "*", "vendor")
	for _, file := range files {
		text := "text"
		if filepath.Base(file) == "vendor" {
			text = "0x10de\n"
		}
		writeFile(t, filepath.Join(dir, file), text)
	}
	if library == "" {
		return dir
	}
	source := filepath.Join(dir, "cuda.c")
	writeFile(t, source, library)
	compiler := os.Getenv("CC")
	if compiler == "" {
		compiler = "gcc"
	}
	if text, err := exec.Command(compiler, "-shared", "-fPIC", "-o", driverLibrary, source).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text) // cgo needs a C compiler too: this is no reason to skip
	}
	return dir
}

// driverSource is a driver's library in C.
func driverSource(version, init, gpus int) string {
	return fmt.Sprintf(`
int cuDriverGetVersion(int *v) { *v = %d; return 0; }
int cuInit(unsigned flags) { return %d; }
int cuDeviceGetCount(int *n) { *n = %d; return 0; }
`, version, init, gpus)
}

// What is said about each thing that may be wrong with a GPU's driver: what it is, and what to do.
func TestDriverTroubles(t *testing.T) {
	os.Unsetenv(visibleEnv) // t.Setenv below puts back what stood there
	for _, c := range []struct {
		name    string
		library string
		files   []string
		visible string // CUDA_VISIBLE_DEVICES; "-": unset
		want    []string
	}{
		{"nothing at all", "", nil, "-", []string{"no NVIDIA GPU", "/dev/nvidia0", "use xla or go"}},
		{"no driver", "", []string{"pci/0000/vendor"}, "-", []string{"no driver for it", "install driver 580"}},
		{"a container without GPU", "", []string{"driver/version"}, "-", []string{"driver is loaded", "--gpus all"}},
		{"hidden", driverSource(13000, 0, 1), []string{"nvidia0"}, "", []string{`CUDA_VISIBLE_DEVICES="" hides every GPU`, "unset it"}},
		{"hidden by -1", driverSource(13000, 0, 1), []string{"nvidia0"}, "-1", []string{"hides every GPU"}},
		{"no library", "", []string{"nvidia0"}, "-", []string{"libcuda.so.1", "can't be loaded", "NVIDIA_DRIVER_CAPABILITIES"}},
		{"no library of the driver's", "int other;", []string{"nvidia0"}, "-", []string{"is not the NVIDIA driver's library"}},
		{"too old", driverSource(12040, 0, 1), []string{"nvidia0"}, "-", []string{"too old", "CUDA 12.4", "needs 13.0", "driver 580"}},
		{"too old to begin", driverSource(12080, 803, 1), []string{"nvidia0"}, "-", []string{"too old", "CUDA 12.8"}},
		{"updated", driverSource(13000, 803, 1), []string{"nvidia0"}, "-", []string{"cuInit gives error 803", "restart"}},
		{"an error nobody knows", driverSource(13000, 4711, 1), []string{"nvidia0"}, "-", []string{"cuInit gives error 4711"}},
		{"none of these GPUs", driverSource(13010, 0, 0), []string{"nvidia0"}, "7", []string{"no GPU to this program", "CUDA_VISIBLE_DEVICES"}},
		{"Windows' subsystem for Linux, too old", driverSource(12000, 0, 1), []string{"dxg"}, "-", []string{"too old"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pretend(t, c.library, c.files...)
			if c.visible != "-" {
				t.Setenv(visibleEnv, c.visible)
			}
			_, err := Open(t.Context(), Options{Backend: "cuda", Install: true}) // before anything is downloaded
			if !errors.Is(err, ErrUnsupported) {
				t.Fatalf("error %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v; want %q", err, want)
				}
			}
			check := checkGPU()
			if seen := len(gpus()) > 0; (check.State == Missing) != (seen && !errors.Is(err, errHidden)) || check.State == Missing && check.Mend == "" {
				t.Errorf("the doctor says %+v", check)
			}
		})
	}
}

// With a good driver, what is missing next is the plugin, or one of the libraries that it loads.
func TestGoodDriver(t *testing.T) {
	dir := pretend(t, driverSource(13020, 0, 2), "nvidia0", "nvidia1", "driver/version", "driver/gpus/0000/information")
	writeFile(t, filepath.Join(dir, "driver/version"), "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06\nGCC version\n")
	writeFile(t, filepath.Join(dir, "driver/gpus/0000/information"), "Model: \t NVIDIA H100\nIRQ: 1\n")
	os.Unsetenv(visibleEnv)
	if check := checkGPU(); check.State != Good || check.Found != "2 GPU(s) (NVIDIA H100), NVIDIA UNIX x86_64 Kernel Module 580.65.06, CUDA 13.2" {
		t.Errorf("%+v", check)
	}
	if n := Workers(Options{Backend: "cuda"}); n != 2 || !HasGPU() {
		t.Errorf("%d workers", n)
	}
	root := t.TempDir()
	writeFile(t, filepath.Join(root, "go.mod"), "module ipd\n")
	list, err := os.ReadFile(filepath.Join("..", "..", cudaPlugin.File))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(root, cudaPlugin.File), string(list))
	t.Setenv(HomeEnv, root)
	_, err = Open(t.Context(), Options{Backend: "cuda"})
	if !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), "-install-cuda") {
		t.Errorf("no plugin: %v", err)
	}
}

// The GPU's free memory comes from nvidia-smi, the least of those that are seen.
func TestGPUMemory(t *testing.T) {
	dir := t.TempDir()
	smi := func(script string) {
		writeFile(t, filepath.Join(dir, "nvidia-smi"), "#!/bin/sh\n"+script)
		if err := os.Chmod(filepath.Join(dir, "nvidia-smi"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	gpu := &Device{Name: "xla:cuda"}
	if _, err := gpu.FreeMemory(t.Context()); err == nil {
		t.Error("no nvidia-smi, and no error")
	}
	smi("echo 81000\necho 4000\n")
	if free, err := gpu.FreeMemory(t.Context()); err != nil || free != 4000<<20 {
		t.Errorf("%d, %v", free, err)
	}
	t.Setenv(visibleEnv, "2,3")
	smi(`[ "$3" = --id=2,3 ] && echo 500` + "\n")
	if free, err := gpu.FreeMemory(t.Context()); err != nil || free != 500<<20 {
		t.Errorf("of the visible ones: %d, %v", free, err)
	}
	for _, script := range []string{"echo '[N/A]'\n", "exit 3\n", "exit 0\n"} {
		smi(script)
		if free, err := gpu.FreeMemory(t.Context()); err == nil {
			t.Errorf("%s: %d", script, free)
		}
	}
	if free, err := (&Device{Name: "xla:cpu"}).FreeMemory(t.Context()); err != nil || free < 1<<20 {
		t.Errorf("a CPU has %d, %v", free, err)
	}
}

func TestCUDAOptions(t *testing.T) {
	for options, want := range map[string]string{"": "tf32=false", "preallocate=true": "preallocate=true,tf32=false", "tf32=true": "tf32=true"} {
		if got := cudaOptions(options); got != want {
			t.Errorf("%q: %q, want %q", options, got, want)
		}
	}
	for list, want := range map[string]int{"": 0, "0": 1, "3,5": 2, "0,-1,2": 1, "GPU-abc,MIG-def": 2} {
		if got := len(splitGPUs(list)); got != want {
			t.Errorf("%q shows %d GPUs, want %d", list, got, want)
		}
	}
}
