package lab

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// tools are the programs of a running kernel. kernels/go.mod names their packages.
var tools = []string{"ipd-kernel", "ipd-step", "gonb", "goimports", "gopls"}

// toolsStamp, in .tools, holds a checksum of all that the tools are built from. It is written last: without it, nothing
// that lies there counts.
const toolsStamp = "built-from.sha256"

func toolsDir(root string) string { return filepath.Join(root, ".tools") }

// buildTools builds the tools into .tools, unless they are there and built from what kernels/ holds now.
func buildTools(ctx context.Context, root string, out io.Writer) error {
	version, err := goCommand(ctx, root, nil, "env", "GOVERSION")
	if err != nil {
		return err
	}
	sum, err := sourceSum(filepath.Join(root, "kernels"), version)
	if err != nil {
		return fmt.Errorf("%w: the kernels' source: %w; restore it, as with git checkout", ErrSetup, err)
	}
	if toolsBuilt(root, sum) {
		return nil
	}
	began := time.Now()
	fmt.Fprintln(out, "Building the kernel: GoNB, goimports, gopls and the relay (100 MB to download, a minute or two, once).")
	stamp := filepath.Join(toolsDir(root), toolsStamp)
	if err := os.MkdirAll(toolsDir(root), 0o755); err != nil {
		return fmt.Errorf("%w: %w; make the folder writable", ErrSetup, err)
	}
	if err := os.Remove(stamp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w; fix the folder's permissions", ErrSetup, err)
	}
	set := []string{"GOBIN=" + toolsDir(root), "GOWORK=off", "GOFLAGS=" + plainFlags}
	if _, err := goCommand(ctx, filepath.Join(root, "kernels"), set, "install", "tool"); err != nil {
		return err
	}
	if err := os.WriteFile(stamp, []byte(sum+"\n"), 0o644); err != nil {
		return fmt.Errorf("%w: %w; fix the folder's permissions", ErrSetup, err)
	}
	fmt.Fprintf(out, "Built in %.0f s.\n", time.Since(began).Seconds())
	return nil
}

// toolsBuilt reports whether all tools are there, built from the sources with this checksum.
func toolsBuilt(root, sum string) bool {
	got, err := os.ReadFile(filepath.Join(toolsDir(root), toolsStamp))
	if err != nil || strings.TrimSpace(string(got)) != sum {
		return false
	}
	for _, name := range tools {
		if info, err := os.Stat(filepath.Join(toolsDir(root), name)); err != nil || !info.Mode().IsRegular() || info.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// sourceSum returns a checksum of everything below dir that a build of the tools reads, and of Go's version: a gopls
// built by an older Go doesn't understand a newer one's packages.
func sourceSum(dir, goVersion string) (string, error) {
	hash := sha256.New()
	fmt.Fprintln(hash, goVersion)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		name := filepath.Base(path)
		isSource := filepath.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") || name == "go.mod" || name == "go.sum"
		if err != nil || entry.IsDir() || !isSource {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(dir, path)
		fmt.Fprintf(hash, "%s %d\n%s", filepath.ToSlash(relative), len(text), text)
		return err
	})
	return hex.EncodeToString(hash.Sum(nil)), err
}
