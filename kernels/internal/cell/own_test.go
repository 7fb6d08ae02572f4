package cell

import (
	"reflect"
	"testing"
)

func TestTakeOwn(t *testing.T) {
	for _, c := range []struct {
		code, rest string
		commands   []Own
	}{
		{"%kept", "", []Own{{1, "kept", []string{}}}},
		{"var x = 1\n%forget a  b\n%%\nf()", "var x = 1\n\n%%\nf()", []Own{{2, "forget", []string{"a", "b"}}}},
		{"//gonb:%forget a \\\nb\n%ls", "\n\n%ls", []Own{{1, "forget", []string{"a", "b"}}}},
		{"%%bash\n%kept", "%%bash\n%kept", nil},
		{"%keptx\n!%kept\n%%\nx %kept", "%keptx\n!%kept\n%%\nx %kept", nil},
	} {
		rest, commands := TakeOwn(c.code)
		if rest != c.rest || !reflect.DeepEqual(commands, c.commands) {
			t.Errorf("%q: %q %v", c.code, rest, commands)
		}
	}
}
