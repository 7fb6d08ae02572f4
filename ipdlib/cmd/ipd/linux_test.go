package main

import (
	"strings"
	"testing"
)

func TestNeedsLinux(t *testing.T) {
	if err := needsLinux("linux", "ipd lab"); err != nil {
		t.Error(err)
	}
	for _, system := range []string{"darwin", "windows"} {
		if err := needsLinux(system, "ipd lab"); err == nil || !strings.HasPrefix(err.Error(), "ipd lab needs Linux, and this is "+system) {
			t.Errorf("%s: %v", system, err)
		}
	}
}
