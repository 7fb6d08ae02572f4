package device

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/klauspost/cpuid/v2"

	"ipd/ipdlib/device/venv"
)

// The plugins that the project pins.
var (
	cpuPlugin = venv.List{
		Title:    "XLA's CPU plugin",
		File:     "kernels/requirements/xla-cpu.txt",
		Stamp:    "ipd-xla-cpu.json",
		Download: "63 MB",
		Command:  "go run ./ipdlib/cmd/ipd doctor -install",
		Library:  "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
	}
	cudaPlugin = venv.List{
		Title:    "XLA's CUDA plugin",
		File:     "kernels/requirements/cuda.txt",
		Stamp:    "ipd-xla-cuda.json",
		Download: "2.5 GB",
		Command:  "go run ./ipdlib/cmd/ipd doctor -install-cuda",
		Library:  "jax_plugins/xla_cuda13/xla_cuda_plugin.so",
	}
)

// Install puts XLA's CPU plugin into the project's own .venv, unless it is there and whole. What happens is said to
// out, a sentence a line; nil says nothing. See venv.List.Install.
func Install(ctx context.Context, out io.Writer) error {
	return install(ctx, cpuPlugin, out)
}

// InstallCUDA does the same for NVIDIA GPUs: the plugin and the CUDA libraries that it loads, 2.5 GB.
func InstallCUDA(ctx context.Context, out io.Writer) error {
	return install(ctx, cudaPlugin, out)
}

func install(ctx context.Context, plugin venv.List, out io.Writer) error {
	if err := supported(plugin); err != nil {
		return err
	}
	root, err := Root()
	if err != nil {
		return err
	}
	return plugin.Install(ctx, root, out)
}

// supported reports whether the wheel exists for this machine: both are published for Linux on x86-64 alone.
func supported(plugin venv.List) error {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return fmt.Errorf("%w: %s exists only for Linux on x86-64, and this is %s on %s; use the fused backend, or another plugin with %s=xla:/path",
			ErrUnsupported, plugin.Title, runtime.GOOS, runtime.GOARCH, BackendEnv)
	}
	return nil
}

// RoomForThreads is an error if this process may not start the threads that any Go program may need: it would end with a dump of
// registers as soon as it needs one more.
func RoomForThreads() error {
	need := runtime.GOMAXPROCS(0) + 1
	if left, limit := threadsLeft(); left >= 0 && left < need {
		return fmt.Errorf("this program may need %d more threads, but %s leaves only %d; raise it, or set GOMAXPROCS=1 to need fewer", need, limit, left)
	}
	return nil
}

// roomForXLA is an error where XLA would end the whole process: where it can't start a thread, or on a processor without AVX.
func roomForXLA() error {
	if runtime.GOARCH == "amd64" && !cpuid.CPU.Supports(cpuid.AVX) {
		return fmt.Errorf("%w: XLA's plugins need a processor with AVX, and this one, %s, has none; use the fused backend", ErrUnsupported, cpuid.CPU.BrandName)
	}
	need := 8 + 8*runtime.NumCPU() // seen on two cores: 12 for two workers, 23 for four
	if left, limit := threadsLeft(); left >= 0 && left < need {
		return fmt.Errorf("%w: XLA starts about %d threads, but %s leaves only %d; raise it, or use the fused backend", ErrUnsupported, need, limit, left)
	}
	return nil
}
