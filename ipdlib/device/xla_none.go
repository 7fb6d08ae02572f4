//go:build !linux || !cgo || !(amd64 || arm64) || noxla

package device

import (
	"fmt"

	"github.com/gomlx/compute"
)

const hasXLA = false

func openXLA(plan) (b compute.Backend, version string, err error) {
	return nil, "", fmt.Errorf("%w: this program was built without XLA, which needs Linux, cgo (CGO_ENABLED=1 and a C compiler) and no tag noxla",
		ErrUnsupported)
}
