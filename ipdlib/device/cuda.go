package device

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// cudaLibraries are what the CUDA plugin opens by name while it works, as found below site-packages/nvidia. The plugin
// knows that folder (by its RPATH), but libraries that open one another don't, so all are opened before, in this order:
// a second opening by name finds them. The order and the names are those of JAX's own loader
// (jax_plugins/xla_cuda13/__init__.py).
var cudaLibraries = []string{
	"cu13/lib/libcudart.so.13",
	"cu13/lib/libnvrtc.so.13",
	"cu13/lib/libcublas.so.13",
	"cu13/lib/libcublasLt.so.13",
	"nccl/lib/libnccl.so.2",
	"cu13/lib/libcupti.so.13",
	"cu13/lib/libcusparse.so.12",
	"cu13/lib/libcusolver.so.12",
	"cu13/lib/libcufft.so.12",
	"nvshmem/lib/libnvshmem_host.so.3",
	"cudnn/lib/libcudnn.so.9",
}

// nvidiaDir returns the folder of the CUDA libraries that belong to an installed plugin.
func nvidiaDir(plugin string) string {
	sitePackages := strings.TrimSuffix(plugin, filepath.FromSlash(cudaPlugin.Library))
	return filepath.Join(sitePackages, "nvidia")
}

// cudaFlags tells XLA where the compiler of GPU code (ptxas) and its library (libdevice) lie.
func cudaFlags(plugin string) string {
	dir := filepath.Join(nvidiaDir(plugin), "cu13")
	return `--xla_gpu_cuda_data_dir="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(dir) + `"`
}

// What the plugin wants of the driver: CUDA 13.0, which came with driver 580.
const (
	oldestCUDA   = 13000
	oldestDriver = 580
)

// Where a driver shows itself; tests put others in their place.
var (
	driverLibrary = "libcuda.so.1"
	deviceFiles   = []string{"/dev/nvidia[0-9]*", "/dev/dxg"} // of Linux, one a GPU, and of Windows' subsystem for it
	driverFolder  = "/proc/driver/nvidia"
	pciVendors    = "/sys/bus/pci/devices/*/vendor"
)

// driverErrors explain the commonest errors of cuInit, by their number in cuda.h, and what to do about them.
var driverErrors = map[int]string{
	2:   "out of memory; end the program that uses all of the GPU's memory",
	100: "no device; nvidia-smi may say whether it is broken or hidden",
	101: "invalid device; CUDA_VISIBLE_DEVICES may name a GPU that doesn't exist",
	803: "driver and library don't match; restart the machine, as after every update of the driver",
	804: "the compatibility library doesn't support this GPU; update the driver itself",
	999: "unknown; load the module nvidia_uvm, for example with sudo modprobe nvidia_uvm, or restart the machine",
}

func driverError(number int) string {
	if text, ok := driverErrors[number]; ok {
		return text
	}
	return "see CUresult in NVIDIA's documentation; nvidia-smi may say more"
}

// errHidden is part of an error: there may be a GPU, but nobody is to use it.
var errHidden = errors.New("hides every GPU")

// HasGPU reports whether this machine shows an NVIDIA GPU to its programs.
func HasGPU() bool { return len(gpus()) > 0 }

// checkDriver reports whether the plugin can work with this machine's driver, and what to do where it can't.
func checkDriver() error {
	if list, ok := os.LookupEnv(visibleEnv); ok && len(splitGPUs(list)) == 0 {
		return fmt.Errorf("%w: %s=%q %w; unset it, or name one, as in %[2]s=0", ErrUnsupported, visibleEnv, list, errHidden)
	}
	if len(gpus()) == 0 {
		return noGPU()
	}
	version, count, err := askDriver(driverLibrary)
	switch {
	case version > 0 && version < oldestCUDA:
		return fmt.Errorf("%w: the NVIDIA driver is too old: it supports CUDA %s, but the plugin needs %s; install driver %d or newer",
			ErrUnsupported, cudaVersion(version), cudaVersion(oldestCUDA), oldestDriver)
	case err != nil:
		return err
	case count == 0:
		return fmt.Errorf("%w: the NVIDIA driver shows no GPU to this program; look at %s and at nvidia-smi", ErrUnsupported, visibleEnv)
	}
	return nil
}

// noGPU says why there is no device file.
func noGPU() error {
	if _, err := os.Stat(driverFolder); err == nil {
		return fmt.Errorf("%w: an NVIDIA driver is loaded, but there is no /dev/nvidia0; start a container with --gpus all, or run nvidia-modprobe on the machine itself",
			ErrUnsupported)
	}
	vendors, _ := filepath.Glob(pciVendors) // fails only on a bad pattern
	for _, file := range vendors {
		if text, err := os.ReadFile(file); err == nil && strings.TrimSpace(string(text)) == "0x10de" {
			return fmt.Errorf("%w: there is an NVIDIA device in this machine, but no driver for it, no /dev/nvidia0; install driver %d or newer",
				ErrUnsupported, oldestDriver)
		}
	}
	return fmt.Errorf("%w: no NVIDIA GPU: there is no /dev/nvidia0; install the driver, %d or newer (a container is started with --gpus all), or use xla or go",
		ErrUnsupported, oldestDriver)
}

// cudaVersion writes 13020 as 13.2.
func cudaVersion(v int) string { return fmt.Sprintf("%d.%d", v/1000, v%1000/10) }

// gpus returns the device files of the GPUs.
func gpus() []string {
	var files []string
	for _, pattern := range deviceFiles {
		found, _ := filepath.Glob(pattern) // fails only on a bad pattern
		files = append(files, found...)
	}
	return files
}

// cudaOptions are the backend's options for the pinned plugin. Without the one added here go-xla lets the GPU multiply
// float32 as TF32, which keeps 10 of its 23 bits: a spike would come or not by the third digit of a weight.
func cudaOptions(options string) string {
	if strings.Contains(options, "tf32") {
		return options
	}
	return strings.TrimPrefix(options+",tf32=false", ",")
}

// visibleEnv names the environment variable that says which GPUs CUDA shows to a process.
const visibleEnv = "CUDA_VISIBLE_DEVICES"

// visibleGPUs is how many GPUs CUDA shows to this process.
func visibleGPUs() int {
	if list, ok := os.LookupEnv(visibleEnv); ok {
		return len(splitGPUs(list))
	}
	return len(gpus())
}

// splitGPUs reads a list of GPUs. CUDA shows those before the first that there isn't, which -1 never is.
func splitGPUs(list string) []string {
	ids := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	for i, id := range ids {
		if strings.HasPrefix(id, "-") {
			return ids[:i]
		}
	}
	return ids
}
