// Package lesson makes two notebooks from a lesson's source: one for students, with gaps, and one with solutions.
//
// [Parse] reads a source into a [Lesson]: a list of [Part]. [Lesson.Student] and
// [Lesson.Solved] make the notebooks, and [Notebook.Keep] keeps the outputs of an older version where nothing changed.
// [Lesson.Problems] says where a lesson is too long to read well. [Trial] runs the exercises without a kernel: untouched,
// solved, and with each wrong answer.
//
// # The source
//
// A source is Markdown that is readable as it stands. A fenced block of Go is a cell. Text between blocks is a text cell; a
// heading or a line of three dashes begins a new one. The words after "go" say which kind of cell it is:
//
//	```go                      a cell of both notebooks
//	```go folded               a cell whose code is folded away, for plotting
//	```go exercise NAME        the student's cell, with a gap
//	```go solution NAME        what replaces it in the solved notebook
//	```go wrong NAME: WORDS    a wrong answer; the check must answer "not yet" with these words; in neither notebook
//	```go check NAME           the cell that checks, in both notebooks
//
// They come in this order; text may stand before the check. Blocks of other languages stay text.
package lesson
