//go:build linux && cgo && (amd64 || arm64) && !noxla

package device

// #cgo LDFLAGS: -ldl
// #include <dlfcn.h>
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"path/filepath"
	"unsafe"
)

// preload opens the CUDA libraries below dir, and keeps them open: see cudaLibraries.
func preload(dir string) error {
	// go-xla looks for the libraries one folder higher than this plugin does, and would warn at length.
	if err := os.Setenv("GOPJRT_CUDA_CHECKS", "no"); err != nil {
		return err
	}
	for _, library := range cudaLibraries {
		path := filepath.Join(dir, filepath.FromSlash(library))
		name := C.CString(path)
		handle := C.dlopen(name, C.RTLD_LAZY|C.RTLD_GLOBAL)
		C.free(unsafe.Pointer(name))
		if handle == nil {
			return fmt.Errorf("%w: a CUDA library can't be loaded: %s; run %s", ErrCorrupt, C.GoString(C.dlerror()), cudaPlugin.Command)
		}
	}
	return nil
}
