package lab

import (
	"bytes"
	"errors"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCellFlags compares with the script that starts kernels: with other flags the first cell would compile everything
// again.
func TestCellFlags(t *testing.T) {
	launch := read(t, filepath.Join(repository, "kernels", "launch.sh"))
	if want := `goflags="` + cellFlags + `"`; !strings.Contains(launch, want) {
		t.Errorf("kernels/launch.sh has no line %s", want)
	}
	for _, name := range []string{"Dockerfile", "build/install.sh"} { // the image compiles for cells, too
		if want := `GOFLAGS="` + cellFlags + `"`; !strings.Contains(read(t, filepath.Join(repository, "docker", name)), want) {
			t.Errorf("docker/%s doesn't have %s", name, want)
		}
	}
}

// TestTools compares with what kernels/go.mod builds, and with who looks for the tools when a kernel starts: the script for
// the relay, the relay for the others.
func TestTools(t *testing.T) {
	kernels := filepath.Join(repository, "kernels")
	built := read(t, filepath.Join(kernels, "go.mod"))
	looked := read(t, filepath.Join(kernels, "launch.sh")) + read(t, filepath.Join(kernels, "internal", "relay", "obstacles.go"))
	for _, tool := range tools {
		if !strings.Contains(built, "/"+tool+"\n") {
			t.Errorf("kernels/go.mod has no tool %s", tool)
		}
		if !strings.Contains(looked, "$tools/"+tool) && !strings.Contains(looked, `"`+tool+`"`) {
			t.Errorf("neither kernels/launch.sh nor the relay looks for the tool %s", tool)
		}
	}
}

func TestCellSource(t *testing.T) {
	source := cellSource([]string{"ipd/ipdlib/snn", "ipd/ipdlib/device/internal/x", "internal/y", "ipd/internal", "# alpha: not in std", "go: downloading beta v1.2.3", ""})
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Imports) != 1 || file.Imports[0].Path.Value != `"ipd/ipdlib/snn"` {
		t.Errorf("imports of\n%s", source)
	}
}

func TestToolsBuilt(t *testing.T) {
	root := t.TempDir()
	check := func(want bool, when string) {
		t.Helper()
		if got := toolsBuilt(root, "abc"); got != want {
			t.Errorf("%s: %v", when, got)
		}
	}
	check(false, "empty")
	for _, name := range tools {
		path := filepath.Join(toolsDir(root), name)
		write(t, path, "program")
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	check(false, "no stamp: killed half way")
	write(t, filepath.Join(toolsDir(root), toolsStamp), "abc\n")
	check(true, "complete")
	if toolsBuilt(root, "abd") {
		t.Error("built from other sources, but counts")
	}
	gopls := filepath.Join(toolsDir(root), "gopls")
	if err := os.Chmod(gopls, 0o644); err != nil {
		t.Fatal(err)
	}
	check(false, "not executable")
	if err := os.Remove(gopls); err != nil {
		t.Fatal(err)
	}
	check(false, "one is gone")
}

func TestSourceSum(t *testing.T) {
	dir := t.TempDir()
	sum := func(version string) string {
		t.Helper()
		s, err := sourceSum(dir, version)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	write(t, filepath.Join(dir, "go.mod"), "module x")
	write(t, filepath.Join(dir, "a", "a.go"), "package a")
	first := sum("go1.26.5")
	seen := []string{first}
	for _, change := range []func(){
		func() { write(t, filepath.Join(dir, "go.mod"), "module y") },
		func() { write(t, filepath.Join(dir, "go.sum"), "y") },
		func() { write(t, filepath.Join(dir, "a", "b.go"), "package a") },
		func() { write(t, filepath.Join(dir, "a", "b.go"), "") },
		func() { os.Rename(filepath.Join(dir, "a", "b.go"), filepath.Join(dir, "b.go")) },
	} {
		change()
		s := sum("go1.26.5")
		if slices.Contains(seen, s) {
			t.Error("a change goes unnoticed")
		}
		seen = append(seen, s)
	}
	if slices.Contains(seen, sum("go1.27")) {
		t.Error("another Go goes unnoticed")
	}
	last := sum("go1.26.5")
	write(t, filepath.Join(dir, "a", "a_test.go"), "package a")
	write(t, filepath.Join(dir, "README.md"), "text")
	if sum("go1.26.5") != last {
		t.Error("what is not built counts")
	}
	if _, err := sourceSum(filepath.Join(dir, "nowhere"), ""); err == nil {
		t.Error("no error for a folder that isn't there")
	}
}

func TestSetupWithoutGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	var out bytes.Buffer
	err := Setup(t.Context(), t.TempDir(), OnlyKernels, &out)
	if !errors.Is(err, ErrSetup) || !strings.Contains(err.Error(), "install Go") {
		t.Errorf("%v", err)
	}
}

func TestGoMend(t *testing.T) {
	for text, want := range map[string]string{
		"go: go.mod requires go >= 1.99 (running go 1.26; GOTOOLCHAIN=local)":              "Install the Go version",
		"write x: no space left on device":                                                 "Free some space",
		"Get https://p: dial tcp: lookup p: no such host":                                  "connect to the network",
		`cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH`: "Install a C compiler",
	} {
		if got := goMend(text); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := goMend("undefined: x"); got != "" {
		t.Errorf("an invented mend: %q", got)
	}
}
