// Package crate records where results come from, in a form that other programs read: an RO-Crate of the profile Process Run
// (https://w3id.org/ro/wfrun/process/0.5), a file ro-crate-metadata.json beside the records.
//
//	err := crate.Write(dir, records, []string{"summary.csv", "robustness.png"})
//
// It names the settings, the program with its version and commit, Go, backend and processor, the times, and every result with
// its size and SHA-256. All of this comes from the records and files alone: the same folder gives the same text.
//
//	crate.go   Write
package crate
