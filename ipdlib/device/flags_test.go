package device

import (
	"slices"
	"strings"
	"testing"
)

func TestMergeFlags(t *testing.T) {
	const defaults = "--a= --b=false"
	for _, test := range []struct{ name, user, want string }{
		{"nothing set", "", "--a= --b=false"},
		{"white space", " \t\n", "--a= --b=false"},
		{"others set", "--c=1", "--a= --b=false --c=1"},
		{"one set", "--b=true", "--a= --b=true"},
		{"both set", "--b=true\t--a", "--b=true\t--a"},
		{"a name that begins alike", "--bc=1", "--a= --b=false --bc=1"},
		{"named in a quoted value", `--c="--b=1 --a=2"`, `--a= --b=false --c="--b=1 --a=2"`},
		{"after a quoted quote", `--c="x\" --a=2" --b=1`, `--a= --c="x\" --a=2" --b=1`},
		{"after single quotes", `--c='x\' --b=1`, `--a= --c='x\' --b=1`},
		{"a quote that never ends", `--c="--b=1`, `--a= --b=false --c="--b=1`},
		{"a quote inside a value", `--c=x"y --b=1`, `--a= --c=x"y --b=1`},
		{"behind a word that ends the list", "--c=1 word --b=1", "--a= --b=false --c=1 word --b=1"},
		{"a file of flags", "/etc/xla.flags", "/etc/xla.flags"},
	} {
		if got := mergeFlags(test.user, defaults); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// FuzzMergeFlags holds that the user's text stays whole and at the end, that every default is in force once, by the
// user's hand or ours, and that merging again changes nothing: programs started by this one inherit the merged text.
func FuzzMergeFlags(f *testing.F) {
	for _, seed := range []string{"", "--c=1", "--a=1 --b", `--c="--b \" "`, "file", "-a", "--", "--c='", "\n--b\v--a", "--a=\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, user string) {
		const defaults = "--a= --b=false"
		merged := mergeFlags(user, defaults)
		trimmed := strings.Trim(user, flagSpace)
		if !strings.HasSuffix(merged, trimmed) {
			t.Fatalf("%q does not end with %q", merged, trimmed)
		}
		if again := mergeFlags(merged, defaults); again != merged {
			t.Errorf("merged twice: %q, then %q", merged, again)
		}
		if trimmed != "" && trimmed[0] != '-' {
			return
		}
		for _, name := range []string{"a", "b"} {
			mine := slices.Contains(splitFlags(strings.TrimSuffix(merged, trimmed)), map[string]string{"a": "--a=", "b": "--b=false"}[name])
			theirs := slices.ContainsFunc(splitFlags(user), func(flag string) bool { return flagName(flag) == name })
			if mine == theirs {
				t.Errorf("%q: flag %s set by default %t, by the user %t", merged, name, mine, theirs)
			}
		}
	})
}
