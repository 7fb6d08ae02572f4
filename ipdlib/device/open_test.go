//go:build linux && cgo && amd64 && !noxla

package device_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
)

// withoutPlugin makes the tests of a function find a project in which nothing is installed and nothing can be.
func withoutPlugin(t *testing.T) {
	t.Helper()
	root := t.TempDir()
	requirements := filepath.Join(root, "kernels", "requirements")
	if err := errors.Join(
		os.MkdirAll(requirements, 0o755),
		os.WriteFile(filepath.Join(root, "go.mod"), []byte("module ipd\n"), 0o644),
		os.WriteFile(filepath.Join(requirements, "xla-cpu.txt"), []byte("x==1 --hash=sha256:00\n"), 0o644),
		os.WriteFile(filepath.Join(requirements, "cuda.txt"), []byte("x==1 --hash=sha256:00\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	t.Setenv(device.HomeEnv, root)
	t.Setenv(device.BackendEnv, "")
	t.Setenv("PATH", "") // no Python
}

func TestOpenFallsBackWithASentence(t *testing.T) {
	for _, test := range []struct {
		name    string
		install bool
		part    string
	}{
		{"not installed", false, "XLA can't be used: not installed: XLA's CPU plugin is not in "},
		{"can't be installed", true, "XLA can't be used: installation failed: no Python on the PATH"},
	} {
		t.Run(test.name, func(t *testing.T) {
			withoutPlugin(t)
			var out bytes.Buffer
			d, err := device.Open(t.Context(), device.Options{Install: test.install, Out: &out})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if b, ok := d.Backend.(device.Fused); !ok || b.Only || !strings.Contains(d.Reason, test.part) || !strings.Contains(out.String(), test.part) ||
				!strings.Contains(d.Reason, "the fused engine") {
				t.Errorf("%s, said %q", d, out.String())
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, test := range []struct {
		name, backend string
		want          error
		part          string
	}{
		{"XLA without plugin", "xla", device.ErrNotInstalled, "doctor -install"},
		{"unknown", "tpu", device.ErrUnknownBackend, "choose xla"},
		{"a missing file", "xla:/no/such/plugin.so", device.ErrNotInstalled, "no such file"},
		{"a plugin that go-xla doesn't know", "xla:nonesuch", nil, "nonesuch"},
		{"an unknown option of Go", "go:nonesuch=1", nil, "nonesuch"},
	} {
		t.Run(test.name, func(t *testing.T) {
			withoutPlugin(t)
			d, err := device.Open(t.Context(), device.Options{Backend: test.backend})
			if err == nil {
				d.Close()
				t.Fatalf("got %s", d)
			}
			if test.want != nil && !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.part) {
				t.Errorf("%v, want %v with %q", err, test.want, test.part)
			}
			t.Setenv(device.BackendEnv, test.backend) // the same from the environment
			if _, err := device.Open(t.Context(), device.Options{}); err == nil {
				t.Errorf("%s=%s is not honoured", device.BackendEnv, test.backend)
			}
		})
	}
	t.Run("stopped", func(t *testing.T) {
		withoutPlugin(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if d, err := device.Open(ctx, device.Options{Install: true}); err == nil {
			t.Errorf("got %s in place of an error", d)
		}
	})
}

// TestOpenCorruptPlugin has what a full disk or a broken copy leaves. The C library's loader would die of it.
func TestOpenCorruptPlugin(t *testing.T) {
	plugin := devicetest.Open(t).Plugin
	if plugin == "" {
		t.Skip("XLA is left out by " + devicetest.BackendsEnv)
	}
	truncated := filepath.Join(t.TempDir(), "pjrt_c_api_cpu_plugin.so")
	copyStart(t, plugin, truncated, 1<<20)
	_, err := device.Open(t.Context(), device.Options{Backend: "xla:" + truncated})
	if !errors.Is(err, device.ErrCorrupt) || !strings.Contains(err.Error(), truncated) {
		t.Errorf("%v, want %v", err, device.ErrCorrupt)
	}
}

// TestOpenOwnPlugin loads the pinned plugin as if it were the user's own, from folders that go-xla takes for something
// else.
func TestOpenOwnPlugin(t *testing.T) {
	plugin := devicetest.Open(t).Plugin
	if plugin == "" {
		t.Skip("XLA is left out by " + devicetest.BackendsEnv)
	}
	dir := filepath.Join(t.TempDir(), "nvidia's cuda")
	link := filepath.Join(dir, "pjrt_c_api_cpu_plugin.so")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.Symlink(plugin, link)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is loaded already
		d, err := device.Open(t.Context(), device.Options{Backend: "xla:" + link + ",shared_buffers=false"})
		if err != nil {
			t.Fatal(err)
		}
		if d.Name != "xla:"+link || d.Plugin != link || !strings.HasPrefix(d.Version, "PJRT v") {
			t.Errorf("%+v", d)
		}
		square(t, d)
		d.Close()
		d.Close()
	}
}

// TestXLAReadsTheFlags proves in a process of its own that flags set by this package reach XLA: it ends the process on
// a flag that it doesn't know, and names it.
func TestXLAReadsTheFlags(t *testing.T) {
	const flag = "--xla_no_such_flag=1"
	if os.Getenv("IPD_TEST_FLAGS") != "" {
		device.OpenWithFlags(t, flag)
		t.Fatal("XLA took a flag that doesn't exist")
	}
	if devicetest.Open(t).Plugin == "" {
		t.Skip("XLA is left out by " + devicetest.BackendsEnv)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestXLAReadsTheFlags$")
	cmd.Env = append(os.Environ(), "IPD_TEST_FLAGS=1")
	text, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(text), "Unknown flag") || !strings.Contains(string(text), flag) {
		t.Errorf("%v: %s", err, text)
	}
}

func TestOpenSetsTheFlags(t *testing.T) {
	if devicetest.Open(t).Plugin == "" {
		t.Skip("XLA is left out by " + devicetest.BackendsEnv)
	}
	for flag := range strings.FieldsSeq(device.DefaultFlags) {
		if !strings.Contains(os.Getenv(device.FlagsEnv), flag) {
			t.Errorf("%s=%q lacks %s", device.FlagsEnv, os.Getenv(device.FlagsEnv), flag)
		}
	}
}

func copyStart(t *testing.T, from, to string, n int64) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(out, in, n); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
