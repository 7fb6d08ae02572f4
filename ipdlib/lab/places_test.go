package lab

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/device"
)

func TestPlaces(t *testing.T) {
	for _, place := range Places(t.Context()) {
		if place.Err != nil || place.Path == "" {
			t.Errorf("%s %s: %v", place.Name, place.Path, place.Err)
		}
	}
}

// What is wrong with a place is one sentence that names the variable.
func TestPlacesThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	for _, test := range []struct{ name, variable, value, want string }{
		{"no temporary folder", "TMPDIR", filepath.Join(t.TempDir(), "gone"), "doesn't exist; set TMPDIR"},
		{"a file in its place", "TMPDIR", file, "can't be written (not a directory); set TMPDIR"},
		{"no HOME", "HOME", "", "because HOME is not set; set HOME, or GOCACHE and GOPATH"},
		{"a HOME that can't be written", "HOME", file, "can't be written (not a directory); set HOME"},
		{"a cache that can't be written", "GOCACHE", file, "can't be written (not a directory); set HOME to a folder that can, or GOCACHE"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, variable := range []string{"GOCACHE", "XDG_CACHE_HOME"} {
				t.Setenv(variable, "")
			}
			t.Setenv(test.variable, test.value)
			err := CheckPlaces(t.Context())
			if !errors.Is(err, ErrSetup) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

// A folder of a file system that forbids programs, and a full one. Mounting is root's; elsewhere there is nothing to test.
func TestMountedPlaces(t *testing.T) {
	for _, test := range []struct{ options, want string }{
		{"noexec", "run in the temporary folder"},
		{"size=64k", "cells need 100 MB; free some space, or set TMPDIR"},
	} {
		dir := t.TempDir()
		if out, err := exec.Command("mount", "-t", "tmpfs", "-o", test.options, "tmpfs", dir).CombinedOutput(); err != nil {
			t.Skipf("mount: %v: %s", err, out)
		}
		t.Setenv("TMPDIR", dir)
		err := CheckPlaces(t.Context())
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "set TMPDIR") {
			t.Errorf("%s: %v, want %q", test.options, err, test.want)
		}
	}
}

func TestReport(t *testing.T) {
	root := fakeProject(t)
	write(t, filepath.Join(root, "kernels", "go.mod"), "module kernels\n")
	t.Setenv("TMPDIR", filepath.Join(root, "gone"))
	want := map[string]device.State{"JupyterLab": device.Note, "kernels": device.Note, "temporary folder": device.Missing, "Go's cache": device.Good}
	for _, check := range Report(t.Context(), root) {
		if check.State != want[check.Name] || check.Found == "" || (check.Mend == "") != (check.State == device.Good) {
			t.Errorf("%+v, want it %s", check, want[check.Name])
		}
		delete(want, check.Name)
	}
	if len(want) > 0 {
		t.Errorf("nothing was said of %v", want)
	}
	if _, err := os.Stat(filepath.Join(root, "gone")); err == nil {
		t.Error("looking has made a folder")
	}
}
