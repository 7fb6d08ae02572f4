// Package cell knows how GoNB v0.11.4 reads a cell: which lines are commands, which are Go, what it can't survive.
package cell

import "strings"

// escape may stand before a command, so that a Go editor takes the line for a comment. GoNB drops it.
const escape = "//gonb:"

// Commands of one line, behind a percent sign. "%" itself is the second half of the line `%%`, which opens main.
var commands = set("%", "main", "args", "exec", "test", "widgets", "widgets_hb", "env", "cd", "goflags", "autoget", "noautoget",
	"help", "version", "reset", "ls", "list", "rm", "remove", "with_inputs", "with_password", "track", "untrack", "goworkfix", "capture",
	"kept", "forget")

// Commands that take the whole cell, and must stand in its first line.
var magics = set("%%writefile", "%%script", "%%bash", "%%sh")

func set(names ...string) map[string]bool {
	s := map[string]bool{}
	for _, name := range names {
		s[name] = true
	}
	return s
}

// A special line of a cell: one that GoNB executes itself.
type special struct {
	line int    // number of its first line, from 1
	kind byte   // '%' or '!'
	text string // what follows kind, continuation lines joined
}

// word is the command's name: the text up to the first blank.
func (s special) word() string {
	word, _, _ := strings.Cut(strings.ReplaceAll(s.text, "\t", " "), " ")
	return word
}

// opensMain tells whether the line makes GoNB open or write a func main.
func (s special) opensMain() bool {
	return s.kind == '%' && (s.word() == "%" || strings.HasPrefix(s.text, "main") || strings.HasPrefix(s.text, "exec"))
}

// Clean returns the cell without what editors of other systems leave in it: a byte order mark, and lines that end in CR LF.
func Clean(code string) string {
	return strings.ReplaceAll(strings.TrimPrefix(code, "\ufeff"), "\r\n", "\n")
}

// splitLines cuts a cell into lines as GoNB does.
func splitLines(code string) []string { return strings.Split(code, "\n") }

// firstWord is a cell's first word, without the escape: a magic or not.
func firstWord(code string) string {
	line, _, _ := strings.Cut(code, "\n")
	if words := strings.Fields(strings.TrimPrefix(line, escape)); len(words) > 0 {
		return words[0]
	}
	return ""
}

// IsMagic tells whether GoNB hands the whole cell to something else than Go.
func IsMagic(code string) bool { return magics[firstWord(code)] }

// read finds the special lines of a Go cell, and the cell's Go lines: those that are not part of a special line keep their
// place and the others are empty.
func read(code string) (specials []special, goLines []string) {
	lines := splitLines(code)
	goLines = make([]string, len(lines))
	for i := 0; i < len(lines); i++ {
		line := strings.TrimPrefix(lines[i], escape)
		if len(line) < 2 || line[0] != '%' && line[0] != '!' {
			goLines[i] = lines[i]
			continue
		}
		first, text := i, line
		for strings.HasSuffix(text, `\`) && i+1 < len(lines) {
			i++
			text = text[:len(text)-1] + " " + strings.TrimPrefix(lines[i], escape)
		}
		specials = append(specials, special{first + 1, line[0], strings.TrimLeft(text[1:], " \t")})
	}
	return specials, goLines
}
