package site

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/dop251/goja"
)

// Temml turns TeX into MathML; third_party/temml.LICENSE. It runs here, not in the reader's browser, so that pages have
// their formulas without scripts.
//
//go:embed assets/third_party/temml.min.js
var temmlSource string

// temml is the library's function renderToString(tex, options).
var temml = sync.OnceValues(func() (func(tex string, options map[string]any) (string, error), error) {
	vm := goja.New()
	if _, err := vm.RunScript("temml.min.js", temmlSource); err != nil {
		return nil, fmt.Errorf("loading Temml: %w", err)
	}
	var (
		render func(string, map[string]any) (string, error)
		one    sync.Mutex // the runtime is for one at a time
	)
	err := vm.ExportTo(vm.Get("temml").ToObject(vm).Get("renderToString"), &render)
	return func(tex string, options map[string]any) (string, error) {
		one.Lock()
		defer one.Unlock()
		return render(tex, options)
	}, err
})

// mathML translates a formula, inline or on a line of its own. An error names what Temml doesn't understand.
func mathML(tex string, display bool) (string, error) {
	render, err := temml()
	if err != nil {
		return "", err
	}
	out, err := render(tex, map[string]any{"displayMode": display, "throwOnError": true, "annotate": true})
	if err != nil {
		return "", fmt.Errorf("formula %q: %w", tex, err)
	}
	return out, nil
}
