package device

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"ipd/ipdlib/device/venv"
	"ipd/ipdlib/fused"
)

// A State says how a checked thing is.
type State string

// The states of a Check.
const (
	Good    State = "good"    // as it should be
	Note    State = "note"    // works, but not as well as it could, or isn't needed here
	Missing State = "missing" // not there, or broken: Mend says what to do
)

// A Check is one line of a Report.
type Check struct {
	Name  string `json:"name"`
	State State  `json:"state"`
	Found string `json:"found"`          // what is there
	Mend  string `json:"mend,omitempty"` // what to do about it
}

// Report looks at everything that computing depends on and changes nothing. The last line is the backend that Open
// would take with o, and why.
func Report(ctx context.Context, o Options) []Check {
	o.Install, o.Out = false, nil
	root, err := Root()
	absent := Missing // what it means that something isn't there that only XLA on the CPU needs
	if c, _, _, err := choose(o.Backend); err == nil && !c.needsPlugin() || supported(cpuPlugin) != nil {
		absent = Note
	}
	checks := []Check{checkRoot(root, err), checkGo(), checkCompiler(), checkPython(ctx, absent)}
	if err == nil {
		checks = append(checks, checkVenv(ctx, root), checkPlugin(cpuPlugin, root, absent), checkCUDA(root), checkDisk(root))
	}
	checks = append(checks, checkGPU())
	if HasGPU() {
		checks = append(checks, checkGPUMemory(ctx))
	}
	return append(checks, checkCores(), checkMemory(), checkFused(), checkBackend(ctx, o))
}

func checkRoot(root string, err error) Check {
	if err != nil {
		return Check{"project folder", Note, "not found: only ipd lab, run and kernel, and XLA's plugin, need it", "change into the cloned folder, or set " + HomeEnv + " to it"}
	}
	return Check{"project folder", Good, root, ""}
}

func checkGo() Check {
	c := Check{"Go", Good, fmt.Sprintf("this program was built by %s for %s on %s", runtime.Version(), runtime.GOOS, runtime.GOARCH), ""}
	if _, err := exec.LookPath("go"); err != nil {
		c.State, c.Found, c.Mend = Note, c.Found+"; there is no go on the PATH", "install Go, which the notebooks and a new build need"
	}
	return c
}

// checkCompiler looks for what builds the bridge to XLA. A program that is built already needs none.
func checkCompiler() Check {
	if !hasXLA {
		return Check{"C compiler", Note, "this program was built without XLA",
			"build it on Linux with a C compiler, CGO_ENABLED=1 and no tag noxla; as with: apt-get install gcc"}
	}
	for _, name := range []string{os.Getenv("CC"), "gcc", "clang"} {
		if path, err := exec.LookPath(name); err == nil {
			return Check{"C compiler", Good, path, ""}
		}
	}
	return Check{"C compiler", Note, "neither gcc nor clang is on the PATH", "install one, which a new build needs; as with: apt-get install gcc"}
}

func checkPython(ctx context.Context, absent State) Check {
	path, err := venv.FindPython(ctx)
	if err != nil {
		return Check{"Python", absent, cause(err), fmt.Sprintf("install Python 3.%d or newer, as with: apt-get install python3 python3-venv", venv.OldestPython)}
	}
	version, err := venv.Output(ctx, path, "--version")
	if err != nil {
		return Check{"Python", Missing, fmt.Sprintf("%s: %v", path, err), "reinstall Python"}
	}
	return Check{"Python", Good, strings.TrimSpace(version) + " at " + path, ""}
}

func checkVenv(ctx context.Context, root string) Check {
	python := venv.Python(root)
	version, err := venv.Output(ctx, python, "-m", "pip", "--version")
	if err != nil {
		return Check{".venv", Note, "no working pip in " + venv.Dir(root), "it is made with the plugin: " + cpuPlugin.Command}
	}
	return Check{".venv", Good, strings.TrimSpace(version), ""}
}

// checkPlugin reads the whole library and compares it with the checksum it had when it was installed.
func checkPlugin(p venv.List, root string, otherwise State) Check {
	name := strings.TrimPrefix(p.Title, "XLA's ")
	if err := supported(p); err != nil {
		return Check{name, Note, cause(err), ""}
	}
	version, _, err := p.Pinned(root)
	if err != nil {
		return Check{name, Missing, err.Error(), "restore the file, as with git checkout"}
	}
	path, err := p.Find(root, true)
	if err != nil {
		return Check{name, otherwise, cause(err), p.Command}
	}
	return Check{name, Good, version + " at " + path + ", checksum right", ""}
}

// checkCUDA wants the CUDA plugin only where there is a GPU.
func checkCUDA(root string) Check {
	if len(gpus()) == 0 {
		c := checkPlugin(cudaPlugin, root, Note)
		if c.State == Note {
			c.Found, c.Mend = "not needed without an NVIDIA GPU", ""
		}
		return c
	}
	return checkPlugin(cudaPlugin, root, Missing)
}

// checkGPU asks the driver, where there is a GPU, or should be one.
func checkGPU() Check {
	const name = "NVIDIA driver"
	files := gpus()
	if len(files) == 0 {
		found, mend, _ := strings.Cut(cause(noGPU()), "; ")
		if strings.HasPrefix(found, "no NVIDIA GPU") {
			mend = "" // nothing is broken
		}
		return Check{name, Note, found, mend}
	}
	found := fmt.Sprintf("%d GPU(s)%s", len(files), gpuModels())
	if text, err := os.ReadFile(filepath.Join(driverFolder, "version")); err == nil {
		line, _, _ := strings.Cut(string(text), "\n")
		found += ", " + strings.Join(strings.Fields(strings.TrimPrefix(line, "NVRM version:")), " ")
	}
	if err := checkDriver(); err != nil {
		state := Missing
		if errors.Is(err, errHidden) {
			state = Note
		}
		why, mend, _ := strings.Cut(cause(err), "; ")
		return Check{name, state, found + "; " + why, mend}
	}
	version, _, _ := askDriver(driverLibrary) // it answered a moment ago
	return Check{name, Good, found + ", CUDA " + cudaVersion(version), ""}
}

// gpuModels names the GPUs, where the driver does.
func gpuModels() string {
	files, _ := filepath.Glob(filepath.Join(driverFolder, "gpus", "*", "information"))
	var models []string
	for _, file := range files {
		text, _ := os.ReadFile(file)
		for line := range strings.Lines(string(text)) {
			if model, ok := strings.CutPrefix(line, "Model:"); ok {
				models = append(models, strings.TrimSpace(model))
			}
		}
	}
	if len(models) == 0 {
		return ""
	}
	return " (" + strings.Join(models, ", ") + ")"
}

// checkGPUMemory says how much of it is free: it decides how many trainings are done at once.
func checkGPUMemory(ctx context.Context) Check {
	free, err := gpuMemory(ctx)
	if err != nil {
		return Check{"GPU memory", Note, err.Error(), "put nvidia-smi, which comes with the driver, on the PATH; without it, use -together N"}
	}
	return checkRoom("GPU memory", free, nil, gpuMemoryNeeded, "close other programs on the GPU")
}

func checkCores() Check {
	found := fmt.Sprintf("%d for this process, %d used at once", runtime.NumCPU(), runtime.GOMAXPROCS(0))
	if len(allowed) > 0 {
		found += fmt.Sprintf(", workers pinned to %v", coresInOrder())
	}
	return Check{"cores", Good, found, ""}
}

// checkFused says which instructions the fused engine uses: see [fused.Paths].
func checkFused() Check {
	const name = "fused engine"
	path, err := fused.Path()
	if err != nil {
		return Check{name, Missing, err.Error(), "unset " + fused.PathVariable}
	}
	return Check{name, Good, fmt.Sprintf("%s (%s chooses among %s)", path, fused.PathVariable, strings.Join(fused.Paths(), ", ")), ""}
}

// memoryNeeded and diskNeeded are what one sweep and one installation take, rounded up: a sweep stays below 2 GB, the
// CPU plugin has 0.2 GB unpacked and its wheel 0.06 GB more.
const (
	memoryNeeded    = 2 << 30
	diskNeeded      = 1 << 30
	cudaDiskNeeded  = 8 << 30 // of the CUDA plugin and its libraries: 2.5 GB of wheels and what they unpack to, an estimate
	gpuMemoryNeeded = 2 << 30
)

func checkMemory() Check {
	free, err := memoryAvailable()
	return checkRoom("memory", free, err, memoryNeeded, "close other programs, or train with fewer workers")
}

func checkDisk(root string) Check {
	free, err := diskFree(root)
	needed := uint64(diskNeeded)
	if _, missing := cudaPlugin.Find(root, false); missing != nil && HasGPU() {
		needed += cudaDiskNeeded
	}
	return checkRoom("disk", free, err, needed, "free some space on the disk of "+root)
}

// DiskFree returns how many bytes this user may still write below a folder.
func DiskFree(dir string) (uint64, error) { return diskFree(dir) }

func checkRoom(name string, free uint64, err error, needed uint64, mend string) Check {
	switch {
	case err != nil:
		return Check{name, Note, fmt.Sprintf("unknown: %v", err), ""}
	case free < needed:
		return Check{name, Note, fmt.Sprintf("%.1f GB free", float64(free)/1e9), mend}
	}
	return Check{name, Good, fmt.Sprintf("%.1f GB free", float64(free)/1e9), ""}
}

// checkBackend opens the backend for real.
func checkBackend(ctx context.Context, o Options) Check {
	d, err := Open(ctx, o)
	if err != nil {
		return Check{"backend", Missing, err.Error(), "choose another backend, or none for the default"}
	}
	defer d.Close()
	if strings.HasPrefix(d.Reason, insteadOf) {
		mend := cpuPlugin.Command
		if !hasXLA || supported(cpuPlugin) != nil {
			mend = "" // it can't be had
		}
		return Check{"backend", Note, d.String(), mend}
	}
	return Check{"backend", Good, d.String(), ""}
}

// cause leaves off the sentinel in front of an error and the mend at its end: the other fields of a Check say the same.
func cause(err error) string {
	text, _, _ := strings.Cut(err.Error(), "; run ")
	for _, sentinel := range []error{ErrNotInstalled, ErrCorrupt, ErrUnsupported, ErrInstall} {
		if errors.Is(err, sentinel) {
			return strings.TrimPrefix(text, sentinel.Error()+": ")
		}
	}
	return text
}
