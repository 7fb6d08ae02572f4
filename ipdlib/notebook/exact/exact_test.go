package exact_test

import (
	"errors"
	"io"
	"math"
	"math/big"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/notebook/exact"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/trained"
)

func own(pkg string) bool { return strings.HasPrefix(pkg, "ipd/") }

// again writes a value and reads it.
func again[T any](t *testing.T, value T) T {
	t.Helper()
	text, err := exact.Encode(&value, own)
	if err != nil {
		t.Fatal(err)
	}
	var read T
	if err := exact.Decode(text, &read, own); err != nil {
		t.Fatal(err)
	}
	return read
}

func same[T any](t *testing.T, value T) {
	t.Helper()
	if read := again(t, value); !reflect.DeepEqual(read, value) {
		t.Errorf("%#v came back as %#v", value, read)
	}
}

type node struct {
	name   string
	next   *node
	others []*node
	weight map[string][]float64
	any    any
	err    error
	nested struct{ a, b int8 }
	grid   [2][3]complex64
	text   [2]string
	when   time.Time
}

func TestValuesComeBack(t *testing.T) {
	zero := 0
	same(t, 7)
	same(t, "äöü")
	same(t, []int{})
	same(t, []int(nil))
	same(t, [][]float64{nil, {}, {1, math.Inf(-1), math.Copysign(0, -1)}})
	same(t, &zero) // for gob this is nil
	same(t, (*int)(nil))
	same(t, map[string]int(nil))
	same(t, map[[2]int][]string{{1, 2}: {"a"}, {2, 1}: nil})
	same(t, []any{nil, 1, "a", 2.5, []any{true}, map[string]any{"x": []float64{1}}})
	same(t, struct{}{})
	same(t, []struct{}{{}, {}})
	same(t, big.NewInt(1).Lsh(big.NewInt(1), 200))
	same(t, mat.NewDense(2, 2, []float64{1, 2, 3, 4}))
	same(t, time.Date(2024, 2, 29, 1, 2, 3, 4, time.UTC))
	same(t, node{name: "a", next: &node{name: "b"}, weight: map[string][]float64{"w": {1}}, any: &node{}, err: nil, nested: struct{ a, b int8 }{1, -1}, when: time.Unix(0, 0).UTC(), grid: [2][3]complex64{{1i}},
		text: [2]string{"x", "y"}, others: []*node{nil}})
}

func TestTheLibrarysTypes(t *testing.T) {
	same(t, plan.Default())
	same(t, &trained.Network{Training: plan.Default().Trainings()[7]})
	same(t, []*record.Record{{}, nil})
	same(t, &evaluation.Responses{Hidden: []*evaluation.Firing{{IPD: []float64{1}, Counts: [][]int{{3}}}}, Logits: [][]float64{{1, 2}}})
}

// A data set holds a tensor, which may live on a device.
func TestTensors(t *testing.T) {
	spikes := tensors.FromValue([][][]uint8{{{0, 1}, {1, 0}}})
	set := again(t, &stimulus.Dataset{IPD: []float64{0.5}, Spikes: spikes})
	if !set.Spikes.Equal(spikes) || set.Spikes == spikes || set.IPD[0] != 0.5 {
		t.Errorf("%v", set.Spikes)
	}
	shared := again(t, []*tensors.Tensor{spikes, spikes, nil})
	if shared[0] != shared[1] || shared[2] != nil {
		t.Error("two pointers to one tensor lead to two")
	}
}

func TestEveryBitOfANaN(t *testing.T) {
	quiet := math.Float64frombits(0x7ff8000000000123)
	if got := again(t, map[string]float64{"x": quiet})["x"]; math.Float64bits(got) != math.Float64bits(quiet) {
		t.Errorf("%x", math.Float64bits(got))
	}
	if got := again(t, map[float64]int{math.NaN(): 1, math.NaN(): 1}); len(got) != 2 {
		t.Errorf("of two keys that are NaN %d are left", len(got))
	}
}

func TestPointersShare(t *testing.T) {
	a := &node{name: "a"}
	a.next = a
	got := again(t, []*node{a, a})
	if got[0] != got[1] || got[0].next != got[0] || got[0] == a {
		t.Error("two pointers to one thing lead to two, or to the old one")
	}
}

// Maps have no order: equal ones must be written alike, or Encode would take one for changed.
func TestMapsAreWrittenInOrder(t *testing.T) {
	value := map[int]string{}
	for i := range 1000 {
		value[i] = strings.Repeat("x", i%7)
	}
	same(t, value)
}

func TestWhatIsRefused(t *testing.T) {
	type holder struct{ Options struct{ Progress func(int) } }
	circle := map[string]any{}
	circle["self"] = circle
	for _, c := range []struct {
		err  error
		want string
	}{
		{exact.Check(reflect.TypeFor[func() int](), own), "a value of type func() int can't be kept: a function has no form as bytes"},
		{exact.Check(reflect.TypeFor[holder](), own), "a value with .Options.Progress of type func(int) can't be kept"},
		{exact.Check(reflect.TypeFor[[]chan int](), own), "with […] of type chan int can't be kept: a channel"},
		{exact.Check(reflect.TypeFor[map[string]uintptr](), own), "an address is valid only in its own program"},
		{exact.Check(reflect.TypeFor[struct{ mu sync.Mutex }](), own), "with .mu of type sync.Mutex can't be kept: it hides its field"},
		{exact.Check(reflect.TypeFor[*http.Client](), own), "can't be kept"},
		{encoded[any](node{}), "a value of type exact_test.node can't be kept: it stands in an interface"},
		{encoded(struct{ R io.Reader }{strings.NewReader("")}), "a value with .R of type *strings.Reader can't be kept: it stands in an interface"},
		{encoded(circle), "nested too deeply, or contains itself"},
	} {
		var unfit *exact.Unfit
		if !errors.As(c.err, &unfit) || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%v, want %q", c.err, c.want)
		}
	}
	if err := exact.Check(reflect.TypeFor[struct{ R io.Reader }](), own); err != nil {
		t.Error("an interface may hold nothing:", err)
	}
}

func encoded[T any](value T) error {
	_, err := exact.Encode(&value, own)
	return err
}

// Whatever stands in a file, reading ends with an error or a value, not with a crash, and takes no more memory than the
// file's size allows.
func TestDamage(t *testing.T) {
	value := node{name: "a", next: &node{}, weight: map[string][]float64{"w": {1, 2}}, any: []int{3}}
	text, err := exact.Encode(&value, own)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(text) {
		var read node
		if err := exact.Decode(text[:n], &read, own); !errors.Is(err, exact.ErrDamaged) {
			t.Errorf("the first %d bytes of %d: %v", n, len(text), err)
		}
	}
	for i := range text {
		for _, b := range []byte{0, 1, 0x7f, 0xff} {
			changed := append([]byte(nil), text...)
			changed[i] = b
			var read node
			_ = exact.Decode(changed, &read, own)
		}
	}
	var read node
	if err := exact.Decode(append(text, 0), &read, own); !errors.Is(err, exact.ErrDamaged) {
		t.Error("a byte too many:", err)
	}
}

func BenchmarkResponses(b *testing.B) {
	r := &evaluation.Responses{Hidden: []*evaluation.Firing{{}}}
	for range 2048 {
		r.Logits = append(r.Logits, make([]float64, 12))
		r.Hidden[0].Counts = append(r.Hidden[0].Counts, make([]int, 30))
	}
	text, err := exact.Encode(&r, own)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var read *evaluation.Responses
		if err := exact.Decode(text, &read, own); err != nil {
			b.Fatal(err)
		}
	}
}
