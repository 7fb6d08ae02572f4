package relay

import (
	"fmt"
	"go/build"
	"go/token"
	"strings"

	"ipd/kernels/internal/cell"
)

// crashBegins finds where a Go program says that it is about to end: a panic, an error of the runtime, a signal.
var crashBegins = lazily(`(?m)^(panic: |fatal error: |fatal: |runtime: (goroutine stack exceeds|out of memory|program exceeds|cannot)|unexpected fault address |SIG[A-Z]+: )`)

// crashHead finds the line of a crash that says what happened; lines before it say details.
var crashHead = lazily(`(?m)^(panic|fatal error|fatal|SIG[A-Z]+): (.*)$`)

// stackLine is the second line of a frame: file, line, offset.
var stackLine = lazily(`^\t(\S.*?):\d+(?: \+0x[0-9a-f]+)?(?: fp=.*)?$`)

// longestStack is how many lines of a stack are shown.
const longestStack = 40

// crashed words the end of a program that crashed: what happened and where as value; the lines of the cell and the frames that
// are not Go's own as traceback.
func (r *relay) crashed(crash string) *failure {
	name, value := "panic", strings.SplitN(crash, "\n", 2)[0]
	if head := crashHead().FindStringSubmatch(crash); head != nil {
		name, value = head[1], head[2]
	}
	programs := r.programs()
	overflow := strings.Contains(crash, "stack overflow")
	place, in, found := programs.origin(crash, overflow)
	f := &failure{name: name}
	if overflow {
		value = "stack overflow: infinite recursion"
	} else if stack := frames(programs.spelled(annotation().ReplaceAllString(crash, ""))); len(stack) > 0 {
		if len(stack) > longestStack {
			stack = append(stack[:longestStack:longestStack], fmt.Sprintf("... %d more lines", len(stack)-longestStack))
		}
		f.traceback = append(f.traceback, strings.Join(stack, "\n"), "")
	}
	if found {
		f.traceback = append([]string{r.excerpt(place), ""}, f.traceback...)
		value = spell(place) + ": " + value
	}
	if found && in.Kind == token.VAR {
		value += fmt.Sprintf(" (the variable %s stays, and every later cell fails here, until you remove it with %%rm %s)", in.Name, in.Name)
	}
	f.value = value
	f.traceback = append(f.traceback, name+": "+value)
	return f
}

// origin is the first place in a stack that is in a cell, or the most frequent one.
func (p *programs) origin(crash string, frequent bool) (place cell.Place, in cell.Declaration, found bool) {
	times := map[cell.Place]int{}
	for _, match := range reference().FindAllStringSubmatch(crash, -1) {
		at, declaration, ok := p.locate(match)
		if !ok {
			continue
		}
		if times[at]++; !found || times[at] > times[place] {
			place, in, found = at, declaration, true
		}
		if !frequent {
			break
		}
	}
	return place, in, found
}

// frames are the lines of a crash with the frames of Go's own packages left out, and goroutines of which nothing remains.
func frames(crash string) (kept []string) {
	own := build.Default.GOROOT + "/src/"
	for goroutine := range strings.SplitSeq(strings.TrimSpace(crash), "\n\n") {
		lines := strings.Split(strings.TrimSpace(goroutine), "\n")
		if !strings.HasPrefix(lines[0], "goroutine ") {
			continue
		}
		some := []string{lines[0]}
		for i := 1; i < len(lines); i++ {
			if i+1 < len(lines) && strings.HasPrefix(lines[i+1], "\t") { // a frame
				match := stackLine().FindStringSubmatch(lines[i+1])
				if match == nil || !strings.HasPrefix(match[1], own) && !strings.HasPrefix(match[1], "_cgo") {
					some = append(some, lines[i], lines[i+1])
				}
				i++
			}
		}
		if len(some) > 1 {
			kept = append(kept, some...)
		}
	}
	return kept
}
