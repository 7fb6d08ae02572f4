// Package exact writes Go values as bytes and reads them again, so that what was read can't be told from what was written:
// every bit of a NaN, nil slices apart from empty ones, unexported fields, pointers that lead to one thing or in a circle.
//
//	text, err := exact.Encode(&value, own)
//	...
//	err := exact.Decode(text, &again, own)
//
// encoding/gob and encoding/json don't do: gob takes an empty slice for nil and a pointer to 0 for none, JSON has no NaN,
// and both leave unexported fields out without a word. Here a type that can't be restored is an error, which names it.
//
// # Caveats
//
// The bytes describe no types: they are good only for the very program text, Go version and machine word that wrote them.
// Whoever keeps them keeps them under a key of all that (see package lineage).
//
// Slices that share an array share it no more, and a map is a new one wherever it occurs. Pointers keep what they share,
// except for pointers into the middle of something.
package exact
