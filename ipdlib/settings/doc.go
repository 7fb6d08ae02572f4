// Package settings reads and writes settings by name. Settings are plain structs whose tags explain each field where it
// is declared:
//
//	type Settings struct {
//		Duration float64 `json:"duration_s" unit:"s" range:"2 or more whole time steps" help:"duration of a sample"`
//	}
//
// The range of a Boolean field, or of one with a few words to choose from, comes from its type. [Read] reads such a struct from
// JSON and says what is wrong with it, and where. [FieldsOf] lists its fields; [Fields.Named] finds one by the end of its
// name, and [Field.Set] gives it a value.
//
//	fields.go   the fields of a struct, and how they are found
//	values.go   values of fields: read, written, and as text
//	range.go    ranges of numbers, and unusual ways to write numbers
//	strict.go   JSON, read strictly
package settings
