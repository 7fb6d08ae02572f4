package main

import (
	"slices"
	"strings"
	"testing"
)

func TestParseFlags(t *testing.T) {
	o, err := parseFlags([]string{"-only", "pytorch,jax,pytorch", "-epochs", "3", "-dropout", "0.5"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.only, []string{"pytorch", "jax"}) || o.study.epochs != 3 || o.study.dropout != 0.5 || o.rounds != 3 {
		t.Errorf("got %+v", o)
	}
	if o, err := parseFlags([]string{"-only", "ours,jax,ours-xla"}); err != nil || !slices.Equal(o.only, []string{"ours-fused", "ours-xla", "jax"}) {
		t.Errorf("ours and jax: %+v, %v", o.only, err)
	}
	if o, err := parseFlags(nil); err != nil || !slices.Equal(o.only, contestants) {
		t.Errorf("without flags: %+v, %v, want all contestants", o, err)
	}
}

func TestParseFlagsRefuses(t *testing.T) {
	for arguments, want := range map[string]string{
		"-only keras":              `"keras" is none of ours, ours-fused, ours-xla, jax, jax-plain, pytorch`,
		"-only ":                   `"" is none of`,
		"-rounds 0":                "at least 1",
		"-trainings -1":            "at least 1",
		"-only jax -sigma -0.1":    "-sigma",
		"-only jax -sigma NaN":     "-sigma",
		"-only jax -dropout 1":     "-dropout",
		"-epochs 3":                "leave it out",
		"-only jax something more": `unexpected argument "something"`,
	} {
		_, err := parseFlags(strings.Split(arguments, " "))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", arguments, err, want)
		}
	}
}
