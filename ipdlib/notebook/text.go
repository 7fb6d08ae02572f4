package notebook

import "fmt"

// Markdown writes formatted text, with formulas in LaTeX between dollar signs.
func Markdown(text string) {
	show(content{plain: text, rich: map[string]any{"text/markdown": text}})
}

// Markdownf is Markdown with numbers in the text, as in fmt.Printf.
func Markdownf(format string, args ...any) { Markdown(fmt.Sprintf(format, args...)) }

// HTML shows a page's fragment, and the plain text where HTML is not shown. Who calls it has escaped what came from
// elsewhere.
func HTML(plain, fragment string) {
	show(content{plain: plain, rich: map[string]any{"text/html": fragment}})
}
