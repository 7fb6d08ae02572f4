package device_test

import (
	"reflect"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
)

// loop calls f for i = 0 ... n-1.
func loop(n int32, x *Node, f func(i, x *Node) *Node) *Node {
	g := x.Graph()
	closure := func(f func(i, x *Node) []*Node) *Function {
		return NewClosure(g, func(g *Graph) []*Node {
			return f(Parameter(g, "i", shapes.Make(dtypes.Int32)), Parameter(g, "x", x.Shape()))
		})
	}
	condition := closure(func(i, _ *Node) []*Node { return []*Node{LessThan(i, Const(i.Graph(), n))} })
	body := closure(func(i, x *Node) []*Node { return []*Node{Add(i, Const(i.Graph(), int32(1))), f(i, x)} })
	return While(condition, body, Const(g, int32(0)), x)[1]
}

// Loops in loops in loops, two side by side: x -> (x + 3)·2 + 8, five times.
func TestNestedLoops(t *testing.T) {
	d := devicetest.Open(t)
	if d.IsGo() {
		if b := device.Nested(d.Backend); b != d.Backend || device.Nests(b) {
			t.Error("the Go backend is said to have loops in loops")
		}
		return
	}
	b := device.Nested(d.Backend)
	if !device.Nests(b) || device.Nests(d.Backend) || device.Nested(b) != b {
		t.Error("Nests is wrong")
	}
	add := func(x *Node, c float32) *Node { return Add(x, Const(x.Graph(), []float32{c, c})) }
	exec, err := NewExec(b, func(x *Node) *Node {
		return loop(5, x, func(_, x *Node) *Node {
			x = loop(3, x, func(_, x *Node) *Node { return add(x, 1) })
			x = Add(x, x)
			return loop(2, x, func(_, x *Node) *Node {
				return loop(4, x, func(_, x *Node) *Node { return add(x, 1) })
			})
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Call1([]float32{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []float32{0, 1}
	for range 5 {
		for i := range want {
			want[i] = (want[i]+3)*2 + 8
		}
	}
	if got := out.Value(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
