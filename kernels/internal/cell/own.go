package cell

import "strings"

// Commands that the relay executes itself, and GoNB never sees.
var own = set("kept", "forget")

// An Own is such a command and its arguments.
type Own struct {
	Line      int // from 1
	Name      string
	Arguments []string
}

// TakeOwn takes the relay's own commands out of a cell. Their lines become empty, so that all others keep their numbers.
func TakeOwn(code string) (rest string, commands []Own) {
	if IsMagic(code) {
		return code, nil
	}
	specials, _ := read(code)
	lines := splitLines(code)
	for _, s := range specials {
		if s.kind != '%' || !own[s.word()] {
			continue
		}
		commands = append(commands, Own{s.line, s.word(), strings.Fields(s.text)[1:]})
		for i := s.line - 1; ; i++ {
			goesOn := strings.HasSuffix(lines[i], `\`) && i+1 < len(lines)
			lines[i] = ""
			if !goesOn {
				break
			}
		}
	}
	if commands == nil {
		return code, nil
	}
	return strings.Join(lines, "\n"), commands
}
