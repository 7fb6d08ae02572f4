// Package notebook shows figures, tables, formulas and progress in a notebook's cell. It is the only package that
// knows GoNB, the Go kernel.
//
// [Show] draws a figure, [Markdown] writes text with formulas, [Table] a table; a [Slider]
// moves a figure; a [Progress] has nested bars with the time left. [Context] ends with the stop button. [Must] and [Check] end a cell that can't go
// on, with a sentence and the line of the cell. [Quick] makes a study small where only a look is wanted.
//
//	%%
//	result := notebook.Must(training.Run(notebook.Context(), d.Backend, training.Default(), random.NewKey(1)))
//	notebook.Show(depict.Evaluation("Test set", result.Test))
//
// Whatever is shown has arrived when the function returns: GoNB drops what is still on its way when a cell ends.
//
// # How to live in cells
//
// Every cell is compiled and run as a program of its own. Declarations (imports, types, variables, functions) are
// compiled again into each later cell; values are gone. So: declare settings as package-level variables, and let [Keep] keep
// what takes long: it computes a variable's value once, and anew when something changes that the value depends on. [Train] and
// [Sweep] keep their networks and records by themselves.
//
// # Caveats
//
// Outside a notebook everything works too: text and tables go to standard output, figures are named there, progress says
// one sentence at its end, and Must panics.
package notebook
