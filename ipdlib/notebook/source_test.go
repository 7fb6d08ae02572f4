package notebook

import (
	"strings"
	"testing"
)

const code = `package p

// A is a type.
type A struct{}

// Get is a method.
func (a *A) Get() int { return one }

// one is one.
const one = 1

func Get() {}
`

// TestDeclarations cuts each kind of declaration out, with its comment and its lines.
func TestDeclarations(t *testing.T) {
	parts, err := declarations("p.go", []byte(code), []string{"A.Get", "A", "one", "Get"})
	if err != nil {
		t.Fatal(err)
	}
	want := []excerpt{
		{"A.Get", "// Get is a method.\nfunc (a *A) Get() int { return one }", 6, 7},
		{"A", "// A is a type.\ntype A struct{}", 3, 4},
		{"one", "// one is one.\nconst one = 1", 9, 10},
		{"Get", "func Get() {}", 12, 12},
	}
	for i := range want {
		if parts[i] != want[i] {
			t.Errorf("%+v, want %+v", parts[i], want[i])
		}
	}
	if whole, err := declarations("p.go", []byte(code), nil); err != nil || whole[0].text != strings.TrimSpace(code) {
		t.Errorf("the whole file: %+v, %v", whole, err)
	}
	if _, err := declarations("p.go", []byte(code), []string{"B"}); err == nil || !strings.Contains(err.Error(), "declares no B") {
		t.Errorf("a name that isn't there: %v", err)
	}
}
