package device

import (
	"fmt"
	"path/filepath"
)

// checkDriver reports whether an NVIDIA driver is loaded: it makes the files /dev/nvidia0, /dev/nvidia1, ..., one a GPU.
func checkDriver() error {
	if len(gpus()) == 0 {
		return fmt.Errorf("%w: no NVIDIA GPU: there is no /dev/nvidia0; install the driver (in a container: start it with --gpus all), or use xla or go",
			ErrUnsupported)
	}
	return nil
}

// gpus returns the device files of the GPUs.
func gpus() []string {
	files, _ := filepath.Glob("/dev/nvidia[0-9]*") // fails only on a bad pattern
	return files
}
