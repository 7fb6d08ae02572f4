package cell

import "strings"

// ThroughShell rewrites the first line of a %%bash, %%sh or %%script cell so that the command runs below the given program,
// which must be on PATH. It returns other cells as they are, and also a %%bash or %%sh with arguments, which GoNB refuses.
func ThroughShell(code, program string) string {
	first, rest, found := strings.Cut(code, "\n")
	words := strings.Fields(strings.TrimPrefix(first, escape))
	if len(words) == 0 {
		return code
	}
	switch word := words[0]; {
	case (word == "%%bash" || word == "%%sh") && len(words) == 1:
		first = "%%script " + program + " " + word[2:]
	case word == "%%script" && len(words) > 1:
		_, arguments, _ := strings.Cut(first, word)
		first = word + " " + program + arguments
	default:
		return code
	}
	if found {
		return first + "\n" + rest
	}
	return first
}
