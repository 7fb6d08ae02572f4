package lab

import (
	"os"
	"path/filepath"
	"testing"
)

// repository is the project's folder, as seen from the tests.
const repository = "../.."

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// fakePython puts a shell script in place of the Python of the project at root.
func fakePython(t *testing.T, root, script string) {
	t.Helper()
	path := filepath.Join(root, ".venv", "bin", "python")
	write(t, path, "#!/bin/sh\n"+script)
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

// fakeProject makes a project folder with one kernel, under a name that a shell would take apart.
func fakeProject(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "it's [a] $(false) \"name\"")
	write(t, filepath.Join(root, "kernels", "ipd-go", "kernel.json"),
		`{"argv": ["{resource_dir}/../launch.sh", "go", "{connection_file}"], "display_name": "Go", "language": "go", "metadata": {"debugger": false}}`)
	return root
}
