package main

import (
	"testing"
	"time"
)

func TestInWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		1234 * time.Millisecond:   "1.2 s",
		3 * time.Second:           "3 s",
		45 * time.Second:          "45 s",
		200 * time.Second:         "3 min 20 s",
		2*time.Hour + time.Second: "2 h 0 min",
	} {
		if got := inWords(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b"}, "a and b"}, {[]string{"a", "b", "c"}, "a, b and c"},
	} {
		if got := list(c.names); got != c.want {
			t.Errorf("%v gives %q, want %q", c.names, got, c.want)
		}
	}
}
