package main

import (
	"bytes"
	"os"
	"testing"
)

// The committed assembly is what this generator writes.
func TestCommittedFilesAreCurrent(t *testing.T) {
	for name, want := range files() {
		got, err := os.ReadFile(folder + name)
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes; run go generate in package fused", name)
		}
	}
}
