package device

import (
	"runtime/debug"
	"strings"
)

// moduleVersion returns "path version" of a module that this program was built with.
func moduleVersion(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return strings.TrimPrefix(path, "github.com/") + " " + m.Version
			}
		}
	}
	return strings.TrimPrefix(path, "github.com/") + " (unknown version)" // a test binary built with -buildvcs off has no list
}
