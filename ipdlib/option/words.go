package option

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Words are what a setting may be. The first is the study's own, for which "" stands too.
type Words []string

// Name is the word for a value: the first for "".
func (w Words) Name(value string) string {
	if value == "" {
		return w[0]
	}
	return value
}

// IsFirst reports whether a value is the study's.
func (w Words) IsFirst(value string) bool { return value == "" || value == w[0] }

// Normal gives a value its one form: "" for the first word, the others as they are.
func (w Words) Normal(value string) string {
	if value == w[0] {
		return ""
	}
	return value
}

// Check says what is wrong with a value that is none of the words; nil if it is one.
func (w Words) Check(value string) error {
	if value == "" || slices.Contains(w, value) {
		return nil
	}
	return fmt.Errorf("%q is none of %s; did you mean %q?", value, w, Nearest(value, w))
}

// String lists the words: late, same_step, subtract or none.
func (w Words) String() string {
	if len(w) < 2 {
		return strings.Join(w, "")
	}
	last := len(w) - 1
	return strings.Join(w[:last], ", ") + " or " + w[last]
}

// Read reads a value of a type of its own, in its one form.
func Read[T ~string](w Words, text []byte, value *T) error {
	if err := w.Check(string(text)); err != nil {
		return err
	}
	*value = T(w.Normal(string(text)))
	return nil
}

// Nearest is the known word that takes the fewest changes of letters to become word; "" where none is known.
func Nearest(word string, known []string) string {
	best, least := "", -1
	for _, k := range known {
		d := levenshtein.ComputeDistance(word, k)
		if least < 0 || d < least || d == least && k < best {
			best, least = k, d
		}
	}
	return best
}
