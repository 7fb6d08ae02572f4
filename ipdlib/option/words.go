package option

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Words are what a setting may be, in the order of a table's rows. The first is the study's own, for which "" stands too.
type Words []string

// Check says what is wrong with a value that is none of the words; nil if it is one.
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

// A Table says what each word stands for. The first row is the study's.
type Table[V any] []Row[V]

// Row is one word and what it stands for.
type Row[V any] struct {
	Name  string
	Also  []string // other libraries' words for the same; read, but never written
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

// Canonical gives the table's own word for one of Also; any other word as it is.
func (t Table[V]) Canonical(word string) string {
	for _, row := range t {
		if slices.Contains(row.Also, word) {
			return row.Name
		}
	}
	return word
}

// Of is what a word stands for, "" for the first. It panics at a word that is not in the table, which Validate refuses.
func (t Table[V]) Of(word string) V {
	for i, row := range t {
		if row.Name == word || word == "" && i == 0 {
			return row.Value
		}
	}
	panic(fmt.Sprintf("option: %q is none of %s", word, t.Words()))
}

// A Lexicon is what a [Word] is one of: any Table.
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

// Words lists what it may be.
func (w Word[L]) Words() []string { return w.lexicon().Words() }

// String is the word, also where it is the zero value.
func (w Word[L]) String() string {
	if w.IsZero() {
		return w.Words()[0]
	}
	return string(w.Normal())
}

// IsZero reports whether it is the first word, the study's.
func (w Word[L]) IsZero() bool { return w.Normal() == "" }

// Normal gives the word its one form: "" for the first, the table's own for another library's, the others as they are.
func (w Word[L]) Normal() Word[L] {
	own := w.lexicon().Canonical(string(w))
	if own == w.Words()[0] {
		return ""
	}
	return Word[L](own)
}

// Check says what is wrong with a value that is none of the words.
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

// DidYouMean suggests a known word that is near: ; did you mean "late"? It is empty if none is.
func DidYouMean(word string, known []string) string {
	if near := Near(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// Near is the known word that one can have meant, in that no more than a third of the letters differ; "" where there is none.
func Near(word string, known []string) string {
	const most = 60 // letters; no known word has as many, and comparing long ones takes long
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
