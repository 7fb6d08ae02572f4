package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The arguments of the mask kernels: see mask_amd64.go. Words of constants:
const (
	constX0     = 0 // word 0 of the first row's counters, with the key added
	constX1     = 1 // word 1 of the first lane's counters, with the key added
	constStride = 2 // from row to row, of word 0
	constLimit  = 3 // the minimum of word 0 of the result
	constInject = 4 // five words: see scramble
)

const maskSignature = "func(bits *uint32, rows, step int, constants *[9]uint32, tail uint32)"

// maskAVX512: a row is two vectors; the processor itself interleaves them with those of the next rows.
func maskAVX512() {
	function("maskAVX512", maskSignature, "maskAVX512 needs AVX-512 F.")
	v := avx512{}
	bits, rows, step, constants := arguments()

	zmm := func() reg.VecVirtual { return asm.ZMM() }
	broadcast := func(i int) reg.VecVirtual {
		x := zmm()
		asm.VPBROADCASTD(word(constants, i), x)
		return x
	}
	row, stride, limit := broadcast(constX0), broadcast(constStride), broadcast(constLimit)
	var inject [5]operand.Op
	for i := range inject {
		inject[i] = broadcast(constInject + i)
	}

	// Word 1 is the same in every row: x1, which the first round adds to x0, and its rotation.
	first := broadcast(constX1)
	x1, rotated := [2]reg.VecVirtual{zmm(), zmm()}, [2]reg.VecVirtual{zmm(), zmm()}
	numbers := words("lanes32", count(0, 32)...)
	for i := range x1 {
		asm.VPADDD(numbers.Offset(64*i), first, x1[i])
		asm.VPROLD(operand.U8(rotations[0]), x1[i], rotated[i])
	}

	// The bits of units that don't exist stay 0.
	tail, exists := asm.Load(asm.Param("tail"), asm.GP32()), [2]reg.OpmaskVirtual{asm.K(), asm.K()}
	asm.KMOVW(tail, exists[0])
	asm.SHRL(operand.U8(16), tail)
	asm.KMOVW(tail, exists[1])

	asm.Label("row")
	blocks := []block{{zmm(), zmm()}, {zmm(), zmm()}}
	for i, b := range blocks {
		asm.VPADDD(row, x1[i], b.x0)
	}
	for i, b := range blocks {
		asm.VPXORD(rotated[i], b.x0, b.x1)
	}
	asm.VPADDD(stride, row, row)
	scramble(v, blocks, inject)
	for i, b := range blocks {
		kept := asm.K()
		asm.VPCMPUD(operand.U8(5), limit, b.x0, exists[i], kept) // 5: at least
		asm.KMOVW(kept, operand.Mem{Base: bits, Disp: 2 * i})
	}
	nextRow(bits, rows, step)
	asm.VZEROUPPER()
	asm.RET()
}

// maskAVX2: a row is four vectors, interleaved.
func maskAVX2() {
	function("maskAVX2", maskSignature, "maskAVX2 needs AVX2.")
	v := newAVX2()
	bits, rows, step, constants := arguments()

	ymm := func() reg.VecVirtual { return asm.YMM() }
	broadcast := func(i int) reg.VecVirtual {
		x := ymm()
		asm.VPBROADCASTD(word(constants, i), x)
		return x
	}
	// Vectors without a register are kept on the stack.
	stack := asm.AllocLocal(10 * 32)
	spill := func(i int) operand.Mem { return stack.Offset(32 * i) }
	limit, stride := spill(8), spill(9)
	asm.VMOVDQU(broadcast(constLimit), limit)
	asm.VMOVDQU(broadcast(constStride), stride)
	row := broadcast(constX0)
	var inject [5]operand.Op
	for i := range inject {
		inject[i] = broadcast(constInject + i)
	}

	// The lanes are ordered so that the packing below puts their bits into the right order.
	var order []int
	for i := range 4 {
		order = append(append(order, count(4*i, 4)...), count(16+4*i, 4)...)
	}
	numbers, first := words("lanesToPack", order...), broadcast(constX1)
	for i := range 4 {
		x := ymm()
		asm.VPADDD(numbers.Offset(32*i), first, x)
		asm.VMOVDQU(x, spill(i))
		asm.VPSLLD(operand.U8(rotations[0]), x, v.temporary)
		asm.VPSRLD(operand.U8(32-rotations[0]), x, x)
		asm.VPOR(v.temporary, x, x)
		asm.VMOVDQU(x, spill(4+i))
	}
	tail := asm.Load(asm.Param("tail"), asm.GP32())

	asm.Label("row")
	blocks := []block{{ymm(), ymm()}, {ymm(), ymm()}, {ymm(), ymm()}, {ymm(), ymm()}}
	for i, b := range blocks {
		asm.VPADDD(spill(i), row, b.x0)
	}
	for i, b := range blocks {
		asm.VPXOR(spill(4+i), b.x0, b.x1)
	}
	asm.VPADDD(stride, row, row)
	scramble(v, blocks, inject)
	// Words and limit have their highest bit inverted, since AVX2 compares signed numbers only; and it has no "at least".
	for _, b := range blocks {
		asm.VPCMPGTD(limit, b.x0, b.x0)
	}
	asm.VPACKSSDW(blocks[1].x0, blocks[0].x0, blocks[0].x0)
	asm.VPACKSSDW(blocks[3].x0, blocks[2].x0, blocks[2].x0)
	asm.VPACKSSWB(blocks[2].x0, blocks[0].x0, blocks[0].x0)
	kept := asm.GP32()
	asm.VPMOVMSKB(blocks[0].x0, kept)
	asm.ANDL(tail, kept)
	asm.MOVL(kept, operand.Mem{Base: bits})
	nextRow(bits, rows, step)
	asm.VZEROUPPER()
	asm.RET()
}

func arguments() (bits, rows, step, constants reg.Register) {
	bits = asm.Load(asm.Param("bits"), asm.GP64())
	rows = asm.Load(asm.Param("rows"), asm.GP64())
	step = asm.Load(asm.Param("step"), asm.GP64())
	constants = asm.Load(asm.Param("constants"), asm.GP64())
	asm.SHLQ(operand.U8(2), step) // words to bytes
	return bits, rows, step, constants
}

func nextRow(bits, rows, step reg.Register) {
	asm.ADDQ(step, bits)
	asm.DECQ(rows)
	asm.JNZ(operand.LabelRef("row"))
}
