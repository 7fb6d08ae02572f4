package device

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseChoice(t *testing.T) {
	for wish, want := range map[string]choice{
		"xla":                             {kind: xlaCPU},
		" CPU ":                           {kind: xlaCPU},
		"xla:":                            {kind: xlaCPU},
		"xla:cpu":                         {kind: xlaCPU},
		"stablehlo:cpu,shared_buffers":    {kind: xlaCPU, options: "shared_buffers"},
		"xla:,tf32=false":                 {kind: xlaCPU, options: "tf32=false"},
		"cuda":                            {kind: xlaCUDA},
		"gpu":                             {kind: xlaCUDA},
		"xla:cuda,tf32=false,preallocate": {kind: xlaCUDA, options: "tf32=false,preallocate"},
		"xla:/opt/my.so":                  {kind: xlaOwn, plugin: "/opt/my.so"},
		"xla:/opt/my:own.so,tf32=false":   {kind: xlaOwn, plugin: "/opt/my:own.so", options: "tf32=false"},
		"hlo:cpu_v0.114.0":                {kind: xlaOwn, plugin: "cpu_v0.114.0"},
		"go":                              {kind: pureGo, options: "ops_sequential"},
		"go:":                             {kind: pureGo, options: "ops_sequential"},
		"fused":                           {kind: fusedGo, options: "ops_sequential"},
		" Fused ":                         {kind: fusedGo, options: "ops_sequential"},
		"go:ops_parallel,parallelism=2":   {kind: pureGo, options: "ops_parallel,parallelism=2"},
	} {
		if got, err := parseChoice(wish); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", wish, got, err, want)
		}
	}
	for _, wish := range []string{"", "tpu", "cpu:fast", "fused:fast", "cuda:0", "xla:my/plugin.so", `xla:my\plugin.so`, "xla,cpu", ":"} {
		got, err := parseChoice(wish)
		if !errors.Is(err, ErrUnknownBackend) || !strings.Contains(err.Error(), "xla:/path/plugin.so") && !strings.Contains(err.Error(), "absolute path") {
			t.Errorf("%q: %+v, %v, want an error that says what can be chosen", wish, got, err)
		}
	}
}

func TestChoose(t *testing.T) {
	for _, test := range []struct {
		wish, env string
		kind      kind
		asked     bool
		reason    string
	}{
		{"", "", xlaCPU, false, "the default"},
		{"", "go", pureGo, true, "GOMLX_BACKEND=go"},
		{"xla", "go", xlaCPU, true, "asked for by name"},
		{"", "fused", fusedGo, true, "GOMLX_BACKEND=fused"},
		{"fused", "xla", fusedGo, true, "asked for by name"},
	} {
		t.Setenv(BackendEnv, test.env)
		c, asked, reason, err := choose(test.wish)
		if err != nil || c.kind != test.kind || asked != test.asked || !strings.Contains(reason, test.reason) {
			t.Errorf("wish %q, environment %q: %+v, %t, %q, %v", test.wish, test.env, c, asked, reason, err)
		}
	}
	t.Setenv(BackendEnv, "tpu")
	if _, _, _, err := choose(""); !errors.Is(err, ErrUnknownBackend) || !strings.HasPrefix(err.Error(), "GOMLX_BACKEND=tpu: ") {
		t.Errorf("%v, want an error that blames GOMLX_BACKEND", err)
	}
}

// FuzzParseChoice holds that whatever is accepted can be handed to go-xla: a plugin without comma that is absolute or a
// bare name, and that nothing of what was written is lost.
func FuzzParseChoice(f *testing.F) {
	for _, seed := range []string{"xla", "xla:cpu,tf32=false", "xla:/a,b", "go:ops_parallel", "cuda", "hlo:x", "", ":", "xla:../a", "gO", "xla:,,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, wish string) {
		c, err := parseChoice(wish)
		if err != nil {
			if !errors.Is(err, ErrUnknownBackend) {
				t.Fatal(err)
			}
			return
		}
		if (c.plugin != "") != (c.kind == xlaOwn) {
			t.Errorf("%+v: a plugin belongs to xlaOwn", c)
		}
		if c.plugin != "" && (strings.Contains(c.plugin, ",") || !filepath.IsAbs(c.plugin) && strings.Contains(c.plugin, "/")) {
			t.Errorf("plugin %q", c.plugin)
		}
		if c.options != goOptions && !strings.HasSuffix(strings.TrimSpace(wish), c.options) || !strings.Contains(wish, c.plugin) {
			t.Errorf("%+v is not what %q asks for", c, wish)
		}
	})
}
