package main

import (
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vectors are the registers of a set of instructions.
type vectors struct {
	name, suffix string
	bytes        int // of a register
}

var (
	avx512 = vectors{"avx512", "AVX512", 64}
	avx2   = vectors{"avx2", "AVX2", 32}
)

const (
	rowBytes = 128 // of the numbers of a block: 32 units
	groupLog = 5   // afferents of a group
)

// perRow is how many registers hold a row.
func (v vectors) perRow() int { return rowBytes / v.bytes }

func (v vectors) register() reg.VecVirtual {
	if v.bytes == 64 {
		return asm.ZMM()
	}
	return asm.YMM()
}

func (v vectors) registers(n int) (all []reg.VecVirtual) {
	for range n {
		all = append(all, v.register())
	}
	return all
}

// zero clears a register.
func (v vectors) zero(x reg.VecVirtual) {
	if v.bytes == 64 {
		asm.VPXORD(x, x, x)
	} else {
		asm.VPXOR(x, x, x)
	}
}

// and is to = x & y.
func (v vectors) and(x operand.Op, y, to reg.VecVirtual) {
	if v.bytes == 64 {
		asm.VPANDD(x, y, to)
	} else {
		asm.VPAND(x, y, to)
	}
}

// end of a function.
func end() {
	asm.VZEROUPPER()
	asm.RET()
}

func pointer(parameter string) reg.Register { return asm.Load(asm.Param(parameter), asm.GP64()) }

// at is memory behind a pointer.
func at(p reg.Register, bytes int) operand.Mem { return operand.Mem{Base: p, Disp: bytes} }

// broadcast puts a number into all lanes of a new register.
func (v vectors) broadcast(from operand.Op) reg.VecVirtual {
	x := v.register()
	asm.VBROADCASTSS(from, x)
	return x
}

// parameter broadcasts a float32 parameter.
func (v vectors) parameter(name string) reg.VecVirtual {
	address, err := asm.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return v.broadcast(address.Addr)
}

// A constant is a vector in memory, of the same number in all lanes.
type constant struct {
	name string
	bits uint32
}

func float(name string, x float64) constant {
	return constant{name, math.Float32bits(float32(x))}
}

// The constants of slope.go, and others.
var (
	one      = float("one", 1)
	size     = constant{"size", 1<<31 - 1} // all bits but the sign
	halvings = float("halvings", 100)
	toWhole  = float("toWhole", 3<<22)
	powers   = []constant{
		float("power0", 1.0000000716546822),
		float("power1", 0.6931469670647331),
		float("power2", 0.24022119723848476),
		float("power3", 0.05550713273542586),
		float("power4", 0.00967554133421605),
		float("power5", 0.0013276471979478776),
	}
)

// inMemory are the constants of the file that is being made.
var inMemory map[string]operand.Mem

// constants writes the tables of the file.
func (v vectors) constants() {
	inMemory = map[string]operand.Mem{}
	table := func(name string, word func(lane int) uint32) {
		m := asm.StaticGlobal(name + v.suffix)
		asm.DataAttributes(attr.RODATA | attr.NOPTR)
		for lane := range v.bytes / 4 {
			asm.AppendDatum(operand.U32(word(lane)))
		}
		inMemory[name] = m
	}
	for _, c := range append([]constant{one, size, halvings, toWhole}, powers...) {
		table(c.name, func(int) uint32 { return c.bits })
	}
	if v.bytes == 32 { // shifts that bring the bits of 8 units to the sign
		for i := range 4 {
			table(signShift(i), func(lane int) uint32 { return uint32(31 - 8*i - lane) })
		}
	}
}

func signShift(i int) string { return "signShift" + string(rune('0'+i)) }

func (c constant) mem() operand.Mem { return inMemory[c.name] }
