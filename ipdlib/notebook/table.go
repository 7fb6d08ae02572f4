package notebook

import (
	"fmt"
	"html"
	"math"
	"strings"
	"text/tabwriter"
)

// Table shows rows of cells under a header. Cells are written as fmt.Sprint does, floats with three digits; numbers stand
// on the right.
func Table(header []string, rows ...[]any) {
	show(content{plain: plainTable(header, rows), rich: map[string]any{"text/html": htmlTable(header, rows)}})
}

func plainTable(header []string, rows [][]any) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(header, "\t"))
	for _, row := range rows {
		texts := make([]string, len(row))
		for i, cell := range row {
			texts[i] = cellText(cell)
		}
		fmt.Fprintln(w, strings.Join(texts, "\t"))
	}
	w.Flush() // a strings.Builder takes everything
	return strings.TrimRight(b.String(), "\n")
}

// htmlTable leaves the look to Jupyter's own style of tables; only the side of the numbers is said.
func htmlTable(header []string, rows [][]any) string {
	var b strings.Builder
	b.WriteString("<table><thead><tr>")
	for i, h := range header {
		right := len(rows) > 0 && i < len(rows[0]) && isNumber(rows[0][i])
		fmt.Fprintf(&b, "<th%s>%s</th>", align(right), html.EscapeString(h))
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, cell := range row {
			fmt.Fprintf(&b, "<td%s>%s</td>", align(isNumber(cell)), html.EscapeString(cellText(cell)))
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	return b.String()
}

func align(right bool) string {
	if right {
		return ` style="text-align:right"`
	}
	return ` style="text-align:left"`
}

func cellText(cell any) string {
	switch x := cell.(type) {
	case float64:
		return digits(x)
	case float32:
		return digits(float64(x))
	}
	return fmt.Sprint(cell)
}

// digits writes three digits; from 10 to 1000 also where the last is a zero, so that percentages stand below one another.
func digits(x float64) string {
	if size := math.Abs(x); size >= 10 && size < 1000 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.3g", x)
}

func isNumber(cell any) bool {
	switch cell.(type) {
	case int, int32, int64, uint64, float32, float64, Estimate:
		return true
	}
	return false
}

// Estimate is a number with its standard error, to be written as in 2.1 ± 0.4.
type Estimate struct{ Value, SEM float64 }

// PlusMinus gives an estimate. A standard error of NaN, as after a single run, is left out.
func PlusMinus(value, sem float64) Estimate { return Estimate{value, sem} }

// String writes one digit behind the point.
func (e Estimate) String() string {
	if math.IsNaN(e.SEM) {
		return fmt.Sprintf("%.1f", e.Value)
	}
	return fmt.Sprintf("%.1f ± %.1f", e.Value, e.SEM)
}
