package device

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// library is what the fake wheels hold in place of XLA.
var library = bytes.Repeat([]byte("not really XLA\n"), 1000)

// fakeProject makes a project folder whose requirements pin a small wheel in place of the real one, lets Root find it, and lets pip find the
// wheel and nothing else. It returns the folder.
func fakeProject(t *testing.T) string {
	t.Helper()
	root, wheels := t.TempDir(), t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module ipd\n\ngo 1.26.5\n")
	wheel := fakeWheel(t)
	write(t, filepath.Join(wheels, "lammps_jax_pjrt_cpu-0.11.2-py3-none-any.whl"), string(wheel))
	sum := sha256.Sum256(wheel)
	pinWheel(t, root, hex.EncodeToString(sum[:]))
	t.Setenv(HomeEnv, root)
	t.Setenv("PIP_NO_INDEX", "1")
	t.Setenv("PIP_FIND_LINKS", wheels)
	t.Setenv(BackendEnv, "")
	return root
}

func pinWheel(t *testing.T, root, sum string) {
	t.Helper()
	write(t, filepath.Join(root, "kernels", "requirements", "xla-cpu.txt"), fmt.Sprintf("# a fake\nlammps-jax-pjrt-cpu==0.11.2 \\\n    --hash=sha256:%s\n", sum))
}

// fakeWheel builds a wheel that pip installs, by https://packaging.python.org/en/latest/specifications/binary-distribution-format/.
func fakeWheel(t *testing.T) []byte {
	t.Helper()
	const info = "lammps_jax_pjrt_cpu-0.11.2.dist-info/"
	sum := sha256.Sum256(library)
	record := fmt.Sprintf("%s,sha256=%s,%d\n", cpuPlugin.library, base64.RawURLEncoding.EncodeToString(sum[:]), len(library))
	files := []struct{ name, content string }{
		{cpuPlugin.library, string(library)},
		{info + "METADATA", "Metadata-Version: 2.1\nName: lammps-jax-pjrt-cpu\nVersion: 0.11.2\n"},
		{info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"},
		{info + "RECORD", record + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n"},
	}
	var wheel bytes.Buffer
	archive := zip.NewWriter(&wheel)
	for _, file := range files {
		w, err := archive.Create(file.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(file.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return wheel.Bytes()
}

// fakePython puts a shell script in place of every program on the PATH but the system's own.
func fakePython(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "python3"), "#!/bin/sh\n"+script)
	if err := os.Chmod(filepath.Join(dir, "python3"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
