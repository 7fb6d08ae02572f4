// Package option holds settings that are one of a few words, such as a reset that is late, same_step, subtract or none.
//
// A [Table] says what each word means, with the study's word first. A [Word] is a setting with one of these words; its zero
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
// A field of such a type is written as `json:"reset,omitzero"`, which asks IsZero, and its Validate asks [Word.Check].
package option
