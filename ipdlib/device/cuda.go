package device

import (
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

// checkDriver reports whether an NVIDIA driver is loaded: it makes the files /dev/nvidia0, /dev/nvidia1, ..., one a
// GPU.
func checkDriver() error {
	if len(gpus()) == 0 {
		return fmt.Errorf("%w: no NVIDIA GPU: there is no /dev/nvidia0; install the driver, 580 or newer (a container is started with --gpus all), or use xla or go",
			ErrUnsupported)
	}
	return nil
}

// gpus returns the device files of the GPUs.
func gpus() []string {
	files, _ := filepath.Glob("/dev/nvidia[0-9]*") // fails only on a bad pattern
	return files
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
