package device

import (
	"runtime/debug"
	"strings"
)

// moduleVersion returns "path version" of a module that this program was built with, or the path alone in a test, which
// has no list of them.
func moduleVersion(path string) string {
	name := strings.TrimPrefix(path, "github.com/")
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return name + " " + m.Version
			}
		}
	}
	return name
}
