package main

import (
	"slices"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The kernels of the stimulus draw the spikes of 16 samples, one in each 32-bit lane, place by place; a place is eight afferents at a
// time step, whose spikes are the bits of a byte. A lane holds the bytes of the last four places, the latest in the top byte. After
// each place the lanes are stored to the 16 words of its group of four places.
//
// See package stimulus, host_places.go, for the tables. In words of 4 bytes, a place is
//
//	common, sine, cosine [8]float32, limit [8]int32, fixed uint32
//
// If a place is fixed, its probabilities are the same for all samples, and a word is a spike if it is below limit. There, words and
// limits have their highest bit inverted, because AVX2 compares signed numbers only.
const (
	placeCommon = 0
	placeSine   = 8
	placeCosine = 16
	placeLimit  = 24
	placeFixed  = 32
	placeWords  = 33
)

// Words of the constants:
const (
	drawSample = 0 // word 1 of the first sample's counter, with the key added
	drawKey    = 1 // the key's word 0
	drawScale  = 2 // the factor of a squared half-raised sine, a float32
	drawInject = 3 // five words: see scramble
	drawTurned = 8 // the last of the five with the highest bit inverted, which inverts that of the result
	drawPlaces = 9 // eight words, added to a place's number to give word 0 of the counter of each of its afferents
)

const (
	drawSignature = "func(fours *uint32, count int, places *float32, own *float32, period int, constants *[17]uint32)"
	samples       = 16 // per call
)

// A drawing holds the registers of both kernels.
type drawing struct {
	fours, count, places, own, constants reg.Register
	firstOwn, endOwn                     reg.Register
	at                                   reg.Register // the place's number
}

func newDrawing() drawing {
	d := drawing{
		fours:     asm.Load(asm.Param("fours"), asm.GP64()),
		at:        asm.GP64(),
		count:     asm.Load(asm.Param("count"), asm.GP64()),
		places:    asm.Load(asm.Param("places"), asm.GP64()),
		own:       asm.Load(asm.Param("own"), asm.GP64()),
		endOwn:    asm.Load(asm.Param("period"), asm.GP64()),
		constants: asm.Load(asm.Param("constants"), asm.GP64()),
		firstOwn:  asm.GP64(),
	}
	asm.MOVQ(d.own, d.firstOwn)
	asm.XORQ(d.at, d.at)
	asm.IMUL3Q(operand.I32(ownBytes), d.endOwn, d.endOwn)
	asm.ADDQ(d.own, d.endOwn)
	return d
}

// The samples' own tables are [period, 8 afferents, cosine and sine, 16 samples]; they repeat after a period of places.
const ownBytes = 8 * 2 * samples * 4

func (d drawing) ownCosine(j, lane int) operand.Mem {
	return operand.Mem{Base: d.own, Disp: 4 * ((2*j)*samples + lane)}
}
func (d drawing) ownSine(j, lane int) operand.Mem { return d.ownCosine(j, lane+samples) }

// next moves on to the next place.
func (d drawing) next() {
	asm.INCQ(d.at)
	asm.TESTQ(operand.U32(3), d.at)
	asm.JNZ(operand.LabelRef("same"))
	asm.ADDQ(operand.I32(4*samples), d.fours)
	asm.Label("same")
	asm.ADDQ(operand.I32(4*placeWords), d.places)
	asm.ADDQ(operand.I32(ownBytes), d.own)
	asm.CMPQ(d.own, d.endOwn)
	asm.CMOVQEQ(d.firstOwn, d.own)
	asm.CMPQ(d.at, d.count)
	asm.JNE(operand.LabelRef("place"))
	asm.VZEROUPPER()
	asm.RET()
}

// topBits are the bits of a place's afferents in the top byte of a word.
var topBits = []int{1 << 24, 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30, 1 << 31}

func drawAVX512() {
	function("drawAVX512", drawSignature, "drawAVX512 needs AVX-512 F.")
	v, d := avx512{}, newDrawing()
	zmm := func() reg.VecVirtual { return asm.ZMM() }
	broadcast := func(i int) reg.VecVirtual {
		x := zmm()
		asm.VPBROADCASTD(word(d.constants, i), x)
		return x
	}
	scale := broadcast(drawScale)
	var inject [5]operand.Op
	for i := range inject {
		inject[i] = broadcast(drawInject + i)
	}
	// Word 1 of the counter depends only on the sample: x1, which the first round adds to x0, is added here to everything that x0 is
	// made of; and it is rotated.
	place, rotated := broadcast(drawSample), zmm()
	asm.VPADDD(words("lanes16", count(0, 16)...), place, place)
	asm.VPROLD(operand.U8(rotations[0]), place, rotated)
	v.add(broadcast(drawKey), place)
	var bit [8]reg.VecVirtual // of the latest place
	for j := range bit {
		bit[j] = zmm()
		asm.VPBROADCASTD(words("bits", topBits...).Offset(4*j), bit[j])
	}
	one, all := zmm(), zmm()
	asm.VPBROADCASTD(words("one", 1), one)
	asm.VPXORD(all, all, all)
	turned := inject
	turned[4] = broadcast(drawTurned)

	const together = 2 // afferents whose instructions are interleaved
	body := func(inject [5]operand.Op, decide func(j int, word reg.VecVirtual, spike reg.OpmaskVirtual)) {
		asm.VPSRLD(operand.U8(8), all, all)
		for first := 0; first < 8; first += together {
			blocks := make([]block, together)
			for i := range blocks {
				blocks[i] = block{zmm(), zmm()}
				asm.VPADDD_BCST(word(d.constants, drawPlaces+first+i), place, blocks[i].x0)
			}
			for _, b := range blocks {
				asm.VPXORD(rotated, b.x0, b.x1)
			}
			scramble(v, blocks, inject)
			for i, b := range blocks {
				spike := asm.K()
				decide(first+i, b.x0, spike)
				asm.VPORD(bit[first+i], all, spike, all)
			}
		}
		v.add(one, place)
		asm.VMOVDQU32(all, operand.Mem{Base: d.fours})
	}

	asm.Label("place")
	asm.CMPL(word(d.places, placeFixed), operand.U8(0))
	asm.JNE(operand.LabelRef("fixed"))
	body(inject, func(j int, x reg.VecVirtual, spike reg.OpmaskVirtual) {
		p, q := zmm(), zmm()
		asm.VBROADCASTSS(word(d.places, placeSine+j), p)
		asm.VBROADCASTSS(word(d.places, placeCosine+j), q)
		asm.VMULPS(d.ownCosine(j, 0), p, p)
		asm.VMULPS(d.ownSine(j, 0), q, q)
		asm.VADDPS(q, p, p)
		asm.VADDPS_BCST(word(d.places, placeCommon+j), p, p)
		asm.VMULPS(p, p, p)
		asm.VMULPS(scale, p, p)
		asm.VPSRLD(operand.U8(8), x, x)
		asm.VCVTDQ2PS(x, x)
		asm.VCMPPS(operand.U8(1), p, x, spike) // 1: less
	})
	asm.JMP(operand.LabelRef("next"))
	asm.Label("fixed")
	body(turned, func(j int, x reg.VecVirtual, spike reg.OpmaskVirtual) {
		asm.VPCMPD_BCST(operand.U8(1), word(d.places, placeLimit+j), x, spike) // 1: less
	})
	asm.Label("next")
	d.next()
}

// drawAVX2: the samples are two vectors, interleaved for two afferents at a time.
func drawAVX2() {
	function("drawAVX2", drawSignature, "drawAVX2 needs AVX2.")
	v, d := newAVX2(), newDrawing()
	ymm := func() reg.VecVirtual { return asm.YMM() }
	broadcast := func(i int) reg.VecVirtual {
		x := ymm()
		asm.VPBROADCASTD(word(d.constants, i), x)
		return x
	}
	// Vectors without a register are kept on the stack.
	stack := asm.AllocLocal(7 * 32)
	spill := func(i int) operand.Mem { return stack.Offset(32 * i) }
	rotated, scale := [2]operand.Mem{spill(0), spill(1)}, spill(2)
	all, zero := [2]operand.Mem{spill(3), spill(6)}, ymm()
	asm.VPXOR(zero, zero, zero)
	for _, half := range all {
		asm.VMOVDQU(zero, half)
	}

	asm.VMOVDQU(broadcast(drawScale), scale)
	numbers, first, key := words("lanes16", count(0, 16)...), broadcast(drawSample), broadcast(drawKey)
	place := [2]reg.VecVirtual{ymm(), ymm()}
	for i, x := range place {
		y := ymm()
		asm.VPADDD(numbers.Offset(32*i), first, x)
		asm.VPSLLD(operand.U8(rotations[0]), x, v.temporary)
		asm.VPSRLD(operand.U8(32-rotations[0]), x, y)
		v.xor(v.temporary, y)
		asm.VMOVDQU(y, rotated[i])
		v.add(key, x)
	}
	var inject [5]operand.Op
	for i := range 4 {
		inject[i] = broadcast(drawInject + i)
	}
	turned := inject
	inject[4], turned[4] = spill(4), spill(5)
	asm.VMOVDQU(broadcast(drawInject+4), inject[4])
	asm.VMOVDQU(broadcast(drawTurned), turned[4])
	var repeated []int
	for _, bit := range topBits {
		repeated = append(repeated, slices.Repeat([]int{bit}, 8)...)
	}
	bits := words("bits8", repeated...)
	one := words("ones", 1, 1, 1, 1, 1, 1, 1, 1)

	const together = 2
	body := func(inject [5]operand.Op, decide func(j, half int, word reg.VecVirtual)) {
		for first := 0; first < 8; first += together {
			blocks := make([]block, 2*together)
			for i := range blocks {
				blocks[i] = block{ymm(), ymm()}
				asm.VPBROADCASTD(word(d.constants, drawPlaces+first+i/2), blocks[i].x0)
			}
			for i, b := range blocks {
				v.add(place[i%2], b.x0)
			}
			for i, b := range blocks {
				asm.VPXOR(rotated[i%2], b.x0, b.x1)
			}
			scramble(v, blocks, inject)
			for i, b := range blocks {
				decide(first+i/2, i%2, b.x0)
			}
			for half, all := range all {
				// All bits of a lane are set if there is a spike.
				x, y := blocks[half].x0, blocks[2+half].x0
				asm.VPAND(bits.Offset(32*first), x, x)
				asm.VPAND(bits.Offset(32*(first+1)), y, y)
				asm.VPOR(y, x, x)
				if first == 0 {
					asm.VMOVDQU(all, y)
					asm.VPSRLD(operand.U8(8), y, y)
					asm.VPOR(y, x, x)
				} else {
					asm.VPOR(all, x, x)
				}
				asm.VMOVDQU(x, all)
				if first+together == 8 {
					asm.VMOVDQU(x, operand.Mem{Base: d.fours, Disp: 32 * half})
				}
			}
		}
		for _, p := range place {
			v.add(one, p)
		}
	}

	asm.Label("place")
	asm.CMPL(word(d.places, placeFixed), operand.U8(0))
	asm.JNE(operand.LabelRef("fixed"))
	body(inject, func(j, half int, x reg.VecVirtual) {
		p, q := ymm(), v.temporary
		asm.VBROADCASTSS(word(d.places, placeSine+j), p)
		asm.VBROADCASTSS(word(d.places, placeCosine+j), q)
		asm.VMULPS(d.ownCosine(j, 8*half), p, p)
		asm.VMULPS(d.ownSine(j, 8*half), q, q)
		asm.VADDPS(q, p, p)
		asm.VBROADCASTSS(word(d.places, placeCommon+j), q)
		asm.VADDPS(q, p, p)
		asm.VMULPS(p, p, p)
		asm.VMULPS(scale, p, p)
		asm.VPSRLD(operand.U8(8), x, x)
		asm.VCVTDQ2PS(x, x)
		asm.VCMPPS(operand.U8(1), p, x, x) // 1: less
	})
	asm.JMP(operand.LabelRef("next"))
	asm.Label("fixed")
	body(turned, func(j, _ int, x reg.VecVirtual) {
		limit := ymm()
		asm.VPBROADCASTD(word(d.places, placeLimit+j), limit)
		asm.VPCMPGTD(x, limit, x) // limit > x
	})
	asm.Label("next")
	d.next()
}
