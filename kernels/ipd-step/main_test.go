package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestStartsLight: packages that would double the time that this program takes to start, before every cell and every `!` line.
func TestStartsLight(t *testing.T) {
	list, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(list)) {
		switch name {
		case "net", "os/user", "runtime/cgo", "regexp", "github.com/go-zeromq/zmq4":
			t.Errorf("%s is linked", name)
		}
	}
	if !strings.Contains(string(list), "ipd/kernels/internal/program\n") {
		t.Errorf("this is no list of packages: %s", list)
	}
}
