package random

import "math/rand/v2"

// source counts through a key's stream. It implements rand.Source.
type source struct {
	key     Key
	counter uint64
}

// Uint64 returns the next block of the stream as one word.
func (s *source) Uint64() uint64 {
	x0, x1 := Words(s.key, uint32(s.counter), uint32(s.counter>>32))
	s.counter++
	return uint64(x1)<<32 | uint64(x0)
}

// Rand returns a generator for draws on the host, at the start of the key's stream.
func (k Key) Rand() *rand.Rand {
	return rand.New(&source{key: k})
}
