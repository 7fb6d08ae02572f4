//go:build !amd64

package fused

func vectorPaths() []path { return nil }
