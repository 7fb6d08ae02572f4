package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// nextRows goes through the rows of the next time step of a list, four at a time. use gets a row's distance in bytes from the table's
// beginning. The labels get a name.
func nextRows(name string, list reg.Register, use func(row reg.Register)) {
	fours := asm.GP32()
	asm.MOVWLZX(at(list, 0), fours)
	asm.ADDQ(operand.U8(2), list)
	asm.TESTL(fours, fours)
	asm.JZ(operand.LabelRef(name + "Done"))
	asm.Label(name)
	var rows []reg.GPVirtual
	for i := range 4 {
		r := asm.GP64()
		asm.MOVWLZX(at(list, 2*i), r.As32())
		rows = append(rows, r)
	}
	for _, r := range rows {
		asm.SHLQ(operand.U8(rowLog), r)
	}
	for _, r := range rows {
		use(r)
	}
	asm.ADDQ(operand.U8(8), list)
	asm.DECL(fours)
	asm.JNZ(operand.LabelRef(name))
	asm.Label(name + "Done")
}

// collect adds rows of a table to the sums of each afferent, up to spanBytes bytes of bits: there is a table of 16 rows for each half of a
// byte.
func (v vectors) collect() {
	v.function("collect", "func(sums, table *int64, bits *uint8, stride, bytes, afferents int)")
	sums, table, bits, stride, bytes, afferents := pointer("sums"), pointer("table"), pointer("bits"), pointer("stride"), pointer("bytes"), pointer("afferents")
	s := v.registers(v.perRow())
	asm.Label("afferent")
	for i := range s {
		asm.VMOVUPS(at(sums, i*v.bytes), s[i])
	}
	for k := range spanBytes {
		lower, upper := asm.GP64(), asm.GP64()
		asm.MOVBLZX(at(bits, k), lower.As32())
		asm.MOVL(lower.As32(), upper.As32())
		asm.SHLL(operand.U8(groupLog), lower.As32())
		for _, subset := range []reg.GPVirtual{lower, upper} { // 16 times it
			asm.ANDL(operand.U32(0xf0), subset.As32())
			asm.LEAQ(operand.Mem{Base: table, Index: subset, Scale: rowBytes / 16}, subset)
		}
		for g, row := range []reg.Register{lower, upper} {
			for i := range s {
				asm.VPADDD(at(row, (2*k+g)*tableBytes+i*v.bytes), s[i], s[i])
			}
		}
		if k < spanBytes-1 {
			asm.CMPQ(bytes, operand.U8(k+1))
			asm.JE(operand.LabelRef("done"))
		}
	}
	asm.Label("done")
	for i := range s {
		asm.VMOVUPS(s[i], at(sums, i*v.bytes))
	}
	asm.ADDQ(operand.U32(rowBytes), sums)
	asm.ADDQ(stride, bits)
	asm.DECQ(afferents)
	asm.JNZ(operand.LabelRef("afferent"))
	end()
}

// unscale makes numbers of sums again.
func (v vectors) unscale() {
	v.function("unscale", "func(numbers *float32, sums *int64, inverse *float32, rows int)")
	numbers, sums, inverse, rows := pointer("numbers"), pointer("sums"), pointer("inverse"), pointer("rows")
	x := v.register()
	asm.Label("row")
	for i := range v.perRow() {
		asm.VCVTDQ2PS(at(sums, i*v.bytes), x)
		asm.VMULPS(at(inverse, i*v.bytes), x, x)
		asm.VADDPS(at(numbers, i*v.bytes), x, x)
		asm.VMOVUPS(x, at(numbers, i*v.bytes))
	}
	asm.ADDQ(operand.U32(rowBytes), numbers)
	asm.ADDQ(operand.U32(rowBytes), sums)
	asm.DECQ(rows)
	asm.JNZ(operand.LabelRef("row"))
	end()
}

// tabulate makes the table of sums, group after group.
func (v vectors) tabulate() {
	v.function("tabulate", "func(table *int64, rows, scale *float32, groups int)")
	table, rows, scale, groups := pointer("table"), pointer("rows"), pointer("scale"), pointer("groups")
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
			asm.VMULPS(at(rows, bit*rowBytes+i*v.bytes), scales[i], w[i])
			asm.VCVTPS2DQ(w[i], w[i])
		}
		for subset := range 1 << bit { // of the rows before
			without, with := subset*rowBytes, (subset+1<<bit)*rowBytes
			for i := range n {
				asm.VPADDD(at(table, without+i*v.bytes), w[i], sum)
				asm.VMOVUPS(sum, at(table, with+i*v.bytes))
			}
		}
	}
	asm.ADDQ(operand.U32(tableBytes), table)
	asm.ADDQ(operand.U32(rowBytes*groupLog), rows)
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
