package venv

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

// list pins a small wheel in place of XLA's.
var list = List{
	Title:    "the test plugin",
	File:     "requirements.txt",
	Stamp:    "test-plugin.json",
	Download: "15 kB",
	Command:  "go test",
	Library:  "test_plugin/plugin.so",
}

// library is what the wheel holds.
var library = bytes.Repeat([]byte("not really XLA\n"), 1000)

// fakeProject makes a project folder whose requirements pin a small wheel , and lets pip find that wheel and nothing
// else.
func fakeProject(t *testing.T) string {
	t.Helper()
	root, wheels := t.TempDir(), t.TempDir()
	wheel := fakeWheel(t)
	write(t, filepath.Join(wheels, "test_plugin-1.0-py3-none-any.whl"), string(wheel))
	sum := sha256.Sum256(wheel)
	pinWheel(t, root, hex.EncodeToString(sum[:]))
	t.Setenv("PIP_NO_INDEX", "1")
	t.Setenv("PIP_FIND_LINKS", wheels)
	return root
}

func pinWheel(t *testing.T, root, sum string) {
	t.Helper()
	write(t, filepath.Join(root, "requirements.txt"), fmt.Sprintf("# a fake\ntest-plugin==1.0 \\\n    --hash=sha256:%s\n", sum))
}

// fakeWheel builds a wheel that pip installs, by
// https://packaging.python.org/en/latest/specifications/binary-distribution-format/.
func fakeWheel(t *testing.T) []byte {
	t.Helper()
	const info = "test_plugin-1.0.dist-info/"
	sum := sha256.Sum256(library)
	record := fmt.Sprintf("%s,sha256=%s,%d\n", list.Library, base64.RawURLEncoding.EncodeToString(sum[:]), len(library))
	files := []struct{ name, content string }{
		{list.Library, string(library)},
		{info + "METADATA", "Metadata-Version: 2.1\nName: test-plugin\nVersion: 1.0\n"},
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

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
