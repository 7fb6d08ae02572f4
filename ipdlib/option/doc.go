// Package option holds settings that are one of a few words, such as a reset that is late, same_step, subtract or none.
//
// Such a setting is a string type of its own, whose zero value "" is the study's way. [Words] are what it may be, the
// study's first. A settings file may say the study's word; it is read as "", so that one thing has one form:
//
//	type Reset string
//
//	const (
//		ResetLate     Reset = "" // late
//		ResetSubtract Reset = "subtract"
//	)
//
//	var resets = option.Words{"late", "subtract"}
//
//	func (r Reset) String() string                { return resets.Name(string(r)) }
//	func (r Reset) IsZero() bool                  { return resets.IsFirst(string(r)) }
//	func (r *Reset) UnmarshalText(b []byte) error { return option.Read(resets, b, r) }
//
// A field of such a type is written as `json:"reset,omitzero"`, which asks IsZero, and its Validate asks [Words.Check].
package option
