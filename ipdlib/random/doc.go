// Package random is the one source of randomness of the library: the counter-based generator Threefry-2x32, on the
// host and inside graphs.
//
// A counter-based generator has no state. It is a fixed scrambling of (key, counter) into random bits:
//
//	word0, word1 = threefry(key, counter)
//
// so that any number of a stream can be computed alone, in any order, on any backend and by any number of workers, and is
// always the same. There are three parts:
//
//   - a [Key] identifies a stream. Keys come from a seed ([NewKey]) and from one another ([Key.Derive]): the key of the
//     jitter of the training set of run 2 is derived, never drawn.
//   - [Words] scrambles counters, on the host one block at a time, and in a graph ([GraphWords]) for whole tensors.
//   - [Mask] compares the words of many counters with a threshold, on the host and with its vector instructions, for dropout.
//     The folder asm holds the generator of the assembly, a module of its own.
//
// [Key.Rand] returns a *rand.Rand based on the same generator, for the few draws that are made on the host: initial weights,
// phases, jitter, shuffles.
package random
