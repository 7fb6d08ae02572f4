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

// Program says which version of the program this is: the main module's version, and the commit, with a word if files were
// changed since. Tests and copies without .git know no commit.
func Program() (version, commit string) {
	version, commit = "(devel)", "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, commit
	}
	if info.Main.Version != "" {
		version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			commit += ", with changes"
		}
	}
	return version, commit
}
