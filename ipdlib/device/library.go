package device

import (
	"debug/elf"
	"fmt"
	"os"
	"runtime"
)

// checkLibrary reports whether a plugin of the user's own is a whole shared library. The loader of the C library doesn't
// look: it maps a truncated file, and the process dies of SIGBUS.
func checkLibrary(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%w: %w; give the absolute path of a PJRT plugin, as in xla:/path/plugin.so", ErrNotInstalled, err)
	}
	if info.IsDir() {
		return fmt.Errorf("%w: %s is a folder; give the absolute path of the file in it, as in xla:/path/plugin.so", ErrNotInstalled, path)
	}
	if runtime.GOOS != "linux" { // other systems have other formats
		return nil
	}
	file, err := elf.Open(path) // reads the table of sections too, which linkers write last
	if err != nil {
		return fmt.Errorf("%w: %s is not a shared library, or only part of one: %w; reinstall it", ErrCorrupt, path, err)
	}
	defer file.Close()
	if file.Type != elf.ET_DYN {
		return fmt.Errorf("%w: %s is a file of type %s, not a shared library; give the path of a PJRT plugin", ErrCorrupt, path, file.Type)
	}
	return nil
}
