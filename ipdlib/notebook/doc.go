// Package notebook shows figures, tables, formulas and progress in a notebook's cell. It is the only package that
// knows GoNB, the Go kernel.
//
// [Show] draws a figure, [Markdown] writes text with formulas, and [Table] writes a table; a [Slider] moves a figure; a
// [Progress] has nested bars with the time left. [Context] ends with the stop button. [Must] and [Check] end a cell that
// can't continue, with a sentence and the line of the cell. [Quick] makes a study small, for a quick look.
//
//	%%
//	result := notebook.Must(training.Run(notebook.Context(), d.Backend, training.Default(), random.NewKey(1)))
//	notebook.Show(depict.Evaluation("Test set", result.Test))
//
// When a function that shows something returns, its output has arrived: GoNB drops what is still on its way when a cell ends.
//
// # How to write cells
//
// Every cell is compiled and run as a separate program. Declarations (imports, types, variables, functions) are compiled
// again into each later cell; values are gone. So declare settings as package-level variables, and let [Keep] keep
// expensive values: it computes a variable's value once, and again when something that the value depends on changes.
// [Train] and [Sweep] keep their networks and records themselves.
//
// # Caveats
//
// Everything also works outside a notebook: text and tables go to standard output, figures are mentioned there, progress prints
// one sentence at the end, and Must panics.
package notebook
