package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Predicates of VCMPPS.
const (
	greater    = operand.U8(0x1e) // false for NaN
	notGreater = operand.U8(0x1a) // true for NaN
)

const stateBytes = 2 * rowBytes // v and u of a time step

const forwardSignature = "func(table *int64, inverse *float32, history *float32, rate *float32, list *uint16, c *float32, kept *uint32, stride, steps int, alpha float32)"

// forward takes a sample through the hidden layer. history is that of step 0; stride is that of kept, in bytes.
func (v vectors) forward() {
	v.function("forward", forwardSignature)
	table, history, list, c, kept := pointer("table"), pointer("history"), pointer("list"), pointer("c"), pointer("kept")
	stride, steps := pointer("stride"), pointer("steps")
	if v.bytes == 64 {
		v.forwardMasks(table, history, list, c, kept, stride, steps)
	} else {
		v.forwardVectors(table, history, list, c, kept, stride, steps)
	}
}

// current adds up the rows of the next step's list.
func (v vectors) current(table, list reg.Register, sums []reg.VecVirtual) {
	for _, s := range sums {
		v.zero(s)
	}
	nextRows("rows", list, func(_ int, row reg.Register) {
		for i, s := range sums {
			asm.VPADDD(operand.Mem{Base: table, Index: row, Scale: 1, Disp: i * v.bytes}, s, s)
		}
	})
}

// forwardMasks: a unit's spike is a bit of a mask register.
func (v vectors) forwardMasks(table, history, list, c, kept, stride, steps reg.Register) {
	inverse := pointer("inverse")
	alpha, threshold := v.parameter("alpha"), v.broadcast(one.mem())
	inverses, h, u, x, rate := v.registers(2), v.registers(2), v.registers(2), v.registers(2), v.registers(2)
	silent := []reg.OpmaskVirtual{asm.K(), asm.K()} // not s[t]
	for i := range 2 {
		asm.VMOVUPS(at(inverse, i*v.bytes), inverses[i])
		v.zero(x[i]) // v[t]
		v.zero(rate[i])
		asm.KXNORW(silent[i], silent[i], silent[i])
	}
	asm.Label("step")
	v.current(table, list, h)
	ct := v.broadcast(at(c, 0))
	for i := range 2 {
		asm.VCVTDQ2PS(h[i], h[i])
		asm.VMULPS(inverses[i], h[i], h[i])
		asm.VMULPS(alpha, x[i], u[i])
		asm.VADDPS(h[i], u[i], u[i])
		asm.VMOVUPS(x[i], at(history, i*v.bytes))
		asm.VMOVUPS(u[i], at(history, rowBytes+i*v.bytes))
		read, next := asm.K(), asm.K()
		asm.KMOVW(at(kept, 2*i), read)
		asm.KANDNW(read, silent[i], read) // s[t] and keep[t]
		asm.VADDPS(ct, rate[i], read, rate[i])
		asm.VCMPPS(notGreater, threshold, x[i], next)
		asm.VMOVAPS_Z(u[i], silent[i], x[i])
		asm.KMOVW(next, silent[i])
	}
	asm.ADDQ(operand.U32(stateBytes), history)
	asm.ADDQ(operand.U8(4), c)
	asm.ADDQ(stride, kept)
	asm.DECQ(steps)
	asm.JNZ(operand.LabelRef("step"))
	out := pointer("rate")
	for i := range 2 {
		asm.VMOVUPS(x[i], at(history, i*v.bytes))
		asm.VMOVUPS(rate[i], at(out, i*v.bytes))
	}
	end()
}

// forwardVectors: a unit's spike is a lane of all bits or none. s[t] is made anew from v[t-1], in memory.
func (v vectors) forwardVectors(table, history, list, c, kept, stride, steps reg.Register) {
	inverse := pointer("inverse")
	n := v.perRow()
	alpha := v.parameter("alpha")
	h, x, rate := v.registers(n), v.registers(n), v.registers(n)
	for i := range n {
		v.zero(x[i])
		v.zero(rate[i])
	}
	asm.Label("step")
	v.current(table, list, h)
	ct, keep, y := v.register(), v.register(), v.register()
	asm.VBROADCASTSS(at(c, 0), ct)
	for i := range n {
		asm.VCVTDQ2PS(h[i], h[i])
		asm.VMULPS(at(inverse, i*v.bytes), h[i], h[i])
		asm.VMULPS(alpha, x[i], y)
		asm.VADDPS(h[i], y, h[i]) // u[t]
		asm.VMOVUPS(x[i], at(history, i*v.bytes))
		asm.VMOVUPS(h[i], at(history, rowBytes+i*v.bytes))
		asm.VMOVUPS(at(history, i*v.bytes-stateBytes), y)
		asm.VCMPPS(greater, one.mem(), y, y) // s[t]
		asm.VANDNPS(h[i], y, x[i])
		asm.VPBROADCASTD(at(kept, 0), keep)
		asm.VPSLLVD(inMemory[signShift(i)], keep, keep)
		asm.VPAND(keep, y, y)
		asm.VPSRAD(operand.U8(31), y, y)
		asm.VANDPS(ct, y, y)
		asm.VADDPS(y, rate[i], rate[i])
	}
	asm.ADDQ(operand.U32(stateBytes), history)
	asm.ADDQ(operand.U8(4), c)
	asm.ADDQ(stride, kept)
	asm.DECQ(steps)
	asm.JNZ(operand.LabelRef("step"))
	out := pointer("rate")
	for i := range n {
		asm.VMOVUPS(x[i], at(history, i*v.bytes))
		asm.VMOVUPS(rate[i], at(out, i*v.bytes))
	}
	end()
}

// slope makes g(v) of v in x: see slope.go.
func (v vectors) slope(x reg.VecVirtual, rate, beta operand.Op, number func(constant) operand.Op) {
	shifted, f, p := v.register(), v.register(), v.register()
	asm.VSUBPS(number(one), x, x)
	v.and(number(size), x, x)
	asm.VMULPS(rate, x, x)
	asm.VPMINUD(number(halvings), x, x) // y
	asm.VADDPS(number(toWhole), x, shifted)
	asm.VSUBPS(number(toWhole), shifted, f)
	asm.VSUBPS(x, f, f)
	asm.VMULPS(number(powers[5]), f, p)
	asm.VADDPS(number(powers[4]), p, p)
	for i := 3; i >= 0; i-- {
		asm.VMULPS(f, p, p)
		asm.VADDPS(number(powers[i]), p, p)
	}
	asm.VPSLLD(operand.U8(23), shifted, shifted)
	asm.VPSUBD(shifted, p, p)     // e
	asm.VADDPS(number(one), p, x) // 1 + e
	asm.VMULPS(x, x, x)
	asm.VDIVPS(x, p, x)
	asm.VMULPS(beta, x, x)
}

const backwardSignature = "func(history *float32, dRate *float32, c *float32, kept *uint32, stride int, dh, total *float32, steps int, alpha, rate, beta float32)"

// backward takes a gradient back through the hidden layer. history, c, kept and dh are those of step T-2; stride is that of kept, in bytes.
// With AVX2 it works on the first 16 units only: there are no registers for more.
func (v vectors) backward() {
	v.function("backward", backwardSignature)
	history, dRate, c, kept, stride := pointer("history"), pointer("dRate"), pointer("c"), pointer("kept"), pointer("stride")
	dh, steps := pointer("dh"), pointer("steps")
	const n = 2
	av, as, total := v.registers(n), v.registers(n), v.registers(n)
	for i := range n {
		v.zero(av[i])
		v.zero(as[i])
		v.zero(total[i])
	}
	alpha, rate, beta := v.parameter("alpha"), v.parameter("rate"), v.parameter("beta")
	inRegister := map[string]reg.VecVirtual{}
	number := func(c constant) operand.Op {
		if r, ok := inRegister[c.name]; ok {
			return r
		}
		return c.mem()
	}
	if v.bytes == 64 { // there are enough registers for constants
		for _, c := range append([]constant{one, size, halvings, toWhole}, powers...) {
			inRegister[c.name] = v.broadcast(c.mem())
		}
	}

	asm.Label("step")
	ct := v.broadcast(at(c, 0))
	for i := range n {
		part := i * v.bytes
		x := v.register()
		asm.VMOVUPS(at(history, part), x)
		v.slope(x, rate, beta, number)
		asm.VMULPS(as[i], x, x) // as g(v[t])

		d, ds := v.register(), v.register()
		if v.bytes == 64 {
			silent, keep := asm.K(), asm.K()
			asm.VMOVUPS(at(history, part-stateBytes), d)
			asm.VCMPPS(notGreater, number(one), d, silent)
			asm.VMOVAPS_Z(av[i], silent, d)
			asm.KMOVW(at(kept, 2*i), keep)
			asm.VMULPS_Z(at(dRate, part), ct, keep, ds)
		} else {
			asm.VMOVUPS(at(history, part-stateBytes), d)
			asm.VCMPPS(greater, number(one), d, d)
			asm.VANDNPS(av[i], d, d)
			keep := v.register()
			asm.VPBROADCASTW(at(kept, 0), keep) // twice in a lane; the upper one is shifted out
			asm.VPSLLVD(inMemory[signShift(i)], keep, keep)
			asm.VPSRAD(operand.U8(31), keep, keep)
			asm.VMULPS(at(dRate, part), ct, ds)
			asm.VANDPS(keep, ds, ds)
		}
		asm.VMOVUPS(d, at(dh, part))
		asm.VMULPS(at(history, part+rowBytes), av[i], as[i])
		asm.VSUBPS(as[i], ds, as[i])
		asm.VMULPS(alpha, d, av[i])
		asm.VADDPS(x, av[i], av[i])
		v.and(number(size), d, d)
		asm.VADDPS(d, total[i], total[i])
	}
	asm.SUBQ(operand.U32(stateBytes), history)
	asm.SUBQ(operand.U8(4), c)
	asm.SUBQ(stride, kept)
	asm.SUBQ(operand.U32(rowBytes), dh)
	asm.DECQ(steps)
	asm.JNZ(operand.LabelRef("step"))
	out := pointer("total")
	for i := range n {
		asm.VMOVUPS(total[i], at(out, i*v.bytes))
	}
	end()
}
