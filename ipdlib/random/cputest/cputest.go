// Package cputest lets tests of assembly code run with each instruction set that it supports.
package cputest

import "github.com/klauspost/cpuid/v2"

// EachPath calls f for every path that this processor supports: AVX-512, AVX2 and portable, which uses neither. Tests that call it
// must not be parallel, since it disables features for the whole program.
func EachPath(f func(path string)) {
	run := func(path string, without ...cpuid.FeatureID) {
		for _, feature := range without {
			if cpuid.CPU.Has(feature) {
				cpuid.CPU.Disable(feature)
				defer cpuid.CPU.Enable(feature)
			}
		}
		f(path)
	}
	if cpuid.CPU.Has(cpuid.AVX512F) {
		run("AVX-512")
	}
	if cpuid.CPU.Has(cpuid.AVX2) {
		run("AVX2", cpuid.AVX512F)
	}
	run("portable", cpuid.AVX512F, cpuid.AVX2)
}
