// Package option holds settings that are one of a few words, such as a reset that is late, same_step, subtract or none.
//
// A [Table] says what each word stands for, the study's first. A [Word] is a setting of one of them; its zero value "" is the
// first. A settings file may say the study's word; it is read as "", so that one thing has one form:
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
