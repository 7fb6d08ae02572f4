package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/fused"
)

// verifyOutput runs ipd verify on a backend.
func verifyOutput(t *testing.T, backend string, args ...string) (out string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	root := newRoot()
	root.Writer, root.ErrWriter = &stdout, &stderr
	err := root.Run(t.Context(), append([]string{"ipd", "verify", "-backend", backend}, args...))
	code = exitCode(t.Context(), err, &stderr)
	return stdout.String() + stderr.String(), code
}

func TestVerify(t *testing.T) {
	records := filepath.Join("..", "..", "parity", "testdata", "other")
	good, dale := filepath.Join(records, "smallest.npz"), filepath.Join(records, "dale_ratio_0.3.npz")
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(t.TempDir(), "half.npz")
	if err := os.WriteFile(half, content[:len(content)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{good, dale}, 0, []string{"smallest.npz: 3 batches of 1", "inhibitory 0.3", "grad_w1", "All agree: 2 of 2."}},
		{[]string{half, good}, exitError, []string{"half.npz: is not a complete zip", "smallest.npz: 3 batches", "1 of 2 files do not agree or can't be read"}},
		{[]string{"gone.npz"}, exitError, []string{"gone.npz"}},
		{nil, exitUsage, []string{"verify needs a file"}},
	} {
		out, code := verifyOutput(t, "go", c.args...)
		if code != c.code {
			t.Errorf("%v: exit code %d, want %d\n%s", c.args, code, c.code, out)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("%v: no %q in\n%s", c.args, want, out)
			}
		}
	}
}

// TestVerifyFused compares the fused engine with the original study's values, on every path.
func TestVerifyFused(t *testing.T) {
	golden, err := filepath.Glob(filepath.Join("..", "..", "parity", "testdata", "*", "*.npz"))
	if err != nil || len(golden) < 8 {
		t.Fatalf("%d golden files, %v", len(golden), err)
	}
	for _, path := range fused.Paths() {
		t.Setenv(fused.PathVariable, path)
		out, code := verifyOutput(t, "fused", golden...)
		if code != 0 || !strings.Contains(out, "Computed with fused ("+path) || !strings.Contains(out, fmt.Sprintf("All agree: %d of %[1]d.", len(golden))) {
			t.Errorf("%s: exit code %d\n%s", path, code, out)
		}
	}
}
