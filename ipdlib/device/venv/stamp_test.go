package venv

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPinned(t *testing.T) {
	root := t.TempDir()
	sums := map[string]string{}
	for name, text := range map[string]string{
		"plain":         "b==2.0 \\\n    --hash=sha256:ab\nc==1\n",
		"with comments": "# a==1 is no pin\n\nb==2.0 \\\n    --hash=sha256:ab\n# the end\nc==1 # why\n",
		"another hash":  "b==2.0 \\\n    --hash=sha256:ac\nc==1\n",
	} {
		write(t, filepath.Join(root, list.File), text)
		version, sum, err := list.Pinned(root)
		if err != nil || version != "b 2.0" {
			t.Errorf("%s: %q, %v", name, version, err)
		}
		sums[name] = sum
	}
	if sums["plain"] != sums["with comments"] || sums["plain"] == sums["another hash"] {
		t.Errorf("checksums %v: a comment must not count, a hash must", sums)
	}
}

// TestFindWithoutLibrary is a list of programs rather than one library, such as JupyterLab.
func TestFindWithoutLibrary(t *testing.T) {
	root := t.TempDir()
	programs := List{Title: "programs", File: "requirements.txt", Stamp: "programs.json", Command: "mend it"}
	write(t, filepath.Join(root, programs.File), "b==2.0\n")
	if err := os.MkdirAll(Dir(root), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := programs.seal(root); err != nil {
		t.Fatal(err)
	}
	if _, err := programs.Find(root, true); err == nil || !strings.Contains(err.Error(), "no longer has a working Python") {
		t.Errorf("without Python: %v", err)
	}
	write(t, Python(root), "")
	if got, err := programs.Find(root, true); err != nil || got != Dir(root) {
		t.Errorf("%q, %v, want %q", got, err, Dir(root))
	}
}

func TestRecordedSum(t *testing.T) {
	for name, test := range map[string]struct{ record, want, complaint string }{
		"right":         {"a/b.so,sha256=AAECAw,4\n", "00010203", ""},
		"not there":     {"a/c.so,sha256=AAECAw,4\n", "", "no RECORD"},
		"too few parts": {"a/b.so\n", "", "no RECORD"},
		"no base64":     {"a/b.so,sha256=?,4\n", "", "illegal base64"},
		"no table":      {"\"a\n", "", "RECORD"},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "x.dist-info", "RECORD"), test.record)
		got, err := recordedSum(dir, "a/b.so")
		if got != test.want || (err == nil) != (test.complaint == "") || err != nil && !strings.Contains(err.Error(), test.complaint) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// FuzzStamp holds that no stamp makes Find leave .venv or accept a library that isn't there.
func FuzzStamp(f *testing.F) {
	for _, seed := range []string{`{}`, `{"library": "lib/x.so", "size_bytes": 0}`, `{"library": "../x"}`, `{"modified": 3}`, "", "[", `{"library": "/etc/passwd"}`} {
		f.Add([]byte(seed))
	}
	root := f.TempDir()
	write(f, filepath.Join(root, list.File), "b==2.0\n")
	f.Fuzz(func(t *testing.T, text []byte) {
		write(t, filepath.Join(Dir(root), list.Stamp), string(text))
		s, err := readStamp(filepath.Join(Dir(root), list.Stamp))
		if err == nil && s.Library != "" && !strings.HasPrefix(filepath.Join(Dir(root), s.Library), Dir(root)) {
			t.Errorf("library %q lies outside", s.Library)
		}
		if path, err := list.Find(root, false); err == nil {
			t.Errorf("found %s, though nothing is installed", path)
		}
	})
}
