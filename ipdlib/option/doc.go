// Package option holds settings that are one of a few words, such as a reset that is late, same_step, subtract or none.
//
// A [Table] gives the meaning of each word, with the study's word first. A [Word] is a setting with one of these words; its zero
// value "" means the first. A settings file may use the study's word; it is read as "", so that each value has only one
// form:
//
//	var resets = option.Table[func(v, s float64) float64]{
//		{Name: "late", Value: late},
//		{Name: "subtract", Value: subtract},
//	}
//
//	type Reset = option.Word[resetWords]
//
//	type resetWords struct{}
//
//	func (resetWords) Lexicon() option.Lexicon { return resets }
//
// A field of such a type has the tag `json:"reset,omitzero"`, which uses IsZero, and its Validate uses [Word.Check].
package option
