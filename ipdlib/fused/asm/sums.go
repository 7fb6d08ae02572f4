package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// nextRows loops over the rows of the next time step of a list, four at a time. use receives a row's offset in bytes from the start of
// the table. name is part of the labels.
func nextRows(name string, list reg.Register, use func(row reg.Register)) {
	fours := asm.GP32()
	asm.MOVWLZX(at(list, 0), fours)
	asm.ADDQ(operand.U8(2), list)
	asm.ADDL(operand.U8(3), fours)
	asm.SHRL(operand.U8(2), fours)
	asm.JZ(operand.LabelRef(name + "Done"))
	asm.Label(name)
	var rows []reg.GPVirtual
	for i := range 4 {
		r := asm.GP64()
		asm.MOVWLZX(at(list, 2*i), r.As32())
		rows = append(rows, r)
	}
	for _, r := range rows {
		asm.SHLQ(operand.U8(7), r) // times rowBytes
	}
	for _, r := range rows {
		use(r)
	}
	asm.ADDQ(operand.U8(8), list)
	asm.DECL(fours)
	asm.JNZ(operand.LabelRef(name))
	asm.Label(name + "Done")
}

// scatter adds dh, as integers, to the rows of a list.
func (v vectors) scatter() {
	v.function("scatter", "func(gradients *int64, scale *float32, list *uint16, dh *float32, steps int)")
	gradients, scale, list, dh, steps := pointer("gradients"), pointer("scale"), pointer("list"), pointer("dh"), pointer("steps")
	n := v.perRow()
	d, sums := v.registers(n), v.registers(n)
	asm.Label("step")
	for i := range d {
		asm.VMOVUPS(at(dh, i*v.bytes), d[i])
		asm.VMULPS(at(scale, i*v.bytes), d[i], d[i])
		asm.VCVTPS2DQ(d[i], d[i])
	}
	nextRows("rows", list, func(row reg.Register) {
		for i := range d {
			place := operand.Mem{Base: gradients, Index: row, Scale: 1, Disp: i * v.bytes}
			asm.VPADDD(place, d[i], sums[i])
			asm.VMOVUPS(sums[i], place)
		}
	})
	asm.ADDQ(operand.U32(rowBytes), dh)
	asm.DECQ(steps)
	asm.JNZ(operand.LabelRef("step"))
	end()
}

// subsets loops over the subsets of a group's afferents before bit. use receives each one's rows without and with afferent bit.
func subsets(bit int, use func(without, with int)) {
	for r := range 1 << bit {
		use(r*rowBytes, (r+1<<bit)*rowBytes)
	}
}

// sizes sums the absolute values of rows.
func (v vectors) sizes() {
	v.function("sizes", "func(sum, rows *float32, n int)")
	sum, rows, count := pointer("sum"), pointer("rows"), pointer("n")
	n := v.perRow()
	sums, x := v.registers(n), v.register()
	for _, s := range sums {
		v.zero(s)
	}
	asm.Label("row")
	for i, s := range sums {
		asm.VMOVUPS(at(rows, i*v.bytes), x)
		v.with(and, size, x, x)
		asm.VADDPS(x, s, s)
	}
	asm.ADDQ(operand.U32(rowBytes), rows)
	asm.DECQ(count)
	asm.JNZ(operand.LabelRef("row"))
	for i, s := range sums {
		asm.VMOVUPS(s, at(sum, i*v.bytes))
	}
	end()
}

// tabulate makes the table of sums, group after group.
func (v vectors) tabulate() {
	v.function("tabulate", "func(table *int64, weights *float32, scale *float32, groups int)")
	table, weights, scale, groups := pointer("table"), pointer("weights"), pointer("scale"), pointer("groups")
	n := v.perRow()
	w, sum, scales := v.registers(n), v.register(), v.registers(n)
	for i := range scales {
		asm.VMOVUPS(at(scale, i*v.bytes), scales[i])
	}
	asm.Label("group")
	v.zero(sum)
	for i := range n {
		asm.VMOVUPS(sum, at(table, i*v.bytes))
	}
	for bit := range groupLog {
		for i := range n {
			asm.VMULPS(at(weights, bit*rowBytes+i*v.bytes), scales[i], w[i])
			asm.VCVTPS2DQ(w[i], w[i])
		}
		subsets(bit, func(without, with int) {
			for i := range n {
				asm.VPADDD(at(table, without+i*v.bytes), w[i], sum)
				asm.VMOVUPS(sum, at(table, with+i*v.bytes))
			}
		})
	}
	asm.ADDQ(operand.U32(rowBytes<<groupLog), table)
	asm.ADDQ(operand.U32(rowBytes*groupLog), weights)
	asm.DECQ(groups)
	asm.JNZ(operand.LabelRef("group"))
	end()
}

// fold computes the gradients of the weights from the table's.
func (v vectors) fold() {
	v.function("fold", "func(d *float32, gradients *int64, inverse *float32, groups int)")
	d, gradients, inverse, groups := pointer("d"), pointer("gradients"), pointer("inverse"), pointer("groups")
	n := v.perRow()
	sums, x, inverses := v.registers(n), v.register(), v.registers(n)
	for i := range inverses {
		asm.VMOVUPS(at(inverse, i*v.bytes), inverses[i])
	}
	asm.Label("group")
	for bit := groupLog - 1; bit >= 0; bit-- {
		for _, s := range sums {
			v.zero(s)
		}
		subsets(bit, func(without, with int) {
			for i := range n {
				asm.VMOVUPS(at(gradients, with+i*v.bytes), x)
				asm.VPADDD(x, sums[i], sums[i])
				if without != 0 { // the empty subset contributes nothing
					asm.VPADDD(at(gradients, without+i*v.bytes), x, x)
					asm.VMOVUPS(x, at(gradients, without+i*v.bytes))
				}
			}
		})
		for i := range n {
			place := at(d, bit*rowBytes+i*v.bytes)
			asm.VCVTDQ2PS(sums[i], x)
			asm.VMULPS(inverses[i], x, x)
			asm.VADDPS(place, x, x)
			asm.VMOVUPS(x, place)
		}
	}
	asm.ADDQ(operand.U32(rowBytes<<groupLog), gradients)
	asm.ADDQ(operand.U32(rowBytes*groupLog), d)
	asm.DECQ(groups)
	asm.JNZ(operand.LabelRef("group"))
	end()
}

// combine is a sum of rows of 16 numbers, times weights.
func (v vectors) combine() {
	v.function("combine", "func(out *float32, weights *float32, stride int, rows *float32, width, n int)")
	out, weights, stride, rows, width, count := pointer("out"), pointer("weights"), pointer("stride"), pointer("rows"), pointer("width"), pointer("n")
	n := 64 / v.bytes
	sums, w, x := v.registers(n), v.register(), v.registers(n)
	asm.SHLQ(operand.U8(2), stride) // numbers to bytes
	asm.SHLQ(operand.U8(2), width)
	for _, s := range sums {
		v.zero(s)
	}
	asm.Label("row")
	asm.VBROADCASTSS(at(weights, 0), w)
	for i := range n {
		asm.VMULPS(at(rows, i*v.bytes), w, x[i])
		asm.VADDPS(x[i], sums[i], sums[i])
	}
	asm.ADDQ(stride, weights)
	asm.ADDQ(width, rows)
	asm.DECQ(count)
	asm.JNZ(operand.LabelRef("row"))
	for i := range n {
		asm.VMOVUPS(sums[i], at(out, i*v.bytes))
	}
	end()
}

// adam makes a step of Adam; numbers are its constants, in the order of the Go structure.
func (v vectors) adam() {
	v.function("adam", "func(w, d, m, s *float32, n int, numbers *float32)")
	w, d, m, s, count, numbers := pointer("w"), pointer("d"), pointer("m"), pointer("s"), pointer("n"), pointer("numbers")
	var c []reg.VecVirtual
	for i := range 8 {
		c = append(c, v.broadcast(at(numbers, 4*i)))
	}
	beta1, rest1, beta2, rest2, correction1, correction2, rate, eps := c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]
	x, y, z := v.register(), v.register(), v.register()
	asm.Label("next")
	asm.VMOVUPS(at(d, 0), x)
	asm.VMULPS(x, rest1, y)
	asm.VMULPS(at(m, 0), beta1, z)
	asm.VADDPS(y, z, y) // m
	asm.VMOVUPS(y, at(m, 0))
	asm.VMULPS(x, x, x)
	asm.VMULPS(x, rest2, x)
	asm.VMULPS(at(s, 0), beta2, z)
	asm.VADDPS(x, z, x) // s
	asm.VMOVUPS(x, at(s, 0))
	asm.VMULPS(correction2, x, x)
	asm.VSQRTPS(x, x)
	asm.VADDPS(eps, x, x)
	asm.VMULPS(correction1, y, y)
	asm.VMULPS(rate, y, y)
	asm.VDIVPS(x, y, y)
	asm.VMOVUPS(at(w, 0), x)
	asm.VSUBPS(y, x, x)
	asm.VMOVUPS(x, at(w, 0))
	for _, p := range []reg.Register{w, d, m, s} {
		asm.ADDQ(operand.U32(v.bytes), p)
	}
	asm.SUBQ(operand.U32(v.bytes/4), count)
	asm.JNZ(operand.LabelRef("next"))
	end()
}
