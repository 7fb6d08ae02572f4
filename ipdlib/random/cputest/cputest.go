// Package cputest lets tests of code in assembly run on each set of instructions that it is written for.
package cputest

import "github.com/klauspost/cpuid/v2"

// EachPath calls f for every path that this processor has: AVX-512, AVX2 and portable, which uses neither. Tests that call it
// must not be parallel: it switches features off for the whole program.
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
