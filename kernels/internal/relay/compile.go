package relay

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"ipd/kernels/internal/advice"
	"ipd/kernels/internal/cell"
)

// programs finds places in the programs that GoNB puts together: what of a cell's code stands where.
type programs struct {
	folder  string // the kernel's
	history []cell.Cell
	texts   map[string][]string
}

func (r *relay) programs() *programs {
	return &programs{folder: r.folder, history: r.history, texts: map[string][]string{}}
}

// reference finds such places in what Go's tools and programs say: main.go, with or without a folder, line and perhaps column.
var reference = lazily(`(?:[^\s:()]*/)?(main(?:_test)?\.go):(\d+)(?::\d+)?`)

// locate finds the place of a match of reference.
func (p *programs) locate(match []string) (place cell.Place, in cell.Declaration, found bool) {
	if folder := strings.TrimSuffix(match[0][:strings.Index(match[0], match[1])], "/"); folder != "" && folder != "." && !strings.HasPrefix(folder, p.folder) {
		return place, in, false // somebody else's main.go
	}
	line, err := strconv.Atoi(match[2])
	if err != nil {
		return place, in, false
	}
	for _, text := range p.read(match[1]) {
		if place, in, found = cell.Locate(text, line, p.history); found {
			return place, in, true
		}
	}
	return place, in, false
}

// read returns the program that GoNB put together last.
func (p *programs) read(name string) []string {
	if texts, known := p.texts[name]; known {
		return texts
	}
	paths, _ := filepath.Glob(filepath.Join(p.folder, "tmp", "gonb_*", name))
	p.texts[name] = nil
	for _, path := range paths {
		if text, err := os.ReadFile(path); err == nil {
			p.texts[name] = append(p.texts[name], string(text))
		}
	}
	return p.texts[name]
}

// spelled replaces places in the program by places in cells.
func (p *programs) spelled(text string) string {
	return reference().ReplaceAllStringFunc(text, func(match string) string {
		if place, _, found := p.locate(reference().FindStringSubmatch(match)); found {
			return spell(place)
		}
		return match
	})
}

// A problem is one message of the compiler.
type problem struct {
	place   cell.Place
	in      cell.Declaration
	found   bool
	message string
}

func (p problem) String() string {
	if p.found {
		return spell(p.place) + ": " + p.message
	}
	return p.message
}

// repeats tells whether it says the same of another place: a name that is missing is missing wherever it stands.
func (p problem) repeats(of problem) bool { return p.found && of.found && p.message == of.message }

// problems takes the compiler's messages apart: one begins in each line that begins with a place, and goes on in lines that
// begin with a tab.
func (p *programs) problems(text string) (list []problem) {
	for line := range strings.SplitSeq(text, "\n") {
		line = annotation().ReplaceAllString(line, "")
		at := reference().FindStringSubmatchIndex(line)
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "# gonb_") || strings.HasPrefix(line, "exit status "):
		case strings.HasPrefix(line, "\t") && len(list) > 0:
			list[len(list)-1].message += "\n" + p.spelled(line)
		case at != nil && strings.TrimSpace(line[:at[0]]) == "":
			one := problem{message: strings.TrimPrefix(p.spelled(line[at[1]:]), ": ")}
			one.place, one.in, one.found = p.locate(reference().FindStringSubmatch(line))
			if n := len(p.history); !one.found && n > 0 { // a line of GoNB's own
				one.place, one.found = cell.Place{Cell: p.history[n-1].Number, Line: 1}, true
			}
			list = append(list, one)
		default:
			list = append(list, problem{message: p.spelled(line)})
		}
	}
	return list
}

// missing finds the package that Go says it hasn't got.
var missing = lazily(`package (\S+) is not in std|no required module provides package ([^\s;]+)|imports (\S+) from implicitly required module|cannot find module providing package ([^\s:]+)`)

// missingPackage words that a package isn't there.
func (p *programs) missingPackage(value string) (one problem, is bool) {
	match := missing().FindStringSubmatch(value)
	if match == nil {
		return one, false
	}
	name := match[1] + match[2] + match[3] + match[4] // one of them
	one.place, one.found = cell.Find(`"`+name+`"`, p.history)
	if !one.found { // goimports has guessed it
		one.place, one.found = cell.Find(name[strings.LastIndexByte(name, '/')+1:]+".", p.history)
	}
	one.message = fmt.Sprintf("there is no package %q for cells\n", name)
	if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") && first != "ipd" {
		one.message += "Go's standard library has none of this name; the path of any other package begins with a host, as github.com/..., or with ipd/ipdlib"
		return one, true
	}
	one.message += fmt.Sprintf("Cells can import Go's standard library, ipd/ipdlib/... and what the modules in the repository's go.mod hold, and download nothing. "+
		"To have it, run `go get %s` in the repository, and import it in a package there", name)
	return one, true
}

// notCompiled words what the compiler said. It returns nil if that tells of no fault in the cell.
func (r *relay) notCompiled(e *execution, value string) *failure {
	programs := r.programs()
	list := programs.problems(value)
	if one, is := programs.missingPackage(value); is {
		list = []problem{one}
	} else if !reference().MatchString(value) {
		return nil
	}
	if len(list) == 0 {
		return nil
	}
	const most = 5 // excerpts
	f := &failure{name: "CompileError"}
	var all []string
	for i, one := range list {
		all = append(all, one.String())
		if i == most {
			f.traceback = append(f.traceback, fmt.Sprintf("... and %d more", len(list)-most))
		}
		if i >= most || slices.ContainsFunc(list[:i], one.repeats) {
			continue
		}
		if one.found {
			f.traceback = append(f.traceback, r.excerpt(one.place))
		}
		f.traceback = append(f.traceback, one.message)
		for _, later := range list[i+1:] {
			if later.repeats(one) {
				f.traceback = append(f.traceback, "the same in "+spell(later.place))
			}
		}
		if plain := advice.For(one.message); plain != "" {
			f.traceback = append(f.traceback, plain)
		}
		if hint := r.earlier(one); hint != "" {
			all[i] += "\n\t" + hint
			f.traceback = append(f.traceback, hint)
		}
		f.traceback = append(f.traceback, "")
	}
	first, _, _ := strings.Cut(list[0].String(), "\n")
	if n := len(list) - 1; n > 0 {
		first += fmt.Sprintf(" (and %d more)", n)
	}
	if mended, is := cell.WithMain(e.content.Code, r.before(e)); is {
		hint := "a cell's statements stand below a line %%, and declarations above it. The cell as it should be:\n\n" + mended + "\n"
		all = append(all, hint)
		f.traceback = append(f.traceback, hint)
	}
	f.value = strings.Join(all, "\n")
	f.traceback = append(f.traceback, f.name+": "+first)
	return f
}

// before are the cells before the one at hand.
func (r *relay) before(e *execution) []cell.Cell {
	if n := len(r.history); n > 0 && r.history[n-1].Number == e.count {
		return r.history[:n-1]
	}
	return r.history
}

// earlier says what to do about a declaration of an earlier cell that no longer compiles.
func (r *relay) earlier(one problem) string {
	if !one.found || one.in.Name == "" || len(r.history) == 0 || one.place.Cell == r.history[len(r.history)-1].Number {
		return ""
	}
	return fmt.Sprintf("%s is a declaration of an earlier cell, which stays: change and run that cell, or remove it with %%rm %s", kinds[one.in.Kind], one.in.Name)
}

// kinds are the words for kinds of declarations.
var kinds = map[token.Token]string{token.IMPORT: "the import", token.CONST: "the constant", token.VAR: "the variable", token.TYPE: "the type", token.FUNC: "the function"}
