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

// forward runs the hidden layer forward on a sample. v points to step 0; stride is that of kept, in bytes.
func (v vectors) forward() {
	v.function("forward", "func(table *int64, inverse, v, u, rate *float32, list *uint16, c *float32, kept *uint32, stride, steps int, alpha float32)")
	table, inverse, potential, u, list := pointer("table"), pointer("inverse"), pointer("v"), pointer("u"), pointer("list")
	c, kept, stride, steps := pointer("c"), pointer("kept"), pointer("stride"), pointer("steps")
	n := v.perRow()
	h, x, rate := v.registers(n), v.registers(n), v.registers(n)
	for i := range n {
		v.zero(x[i]) // v[t]
		v.zero(rate[i])
	}
	alpha := v.parameter("alpha")
	var silent []reg.OpmaskVirtual // not s[t], if there are mask registers; else it is computed again from v[t-1], in memory
	var threshold reg.VecVirtual
	if v.masks() {
		threshold = v.broadcast(one.mem())
		for range n {
			k := asm.K()
			asm.KXNORW(k, k, k)
			silent = append(silent, k)
		}
	}

	asm.Label("step")
	for _, sum := range h {
		v.zero(sum)
	}
	nextRows("rows", list, func(row reg.Register) {
		for i, sum := range h {
			asm.VPADDD(operand.Mem{Base: table, Index: row, Scale: 1, Disp: i * v.bytes}, sum, sum)
		}
	})
	ct, y := v.broadcast(at(c, 0)), v.register()
	for i := range n {
		part := i * v.bytes
		asm.VCVTDQ2PS(h[i], h[i])
		asm.VMULPS(at(inverse, part), h[i], h[i])
		asm.VMULPS(alpha, x[i], y)
		asm.VADDPS(h[i], y, h[i]) // u[t]
		asm.VMOVUPS(x[i], at(potential, part))
		asm.VMOVUPS(h[i], at(u, part))
		if v.masks() {
			read, next := asm.K(), asm.K()
			asm.KMOVW(at(kept, 2*i), read)
			asm.KANDNW(read, silent[i], read) // s[t] and keep[t]
			asm.VADDPS(ct, rate[i], read, rate[i])
			asm.VCMPPS(notGreater, threshold, x[i], next)
			asm.VMOVAPS_Z(h[i], silent[i], x[i])
			asm.KMOVW(next, silent[i])
			continue
		}
		asm.VMOVUPS(at(potential, part-rowBytes), y)
		asm.VCMPPS(greater, one.mem(), y, y) // s[t]
		asm.VANDNPS(h[i], y, x[i])
		keep := v.register()
		v.keep(kept, i, keep)
		asm.VPAND(keep, y, y)
		asm.VANDPS(ct, y, y)
		asm.VADDPS(y, rate[i], rate[i])
	}
	asm.ADDQ(operand.U32(rowBytes), potential)
	asm.ADDQ(operand.U32(rowBytes), u)
	asm.ADDQ(operand.U8(4), c)
	asm.ADDQ(stride, kept)
	asm.DECQ(steps)
	asm.JNZ(operand.LabelRef("step"))
	out := pointer("rate")
	for i := range n {
		asm.VMOVUPS(x[i], at(potential, i*v.bytes))
		asm.VMOVUPS(rate[i], at(out, i*v.bytes))
	}
	end()
}

// keep expands the i-th eight bits of a step into lanes of all ones or all zeros.
func (v vectors) keep(bits reg.Register, i int, lanes reg.VecVirtual) {
	asm.VPBROADCASTD(at(bits, 0), lanes)
	asm.VPSLLVD(signShift(i), lanes, lanes)
	asm.VPSRAD(operand.U8(31), lanes, lanes)
}

// slopes computes g(v): see slope.go. As many vectors are interleaved as the registers allow; n is a multiple of 128.
func (v vectors) slopes() {
	v.function("slopes", "func(slope, v *float32, n int, halvings, farthest, beta float32)")
	to, from, count := pointer("slope"), pointer("v"), pointer("n")
	halvings, farthest, beta := v.parameter("halvings"), v.parameter("farthest"), v.parameter("beta")
	side := 4
	if v.masks() {
		side = 8
	}
	// Constants that are used twice per vector get a register, if one is free; the others are broadcast from memory, or stored there
	// in all lanes.
	var inOne, inShift operand.Op = one.mem(), toWhole.mem()
	if v.masks() {
		inOne, inShift = v.broadcast(one.mem()), v.broadcast(toWhole.mem())
	}
	x, shifted, p := v.registers(side), v.registers(side), v.registers(side)
	each := func(f func(i int)) {
		for i := range side {
			f(i)
		}
	}
	asm.Label("next")
	each(func(i int) { asm.VMOVUPS(at(from, i*v.bytes), x[i]) })
	each(func(i int) { asm.VSUBPS(inOne, x[i], x[i]) })
	each(func(i int) { v.with(and, size, x[i], x[i]) })
	each(func(i int) { asm.VPMINUD(farthest, x[i], x[i]) })
	each(func(i int) { asm.VMULPS(halvings, x[i], x[i]) }) // y
	each(func(i int) { asm.VADDPS(inShift, x[i], shifted[i]) })
	each(func(i int) { asm.VSUBPS(inShift, shifted[i], p[i]) })
	each(func(i int) { asm.VSUBPS(x[i], p[i], x[i]) }) // f
	each(func(i int) { v.with(times, powers[5], x[i], p[i]) })
	for power := 4; power >= 0; power-- {
		each(func(i int) { v.with(plus, powers[power], p[i], p[i]) })
		if power > 0 {
			each(func(i int) { asm.VMULPS(x[i], p[i], p[i]) })
		}
	}
	each(func(i int) { asm.VPSLLD(operand.U8(23), shifted[i], shifted[i]) })
	each(func(i int) { asm.VPSUBD(shifted[i], p[i], p[i]) }) // e
	each(func(i int) { asm.VADDPS(inOne, p[i], x[i]) })
	each(func(i int) { asm.VMULPS(x[i], x[i], x[i]) })
	each(func(i int) { asm.VDIVPS(x[i], p[i], x[i]) })
	each(func(i int) { asm.VMULPS(beta, x[i], x[i]) })
	each(func(i int) { asm.VMOVUPS(x[i], at(to, i*v.bytes)) })
	asm.ADDQ(operand.U32(side*v.bytes), from)
	asm.ADDQ(operand.U32(side*v.bytes), to)
	asm.SUBQ(operand.U32(side*v.bytes/4), count)
	asm.JNZ(operand.LabelRef("next"))
	end()
}

// backward propagates a gradient back through the hidden layer. v, u, slope, c, kept and dh point to step T-2; stride is that of kept,
// in bytes.
func (v vectors) backward() {
	v.function("backward", "func(v, u, slope, dRate, c *float32, kept *uint32, stride int, dh, total *float32, steps int, alpha float32)")
	potential, u, slope, dRate, c := pointer("v"), pointer("u"), pointer("slope"), pointer("dRate"), pointer("c")
	kept, stride, dh, steps := pointer("kept"), pointer("stride"), pointer("dh"), pointer("steps")
	n := v.perRow()
	av, as, total := v.registers(n), v.registers(n), v.registers(n)
	for i := range n {
		v.zero(av[i])
		v.zero(as[i])
		v.zero(total[i])
	}
	alpha := v.parameter("alpha")
	var threshold reg.VecVirtual
	if v.masks() {
		threshold = v.broadcast(one.mem())
	}

	asm.Label("step")
	d, x := v.register(), v.register()
	for i := range n {
		part := i * v.bytes
		asm.VMULPS(at(slope, part), as[i], as[i]) // as g(v[t])
		asm.VMULPS(at(u, part), av[i], x)         // av u[t]
		asm.VMOVUPS(at(potential, part-rowBytes), d)
		if v.masks() {
			silent := asm.K()
			asm.VCMPPS(notGreater, threshold, d, silent)
			asm.VMOVAPS_Z(av[i], silent, d)
		} else {
			asm.VCMPPS(greater, one.mem(), d, d)
			asm.VANDNPS(av[i], d, d)
		}
		asm.VMOVUPS(d, at(dh, part))
		asm.VMULPS(alpha, d, av[i])
		asm.VADDPS(as[i], av[i], av[i])
		v.with(and, size, d, d)
		asm.VADDPS(d, total[i], total[i])

		ct := v.broadcast(at(c, 0))
		if v.masks() {
			keep := asm.K()
			asm.KMOVW(at(kept, 2*i), keep)
			asm.VMULPS_Z(at(dRate, part), ct, keep, ct)
		} else {
			asm.VMULPS(at(dRate, part), ct, ct)
			v.keep(kept, i, d)
			asm.VANDPS(d, ct, ct)
		}
		asm.VSUBPS(x, ct, as[i])
	}
	for _, p := range []reg.Register{potential, u, slope, dh} {
		asm.SUBQ(operand.U32(rowBytes), p)
	}
	asm.SUBQ(operand.U8(4), c)
	asm.SUBQ(stride, kept)
	asm.DECQ(steps)
	asm.JNZ(operand.LabelRef("step"))
	out := pointer("total")
	for i := range n {
		asm.VMOVUPS(total[i], at(out, i*v.bytes))
	}
	end()
}
