package main

import (
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vectors describes the registers of an instruction set.
type vectors struct {
	name, suffix string
	bytes        int // of a register
}

var (
	avx512 = vectors{"avx512", "AVX512", 64}
	avx2   = vectors{"avx2", "AVX2", 32}
)

const (
	rowBytes = 128 // one float32 for each of the 32 units of a block
	groupLog = 6   // afferents per group: groupSize of the package
)

// perRow is the number of registers that hold a row.
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

// masks reports whether there are mask registers, and any instruction can broadcast a number from memory.
func (v vectors) masks() bool { return v.bytes == 64 }

// An operation combines a register with a constant in memory.
type operation int

const (
	plus  operation = iota // x + constant
	times                  // x · constant
	and                    // x & constant
)

func (v vectors) with(o operation, c constant, x, to reg.VecVirtual) {
	type instruction struct{ all, one func(x, y, to operand.Op) }
	three := func(f func(ops ...operand.Op)) func(x, y, to operand.Op) {
		return func(x, y, to operand.Op) { f(x, y, to) }
	}
	i := map[operation]instruction{
		plus:  {three(asm.VADDPS), three(asm.VADDPS_BCST)},
		times: {three(asm.VMULPS), three(asm.VMULPS_BCST)},
		and:   {asm.VPAND, three(asm.VPANDD_BCST)},
	}[o]
	if v.masks() {
		i.one(c.mem(), x, to)
	} else {
		i.all(c.mem(), x, to)
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

// A constant is a number in memory: stored once if each instruction can broadcast it, else in all lanes of a vector.
type constant struct {
	name string
	bits uint32
}

func float(name string, x float64) constant {
	return constant{name, math.Float32bits(float32(x))}
}

// The constants of slope.go, and others.
var (
	one     = float("one", 1)
	size    = constant{"size", 1<<31 - 1} // all bits but the sign
	toWhole = float("toWhole", 3<<22)
	powers  = []constant{
		float("power0", 1.0000000716546822),
		float("power1", 0.6931469670647331),
		float("power2", 0.24022119723848476),
		float("power3", 0.05550713273542586),
		float("power4", 0.00967554133421605),
		float("power5", 0.0013276471979478776),
	}
)

// inMemory holds the constants of the file being generated.
var inMemory map[string]operand.Mem

// constants writes the tables of the file.
func (v vectors) constants() {
	inMemory = map[string]operand.Mem{}
	lanes := 1 // broadcast by each instruction
	if !v.masks() {
		lanes = v.bytes / 4
	}
	table := func(name string, word func(lane int) uint32) {
		m := asm.StaticGlobal(name + v.suffix)
		asm.DataAttributes(attr.RODATA | attr.NOPTR)
		for lane := range lanes {
			asm.AppendDatum(operand.U32(word(lane)))
		}
		inMemory[name] = m
	}
	for _, c := range append([]constant{one, size, toWhole}, powers...) {
		table(c.name, func(int) uint32 { return c.bits })
	}
	if !v.masks() {
		for i := range v.perRow() {
			table(signShiftName(i), func(lane int) uint32 { return uint32(31 - 8*i - lane) })
		}
	}
}

func (c constant) mem() operand.Mem { return inMemory[c.name] }

// signShift are shifts that bring the i-th eight of a word's bits to the signs of eight lanes.
func signShift(i int) operand.Mem { return inMemory[signShiftName(i)] }

func signShiftName(i int) string { return "signShift" + string(rune('0'+i)) }
