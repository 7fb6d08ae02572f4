package notebook

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"time"

	"github.com/janpfeifer/gonb/gonbui"

	"ipd/ipdlib/notebook/exact"
	"ipd/ipdlib/notebook/lineage"
	"ipd/ipdlib/notebook/shelf"
)

// Keep computes the value of a variable once. From then on every cell, in every notebook, finds it on disk, until
// something changes that it depends on:
//
//	var responses = notebook.Keep(func() *evaluation.Responses { return listen(quiet) })
//
// What counts is the function and all declarations of cells that it uses, and those that they use; the project's packages
// as far as they are used; the versions of Go and of all other packages; the backend (GOMLX_BACKEND, XLA_FLAGS), IPD_QUICK
// and whatever variable of the environment a cell asks for by its name; and the content of the files that are named behind
// the function. If one of these changes, the value is computed anew, by the first cell that uses it. Comments and the
// shape of the page don't count. The cell with the declaration says whether the value was computed or kept; %kept lists
// all kept values, %forget NAME deletes.
//
// A cell that doesn't use the variable neither computes nor reads it.
//
// The function must give the same value whenever it is called: it may read no clock, no files but those that are named, and
// no random numbers without a seed, and it may change nothing outside. If it ends the cell (see [Must]), panics or is
// stopped, nothing is kept.
//
// A value can be kept if it is made of numbers, strings, slices, maps, pointers and structs, hidden fields included, as the
// library's own types are. Functions, channels and what hides its inside can't, and end the cell with a sentence. What a
// cell gets is always a copy: changes of it stay in the cell.
//
// Outside a notebook Keep just calls the function.
func Keep[T any](compute func() T, files ...string) (value T) {
	if !gonbui.IsNotebook {
		return compute()
	}
	_, file, line, _ := runtime.Caller(1) // this function is called, so there is a caller
	plan := planOf(file)
	k := plan.variable(line)
	if k == nil {
		return value
	}
	if err := exact.Check(reflect.TypeFor[T](), plan.isLocal); err != nil {
		Check(fmt.Errorf("notebook.Keep: %w", err))
	}
	k.settle(keeper{
		compute: func() { value = compute() },
		write:   func() ([]byte, error) { return exact.Encode(&value, plan.isLocal) },
		read: func(text []byte) (err error) {
			var again T
			if err = exact.Decode(text, &again, plan.isLocal); err == nil {
				value = again
			}
			return err
		},
		inWords: strings.ReplaceAll(reflect.TypeFor[T]().String(), "main.", ""),
	})
	return value
}

// A keeper does what depends on a value's type.
type keeper struct {
	compute func()
	write   func() ([]byte, error)
	read    func(text []byte) error
	inWords string // the type
}

// settle finds the value, or computes and keeps it, and says so.
func (k *keptValue) settle(by keeper) {
	if k.text != nil && by.read(k.text) == nil {
		if k.declared {
			k.say("kept, found in " + moment(time.Since(k.begun)))
		}
		return
	}
	if k.reason == nil {
		unlock, err := k.shelf.Lock(Context(), k.key, func() {
			show(sentence(fmt.Sprintf("%s is being computed by another cell; waiting for it.", k.name)))
		})
		switch {
		case Context().Err() != nil:
			Check(Context().Err())
		case err != nil:
			k.reason = err
		default:
			defer unlock()
			if _, text, err := k.shelf.Get(k.key); err == nil && by.read(text) == nil {
				k.say("kept, found in " + moment(time.Since(k.begun)))
				return
			}
		}
	}
	began := time.Now()
	by.compute()
	k.keep(by, time.Since(began))
}

// keep puts a computed value on the shelf.
func (k *keptValue) keep(by keeper, took time.Duration) {
	text, err := by.write()
	if err != nil {
		Check(fmt.Errorf("notebook.Keep: %w", err))
	}
	if err := by.read(text); err != nil { // the cell has what the next one will have, a copy
		Check(fmt.Errorf("notebook.Keep: %w", err))
	}
	if k.reason == nil {
		last, had := k.shelf.Latest(k.name, origin())
		k.reason = k.shelf.Put(k.key, shelf.Head{Name: k.name, Type: by.inWords, From: origin(), Seconds: took.Seconds(), Made: time.Now(), Lineage: k.lineage}, text)
		if k.reason == nil {
			k.say(fmt.Sprintf("computed in %s%s, and kept (%s)", moment(took), because(k.lineage, last.Lineage, had), size(len(text))))
			return
		}
	}
	k.say(fmt.Sprintf("computed in %s, but not kept: %v", moment(took), k.reason))
}

// say writes a line about the value, below the cell.
func (k *keptValue) say(what string) {
	text := fmt.Sprintf("%s: %s.", k.name, what)
	show(content{plain: text, rich: map[string]any{
		"text/html": fmt.Sprintf(`<div style="opacity:0.7"><code>%s</code>: %s.</div>`, html.EscapeString(k.name), html.EscapeString(what))}})
}

// because says why a value is not the one that was kept before: "", or as in " because listen and 2 more have changed".
func because(now, last lineage.Lineage, had bool) string {
	changed := now.Changed(last)
	if !had || len(changed) == 0 {
		return ""
	}
	const named = 3
	words := changed[:min(named, len(changed))]
	if more := len(changed) - len(words); more > 0 {
		return fmt.Sprintf(", because of changes in %s and %d more", strings.Join(words, ", "), more)
	}
	return ", because of changes in " + strings.Join(words, ", ")
}

// origin names the notebook, where Jupyter says its name, or else the folder in which it runs.
func origin() string {
	if path := os.Getenv("JPY_SESSION_NAME"); strings.HasSuffix(path, ".ipynb") {
		return filepath.Base(path)
	}
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// moment is inWords with hundredths, which is what finding a value takes.
func moment(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return inWords(d)
}

// size writes a number of bytes as people say it.
func size(bytes int) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 1e6:
		return fmt.Sprintf("%.0f kB", float64(bytes)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}
