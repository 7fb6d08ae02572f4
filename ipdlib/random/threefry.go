package random

import "math/bits"

// Rounds of Threefry-2x32. 13 is the smallest number that passes every test of BigCrush; each round costs time for each of the 82
// million draws of a data set, so we use no more.
//
// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, table 2.
const Rounds = 13

// rotations are the distances of Threefry-2x32's rotations, used in turn (ibid., section 3.3).
var rotations = [8]int{13, 15, 26, 6, 17, 29, 16, 24}

// parity is the constant of the key schedule that keeps an all-zero key from being weak (C240 of Threefish, lower half).
const parity = 0x1BD11BDA

// Words scrambles a counter under a key into two independent random words:
//
//	x0, x1 = counter + key
//	each round: x0 += x1;  x1 = rotate(x1) xor x0
//	after every fourth round, the next two of the three key words are added
func Words(key Key, c0, c1 uint32) (x0, x1 uint32) {
	schedule := [3]uint32{key[0], key[1], key[0] ^ key[1] ^ parity}
	x0, x1 = c0+schedule[0], c1+schedule[1]
	for round := 0; round < Rounds; round++ {
		x0 += x1
		x1 = bits.RotateLeft32(x1, rotations[round%8]) ^ x0
		if round%4 == 3 {
			j := round/4 + 1
			x0 += schedule[j%3]
			x1 += schedule[(j+1)%3] + uint32(j)
		}
	}
	return x0, x1
}

// UniformBits is the number of a word's bits in a uniform number: as many as float32 represents exactly.
const UniformBits = 24
