//go:build linux && cgo && (amd64 || arm64) && !noxla

package device

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestPreloadNamesTheLibrary(t *testing.T) {
	t.Setenv("GOPJRT_CUDA_CHECKS", "")
	dir := t.TempDir()
	err := preload(dir)
	if !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), "libcudart.so.13") || !strings.Contains(err.Error(), "-install-cuda") {
		t.Errorf("missing: %v", err)
	}
	writeFile(t, filepath.Join(dir, "cu13", "lib", "libcudart.so.13"), "text")
	if err := preload(dir); !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), "libcudart.so.13") {
		t.Errorf("no library: %v", err)
	}
}
