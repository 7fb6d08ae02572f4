package random

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Key identifies a stream of random numbers: the 64-bit key of Threefry-2x32.
type Key [2]uint32

// NewKey returns the key of a seed.
func NewKey(seed uint64) Key {
	return Key{uint32(seed), uint32(seed >> 32)}
}

// Derive returns the key of a sub-stream. The parts name it, in words and numbers: key.Derive("training set", "jitter").
// Different names give independent streams, because the name is hashed (SHA-256) together with the key.
func (k Key) Derive(parts ...any) Key {
	h := sha256.New()
	fmt.Fprintf(h, "%08x%08x", k[1], k[0])
	for _, p := range parts {
		s := fmt.Sprint(p)
		fmt.Fprintf(h, "/%d:%s", len(s), s) // with the length, so that ("a", "b/c") and ("a/b", "c") differ
	}
	sum := h.Sum(nil)
	return Key{binary.LittleEndian.Uint32(sum), binary.LittleEndian.Uint32(sum[4:])}
}
