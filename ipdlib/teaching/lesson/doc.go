// Package lesson makes notebooks of a lesson's source: one for students, with gaps, and one that is solved.
//
// [Parse] reads a source into a [Lesson]: a list of [Part]. [Lesson.Student] and
// [Lesson.Solved] give the notebooks, [Notebook.Keep] takes over the outputs of an older version where nothing changed.
// [Lesson.Problems] says where a lesson is too long to read well. [Trial] runs the exercises without a kernel: untouched,
// solved, and with each wrong answer.
//
// # The source
//
// A source is Markdown that reads well as it is. A fenced block of Go is a cell. Text between blocks is a text cell; a
// heading begins a new one, and so does a line of three dashes. What follows "go" says which kind of cell it is:
//
//	```go                      a cell of both notebooks
//	```go folded               one whose code is folded away, for plotting
//	```go exercise NAME        the student's cell, with a gap
//	```go solution NAME        what the solved notebook has in its place
//	```go wrong NAME: WORDS    a wrong answer; the check has to answer "not yet", with these words. In no notebook
//	```go check NAME           the cell that checks, in both notebooks
//
// They come in this order; text may stand before the check. Blocks of other languages stay text.
package lesson
