package device

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// Nested gives a backend on which loops (graph.While) may stand inside loops. GoMLX makes every loop's body a child of the
// graph's main function, which XLA refuses for an inner loop; here it is made a child of the body that is being built. The
// pure Go backend is returned as it is, and can't have loops inside loops.
//
// Tensors belong to the backend that made them: take this one for all programs that share some. It is only a view of b:
// closing b closes it.
func Nested(b compute.Backend) compute.Backend {
	if IsGoBackend(b) || Nests(b) {
		return b
	}
	return &nestedBackend{b}
}

// Nests reports whether a backend comes from Nested and can have loops inside loops.
func Nests(b compute.Backend) bool {
	_, ok := b.(*nestedBackend)
	return ok
}

type nestedBackend struct{ compute.Backend }

// Tensors remember their backend by their buffers, which therefore are wrapped too.
type nestedBuffer struct {
	compute.Buffer
	backend *nestedBackend
}

func (b *nestedBuffer) Backend() compute.Backend { return b.backend }

func (b *nestedBuffer) CopyToDevice(device compute.DeviceNum) (compute.Buffer, error) {
	return b.backend.wrap(b.Buffer.CopyToDevice(device))
}

func (n *nestedBackend) wrap(b compute.Buffer, err error) (compute.Buffer, error) {
	if err != nil {
		return nil, err
	}
	return &nestedBuffer{b, n}, nil
}

func (n *nestedBackend) BufferFromFlatData(device compute.DeviceNum, flat any, shape shapes.Shape) (compute.Buffer, error) {
	return n.wrap(n.Backend.BufferFromFlatData(device, flat, shape))
}

func (n *nestedBackend) NewSharedBuffer(device compute.DeviceNum, shape shapes.Shape) (compute.Buffer, any, error) {
	b, flat, err := n.Backend.NewSharedBuffer(device, shape)
	b, err = n.wrap(b, err)
	return b, flat, err
}

type nestedExecutable struct {
	compute.Executable
	backend *nestedBackend
}

func (e *nestedExecutable) Execute(inputs []compute.Buffer, donate []bool, device compute.DeviceNum) ([]compute.Buffer, error) {
	inner := make([]compute.Buffer, len(inputs))
	for i, b := range inputs {
		inner[i] = b
		if wrapped, ok := b.(*nestedBuffer); ok {
			inner[i] = wrapped.Buffer
		}
	}
	outputs, err := e.Executable.Execute(inner, donate, device)
	if err != nil {
		return nil, err
	}
	for i, b := range outputs {
		outputs[i] = &nestedBuffer{b, e.backend}
	}
	return outputs, nil
}

func (n *nestedBackend) Builder(name string) compute.Builder {
	b := &nestedBuilder{Builder: n.Backend.Builder(name), backend: n}
	b.main = &nestedFunction{b.Builder.Main(), b}
	return b
}

type nestedBuilder struct {
	compute.Builder
	backend *nestedBackend
	main    *nestedFunction
	open    []*nestedFunction // bodies that are being built, the innermost last
}

func (b *nestedBuilder) Main() compute.Function { return b.main }

func (b *nestedBuilder) Compile() (compute.Executable, error) {
	e, err := b.Builder.Compile()
	if err != nil {
		return nil, err
	}
	return &nestedExecutable{e, b.backend}, nil
}

// A nestedFunction is the main function of a graph, or a loop's condition or body.
type nestedFunction struct {
	compute.Function
	b *nestedBuilder
}

func (f *nestedFunction) Builder() compute.Builder { return f.b }

// Closure begins a condition or body inside the innermost one, whatever function it is asked of.
func (f *nestedFunction) Closure() (compute.Function, error) {
	parent := f.b.main
	if n := len(f.b.open); n > 0 {
		parent = f.b.open[n-1]
	}
	inner, err := parent.Function.Closure()
	if err != nil {
		return nil, err
	}
	closure := &nestedFunction{inner, f.b}
	f.b.open = append(f.b.open, closure)
	return closure, nil
}

// Return ends one.
func (f *nestedFunction) Return(outputs []compute.Value, shardings []*compute.ShardingSpec) error {
	if n := len(f.b.open); n > 0 && f.b.open[n-1] == f {
		f.b.open = f.b.open[:n-1]
	}
	return f.Function.Return(outputs, shardings)
}

// Parameter names an inner loop's parameters otherwise than an outer one's: in XLA's text they are all in sight.
func (f *nestedFunction) Parameter(name string, shape shapes.Shape, sharding *compute.ShardingSpec) (compute.Value, error) {
	if depth := len(f.b.open); depth > 1 {
		name = fmt.Sprintf("%s_at_depth_%d", name, depth)
	}
	return f.Function.Parameter(name, shape, sharding)
}

// While, If, Sort and Call hand the functions on as their backend knows them.

func (f *nestedFunction) While(condition, body compute.Function, state ...compute.Value) ([]compute.Value, error) {
	return f.Function.While(unwrap(condition), unwrap(body), state...)
}

func (f *nestedFunction) If(condition compute.Value, then, otherwise compute.Function) ([]compute.Value, error) {
	return f.Function.If(condition, unwrap(then), unwrap(otherwise))
}

func (f *nestedFunction) Sort(comparator compute.Function, axis int, stable bool, inputs ...compute.Value) ([]compute.Value, error) {
	return f.Function.Sort(unwrap(comparator), axis, stable, inputs...)
}

func (f *nestedFunction) Call(called compute.Function, inputs ...compute.Value) ([]compute.Value, error) {
	return f.Function.Call(unwrap(called), inputs...)
}

func unwrap(f compute.Function) compute.Function {
	if n, ok := f.(*nestedFunction); ok {
		return n.Function
	}
	return f
}
