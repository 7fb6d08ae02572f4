package device

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
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
// changed since. Go writes the commit into what `go build` makes, but not into what `go run` does: there git says it. Copies
// without .git know no commit.
var Program = sync.OnceValues(func() (version, commit string) {
	version, commit = "(devel)", "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, commit
	}
	if info.Main.Version != "" {
		version = info.Main.Version
	}
	const changed = ", with changes"
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			commit += changed
		}
	}
	self, err := os.Executable()
	if err != nil || commit != "unknown" || !strings.Contains(filepath.ToSlash(self), "/go-build") { // where go run compiles
		return version, commit
	}
	root, err := Root()
	if err != nil {
		return version, commit
	}
	head, err := exec.Command("git", "-C", root, "rev-parse", "HEAD").Output()
	if err != nil {
		return version, commit
	}
	commit = strings.TrimSpace(string(head))
	if status, err := exec.Command("git", "-C", root, "status", "--porcelain", "--untracked-files=no").Output(); err != nil || len(status) > 0 {
		commit += changed
	}
	return version, commit
})
