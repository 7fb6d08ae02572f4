package notebook

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/notebook/lineage"
	"ipd/ipdlib/notebook/shelf"
)

// keepForm is the version of how values are kept: another one finds none of the old.
const keepForm = "1"

// environment lists the variables that count whether a cell asks for them or not: the library does.
var environment = []string{QuickEnv, device.BackendEnv, device.FlagsEnv}

// atStart is the environment with which the program was started: opening a device adds to XLA_FLAGS.
var atStart = os.Environ()

func variableAtStart(name string) (value string, set bool) {
	for _, entry := range atStart {
		if value, set := strings.CutPrefix(entry, name+"="); set {
			return value, true
		}
	}
	return "", false
}

// A keepPlan says which kept variables this program needs. It is made when the first of them gets its value.
//
// GoNB compiles every declaration of earlier cells into each program, and Go gives all variables their values before main
// runs. Most programs use few of them: of a variable that nothing mentions nobody can see the value.
type keepPlan struct {
	program *lineage.Program
	err     error // why nothing can be kept
	needed  map[string]*keptValue
}

// A keptValue is a variable that the program needs.
type keptValue struct {
	name     string
	declared bool // by the cell that runs
	begun    time.Time
	shelf    shelf.Shelf
	lineage  lineage.Lineage
	key      string
	text     []byte // found; nil: to be computed
	reason   error  // why it can't be kept
}

var (
	planOnce sync.Once
	planned  *keepPlan
)

// planOf makes the plan of the program whose file GoNB has put together.
func planOf(file string) *keepPlan {
	planOnce.Do(func() { planned = newPlan(file) })
	return planned
}

func newPlan(file string) *keepPlan {
	p := &keepPlan{needed: map[string]*keptValue{}}
	p.program, p.err = lineage.Read(file, lineage.Keeper{Package: "ipd/ipdlib/notebook", Function: "Keep"})
	if p.err != nil {
		return p
	}
	all, cell := p.program.All(), runningCell()
	var names []string // needed, but not looked at yet
	for name := range all {
		if cell.declares(name) || strings.HasSuffix(file, "_test.go") {
			names = append(names, name)
		}
	}
	names = append(names, p.program.Used()...)
	folder := keptFolder()
	for len(names) > 0 {
		name := names[0]
		names = names[1:]
		v, valid := all[name]
		if !valid || p.needed[name] != nil {
			continue
		}
		k := &keptValue{name: name, declared: cell.declares(name), begun: time.Now(), shelf: shelf.Shelf{Dir: folder}}
		p.needed[name] = k
		if k.lineage, k.reason = p.program.Lineage(v, environment, variableAtStart); k.reason == nil {
			k.key = k.lineage.Sum(append(buildSettings(), keepForm)...)
			_, k.text, _ = k.shelf.Get(k.key) // without it, it is computed, whatever the error
		}
		if k.text == nil {
			names = append(names, p.program.UsedBy(v)...)
		}
	}
	return p
}

// variable gives the variable that is declared in a line, nil if the program doesn't need it. A declaration that can't be
// kept ends the cell.
func (p *keepPlan) variable(line int) *keptValue {
	if p.err != nil {
		return &keptValue{name: fmt.Sprintf("line %d", line), reason: p.err, begun: time.Now()}
	}
	v, err := p.program.Find(line)
	Check(err)
	return p.needed[v.Name]
}

// isLocal tells whether a package is the project's own, so that hidden fields of its types may be written: its source
// counts, and so does Go's.
func (p *keepPlan) isLocal(path string) bool {
	if p.program == nil {
		return path == "main"
	}
	return p.program.IsLocal(path)
}

// KeptName is the folder below results/ in which Keep keeps values.
const KeptName = "kept"

func keptFolder() string {
	if dir := os.Getenv(ResultsEnv); dir != "" {
		return filepath.Join(dir, KeptName)
	}
	return filepath.Join(Must(device.Root()), "results", KeptName)
}

// buildSettings are those of the compiler that can change what a program computes.
func buildSettings() []string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		if slices.Contains([]string{"-tags", "-race", "-asan", "-gcflags", "CGO_ENABLED", "GOARCH", "GOAMD64", "GOEXPERIMENT", "GOFIPS140"}, s.Key) {
			settings[s.Key] = s.Value
		}
	}
	var list []string
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		list = append(list, key+"="+settings[key])
	}
	return list
}

// A cellSource is the source of the cell that runs; "" where nobody says which one it is.
type cellSource string

// runningCell is the cell that runs, which the kernel's relay writes into its folder.
func runningCell() cellSource {
	text, err := os.ReadFile(filepath.Join(os.Getenv("IPD_KERNEL_DIR"), "cell"))
	if err != nil {
		return ""
	}
	return cellSource(text)
}

// declares tells whether the cell declares a kept variable. Without its text, every cell does.
func (c cellSource) declares(name string) bool {
	return c == "" || regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b[^=\n]*=\s*\w+\s*\.\s*Keep\b`).MatchString(string(c))
}
