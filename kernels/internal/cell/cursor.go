package cell

import (
	"strings"
	"unicode"
)

// Identifier says where in a cell the identifier is that somebody wants to know about whose cursor is at the given place: the
// one under the cursor or just before it, else the function whose arguments the cursor is among. Places count code points, as
// in the protocol.
//
// GoNB searches, too, and never ends where it finds none. Given a place on an identifier, it doesn't search.
func Identifier(code string, cursor int) (place int, found bool) {
	text := []rune(code)
	cursor = max(0, min(cursor, len(text)))
	switch {
	case cursor < len(text) && isIdentifier(text[cursor]):
		return cursor, true
	case cursor > 0 && isIdentifier(text[cursor-1]):
		return cursor - 1, true
	}
	closed := 0 // brackets that were closed between here and the cursor
	for i := cursor - 1; i >= 0; i-- {
		switch text[i] {
		case ')', ']', '}':
			closed++
		case '[', '{':
			closed = max(closed-1, 0)
		case '(':
			if closed > 0 {
				closed--
			} else if name := beforeArguments(text[:i]); name >= 0 {
				return name, true
			}
		}
	}
	return 0, false
}

// beforeArguments is the place of the name that ends text, type arguments skipped, or -1.
func beforeArguments(text []rune) int {
	i := lastVisible(text)
	if i >= 0 && text[i] == ']' {
		for depth := 0; i >= 0; i-- {
			if text[i] == ']' {
				depth++
			} else if text[i] == '[' {
				if depth--; depth == 0 {
					break
				}
			}
		}
		i = lastVisible(text[:max(i, 0)])
	}
	if i >= 0 && isIdentifier(text[i]) {
		return i
	}
	return -1
}

func lastVisible(text []rune) int {
	i := len(text) - 1
	for i >= 0 && (text[i] == ' ' || text[i] == '\t') {
		i--
	}
	return i
}

func isIdentifier(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// OnGo tells whether the cursor is on a line of Go: not in a cell or on a line that GoNB executes itself.
func OnGo(code string, cursor int) bool {
	if IsMagic(code) {
		return false
	}
	text := []rune(code)
	cursor = max(0, min(cursor, len(text)))
	line := strings.Count(string(text[:cursor]), "\n")
	_, goLines := read(code)
	return splitLines(code)[line] == goLines[line]
}

// Plain returns the cell with letters in place of the characters that GoNB miscounts between cursor and gopls: those beyond
// Unicode's first plane, anywhere, and all but ASCII in the cursor's line. Most stand in strings and comments, where a letter
// does as well.
func Plain(code string, cursor int) string {
	text := []rune(code)
	cursor = max(0, min(cursor, len(text)))
	begin, end := cursor, cursor
	for begin > 0 && text[begin-1] != '\n' {
		begin--
	}
	for end < len(text) && text[end] != '\n' {
		end++
	}
	for i, r := range text {
		if r > 0xffff || r > 0x7f && begin <= i && i < end {
			text[i] = 'x'
		}
	}
	return string(text)
}
