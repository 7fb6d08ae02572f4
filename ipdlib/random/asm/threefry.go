package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rotations are those of random.Words.
var rotations = [8]int{13, 15, 26, 6, 17, 29, 16, 24}

const rounds = 13

// A block is a vector of counters during Threefry-2x32: one counter in each 32-bit lane.
type block struct{ x0, x1 reg.VecVirtual }

// A vectors is an instruction set for vectors of 32-bit words.
type vectors interface {
	add(y operand.Op, x reg.VecVirtual) // x += y
	xor(y operand.Op, x reg.VecVirtual) // x ^= y
	// rotateXor: x = rotate(x, n) xor y
	rotateXor(n int, y, x reg.VecVirtual)
}

// scramble computes, for independent blocks, which it interleaves, all rounds after the first. Word 0 of the result is in x0. (The
// caller does the first round: one of the two words of its counters is the same for many of them.)
//
// inject holds the numbers that are added after rounds 4, 8 and 12: to x0, x1, x0, x1 and, since word 1 of the result isn't needed,
// the sum of both to x0.
func scramble(v vectors, blocks []block, inject [5]operand.Op) {
	for round := 1; round < rounds; round++ {
		for _, b := range blocks {
			v.add(b.x1, b.x0)
		}
		if round == rounds-1 {
			return // x1 isn't needed
		}
		for _, b := range blocks {
			v.rotateXor(rotations[round%8], b.x0, b.x1)
		}
		if round%4 != 3 {
			continue
		}
		for _, b := range blocks {
			v.add(inject[round/4*2], b.x0)
			if round+2 < rounds {
				v.add(inject[round/4*2+1], b.x1)
			}
		}
	}
}

// avx512 are vectors of 16 words.
type avx512 struct{}

func (avx512) add(y operand.Op, x reg.VecVirtual) { asm.VPADDD(y, x, x) }
func (avx512) xor(y operand.Op, x reg.VecVirtual) { asm.VPXORD(y, x, x) }
func (v avx512) rotateXor(n int, y, x reg.VecVirtual) {
	asm.VPROLD(operand.U8(n), x, x)
	v.xor(y, x)
}

// avx2 are vectors of 8 words. There is no rotate instruction: a rotation is two shifts, or a shuffle if it is by whole bytes.
type avx2 struct {
	temporary          reg.VecVirtual
	rotate16, rotate24 operand.Op // for VPSHUFB
}

func newAVX2() avx2 {
	return avx2{asm.YMM(), byteRotation("rotate16", 2), byteRotation("rotate24", 3)}
}

func (avx2) add(y operand.Op, x reg.VecVirtual) { asm.VPADDD(y, x, x) }
func (avx2) xor(y operand.Op, x reg.VecVirtual) { asm.VPXOR(y, x, x) }
func (v avx2) rotateXor(n int, y, x reg.VecVirtual) {
	switch n {
	case 16:
		asm.VPSHUFB(v.rotate16, x, x)
	case 24:
		asm.VPSHUFB(v.rotate24, x, x)
	default:
		asm.VPSLLD(operand.U8(n), x, v.temporary)
		asm.VPSRLD(operand.U8(32-n), x, x)
		v.xor(v.temporary, x)
	}
	v.xor(y, x)
}

// byteRotation is the shuffle that rotates each word to the left by n bytes.
func byteRotation(name string, n int) operand.Mem {
	return table(name, func() {
		for i := range 32 {
			asm.AppendDatum(operand.U8(i%16/4*4 + (i+4-n)%4))
		}
	})
}

// words is a table of 32-bit words.
func words(name string, numbers ...int) operand.Mem {
	return table(name, func() {
		for _, x := range numbers {
			asm.AppendDatum(operand.U32(x))
		}
	})
}

// tables are those of the file being generated; its functions share them.
var tables map[string]operand.Mem

// table is a table of constants, filled at its first use.
func table(name string, fill func()) operand.Mem {
	if _, made := tables[name]; !made {
		tables[name] = asm.StaticGlobal(name)
		asm.DataAttributes(attr.RODATA | attr.NOPTR)
		fill()
	}
	return tables[name]
}

// word is the i-th 32-bit word after a pointer.
func word(pointer reg.Register, i int) operand.Mem { return operand.Mem{Base: pointer, Disp: 4 * i} }

// count returns n numbers from first on.
func count(first, n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = first + i
	}
	return numbers
}
