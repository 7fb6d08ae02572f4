// Package exact writes Go values as bytes and reads them back without any difference: it keeps every bit of a NaN, the
// difference between nil and empty slices, unexported fields, and shared and circular pointers.
//
//	text, err := exact.Encode(&value, own)
//	...
//	err := exact.Decode(text, &again, own)
//
// encoding/gob and encoding/json don't do this: gob reads an empty slice as nil and a pointer to 0 as nil, JSON has no NaN,
// and both silently leave out unexported fields. Here a type that can't be restored is an error, which names the type.
//
// # Caveats
//
// The bytes describe no types: they are valid only for the program text, Go version and machine word that wrote them, and
// must be kept under a key made of these (see package lineage).
//
// Slices that share an array no longer share it, and a map is a new one wherever it occurs. Pointers keep what they share,
// except for pointers into the middle of something.
package exact
