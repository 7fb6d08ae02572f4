//go:build linux && cgo && (amd64 || arm64) && !noxla

package device

// #cgo LDFLAGS: -ldl
// #include <dlfcn.h>
// #include <stdlib.h>
//
// // askDriver calls three functions of NVIDIA's driver library, whose declarations have not changed since CUDA 2.
// // failed says which step failed: 1 loading, 2 looking up, 3 cuDriverGetVersion, 4 cuInit, 5 cuDeviceGetCount.
// static int askDriver(const char *library, int *version, int *gpus, int *failed) {
// 	*failed = 1;
// 	void *handle = dlopen(library, RTLD_LAZY | RTLD_GLOBAL);
// 	if (!handle) return 0;
// 	*failed = 2;
// 	int (*getVersion)(int *) = (int (*)(int *))dlsym(handle, "cuDriverGetVersion");
// 	int (*init)(unsigned) = (int (*)(unsigned))dlsym(handle, "cuInit");
// 	int (*count)(int *) = (int (*)(int *))dlsym(handle, "cuDeviceGetCount");
// 	if (!getVersion || !init || !count) return 0;
// 	int result;
// 	*failed = 3;
// 	if ((result = getVersion(version))) return result;
// 	*failed = 4;
// 	if ((result = init(0))) return result;
// 	*failed = 5;
// 	if ((result = count(gpus))) return result;
// 	*failed = 0;
// 	return 0;
// }
import "C"

import (
	"fmt"
	"unsafe"
)

// askDriver loads the driver's library and asks it which CUDA it knows, as 1000·major + 10·minor, and for its GPUs. The
// library stays loaded: the plugin takes the same. The version is known even where cuInit fails.
func askDriver(library string) (version, gpus int, err error) {
	name := C.CString(library)
	defer C.free(unsafe.Pointer(name))
	var v, n, failed C.int
	result := C.askDriver(name, &v, &n, &failed)
	switch failed {
	case 0:
		return int(v), int(n), nil
	case 1:
		return 0, 0, fmt.Errorf("%w: the NVIDIA driver's library can't be loaded: %s; install the complete driver, %d or newer (in a container, "+
			"NVIDIA_DRIVER_CAPABILITIES must include compute)", ErrUnsupported, C.GoString(C.dlerror()), oldestDriver)
	case 2:
		return 0, 0, fmt.Errorf("%w: %s is not the NVIDIA driver's library; reinstall the driver", ErrUnsupported, library)
	}
	call := map[C.int]string{3: "cuDriverGetVersion", 4: "cuInit", 5: "cuDeviceGetCount"}[failed]
	return int(v), 0, fmt.Errorf("%w: the NVIDIA driver refuses to work: %s gives error %d, %s", ErrUnsupported, call, int(result), driverError(int(result)))
}
