package option

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Words are the possible words of a setting, in the order of a table's rows. The first is the study's; "" means the same.
type Words []string

// Check returns an error if a value is none of the words.
func (w Words) Check(value string) error {
	if value == "" || slices.Contains(w, value) {
		return nil
	}
	return fmt.Errorf("%q is none of %s%s", value[:min(len(value), 60)], w, DidYouMean(value, w))
}

// String lists the words: late, same_step, subtract or none.
func (w Words) String() string {
	if len(w) < 2 {
		return strings.Join(w, "")
	}
	last := len(w) - 1
	return strings.Join(w[:last], ", ") + " or " + w[last]
}

// A Table gives the meaning of each word. The first row is the study's.
type Table[V any] []Row[V]

// Row is one word with its meaning.
type Row[V any] struct {
	Name  string
	Also  []string // other libraries' words with the same meaning; read, but never written
	Value V
}

// Words lists the words of a table.
func (t Table[V]) Words() Words {
	words := make(Words, len(t))
	for i, row := range t {
		words[i] = row.Name
	}
	return words
}

// Canonical returns the table's own word for one of Also, and any other word unchanged.
func (t Table[V]) Canonical(word string) string {
	for _, row := range t {
		if slices.Contains(row.Also, word) {
			return row.Name
		}
	}
	return word
}

// Of returns the meaning of a word; "" means the first. It panics if the word is not in the table, which Validate refuses.
func (t Table[V]) Of(word string) V {
	for i, row := range t {
		if row.Name == word || word == "" && i == 0 {
			return row.Value
		}
	}
	panic(fmt.Sprintf("option: %q is none of %s", word, t.Words()))
}

// A Lexicon lists the possible words of a [Word]; any Table is one.
type Lexicon interface {
	Words() Words
	Canonical(word string) string
}

// A Word is a setting that is one of the words of the lexicon that L names. Its zero value is the first word.
type Word[L interface{ Lexicon() Lexicon }] string

func (w Word[L]) lexicon() Lexicon {
	var l L
	return l.Lexicon()
}

// Words lists the possible words.
func (w Word[L]) Words() []string { return w.lexicon().Words() }

// String returns the word, also for the zero value.
func (w Word[L]) String() string {
	if w.IsZero() {
		return w.Words()[0]
	}
	return string(w.Normal())
}

// IsZero reports whether it is the first word, the study's.
func (w Word[L]) IsZero() bool { return w.Normal() == "" }

// Normal returns the word in canonical form: "" for the first, the table's own for another library's, others unchanged.
func (w Word[L]) Normal() Word[L] {
	own := w.lexicon().Canonical(string(w))
	if own == w.Words()[0] {
		return ""
	}
	return Word[L](own)
}

// Check returns an error if the value is none of the words.
func (w Word[L]) Check() error { return Words(w.Words()).Check(w.lexicon().Canonical(string(w))) }

// UnmarshalText reads a word.
func (w *Word[L]) UnmarshalText(text []byte) error {
	read := Word[L](text)
	if err := read.Check(); err != nil {
		return err
	}
	*w = read.Normal()
	return nil
}

// DidYouMean suggests a similar known word, as in: ; did you mean "late"? It is empty if there is none.
func DidYouMean(word string, known []string) string {
	if near := Near(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// Near returns the known word that was probably meant: no more than a third of the letters differ; "" if there is none.
func Near(word string, known []string) string {
	const most = 60 // letters; no known word is longer, and comparing long ones is slow
	if len(word) > most {
		return ""
	}
	near := Nearest(word, known)
	length := max(len([]rune(word)), len([]rune(near)))
	if levenshtein.ComputeDistance(word, near) > max(1, length/3) {
		return ""
	}
	return near
}

// Nearest returns the known word with the smallest edit distance from word; "" if no word is known.
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
