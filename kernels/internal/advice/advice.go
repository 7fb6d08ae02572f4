// Package advice says in plain words what a compiler's message means, for people who know Python and are new to Go. It knows
// the usual slips; to all other messages it has nothing to add.
package advice

import (
	"regexp"
	"strings"
	"sync"
)

// A slip is recognised by the compiler's message; the words may use its groups, as in $1. The expression is compiled when it is
// first needed: all of them take 0.4 ms, for which no process of a kernel should have to wait at its start.
type slip struct {
	message func() *regexp.Regexp
	words   string
}

// slips, the most special first: the first that fits is said.
var slips = []slip{
	on(`^illegal label declaration`, "Go has no colon after if, for or else. Write a brace instead: if x > 0 {"),
	on(`^expected statement, found 'else'`, "else has to stand on the same line as the closing brace: } else {"),
	on(`found elif`, "Go has no elif. Write } else if x < 0 {"),
	on(`^expected ';', found (and|or)\b`, "Go writes && for and, || for or, ! for not."),
	on(`^undefined: (not|and|or)\b`, "Go writes && for and, || for or, ! for not."),
	on(`^undefined: (True|False)\b`, "Go writes true and false, in small letters."),
	on(`^undefined: None\b`, "Go has no None. For nothing at all there is nil; numbers and texts always have a value."),
	on(`^undefined: ([A-H])$`, `The letter needs quotation marks: "$1"`),
	on(`^undefined: (exp|log|sqrt|abs|sin|cos|pow|ceil|floor|round)\b`, "Mathematical functions begin with math. and a capital letter, such as math.Exp, math.Sqrt or math.Abs."),
	on(`^undefined: math\b`, "Mathematical functions have a capital letter: math.Exp, not math.exp."),
	on(`^undefined: math\.(\w+)`, "Package math has no $1. Its functions begin with a capital letter: math.Exp, math.Sqrt, math.Abs, math.Pow."),
	on(`^undefined: print\b`, "Write fmt.Println(...)."),
	on(`^undefined: (\w+)`, "There is no $1 here. Is it spelt as above? A new variable is made with :=, and ends at the closing brace of its block. If another cell declares it, run that cell first."),
	on(`^declared and not used: (\w+)`, "The variable $1 is made, but never used; Go takes that for a mistake. If you meant to change an older $1, write = instead of :=."),
	on(`^no new variables on left side of :=`, "The variable exists already. Change it with = instead of :=."),
	on(`^missing return`, "The function can reach its end without a return. Add one for the remaining case."),
	on(`^not enough return values`, "The function has to return more values than that, separated by commas."),
	on(`^too many return values`, "The function returns fewer values than that."),
	on(`mismatched types (float64 and int|int and float64)`, "A number with decimals and a whole number do not mix. Convert the whole one: float64(n). A loop over a list gives the index first: for _, y := range x."),
	on(`cannot use .* \(.*rune constant.*\) as string`, `Single quotes make a number. A text has double quotes: "B"`),
	on(`^illegal rune literal`, `Single quotes hold one character only. A text has double quotes: "CADB"`),
	on(`^cannot use .* \(untyped string constant\) as float64`, "That is a text, because of its quotation marks. A number has none."),
	on(`^cannot use .* \(untyped bool value\) as float64`, "A comparison is true or false, not 1 or 0. Write an if: if v > 1 { return 1 }"),
	on(`^cannot use .* \(.* of type int\) as float64`, "A whole number is not a float64 by itself. Convert it: float64(n)."),
	on(`^cannot use .* \(.* of type float64\) as int`, "An int is wanted. Convert it: int(x) cuts the decimals off."),
	on(`cannot indirect`, "Go has no ** for powers. Write x * x, or math.Pow(x, 2)."),
	on(`operator \^ not defined`, "^ is no power in Go. Write x * x, or math.Pow(x, 2)."),
	on(`^non-boolean condition`, "A condition has to be true or false: compare with something, as in x != 0."),
	on(`has no field or method append`, "append is a function: x = append(x, y)"),
	on(`^append\(.*is not used`, "append gives the longer list back; keep it: x = append(x, y)"),
	on(`is not used$`, "This computes a value and does nothing with it. Give it to a variable, or return it."),
	on(`unexpected semicolon or newline before \{`, "The brace { has to stand on the same line as func, if or for."),
	on(`^expected '}', found 'EOF'`, "A closing brace } is missing."),
	on(`^expected '\)', found newline`, "A closing parenthesis ) is missing."),
	on(`^illegal character U\+003F '\?'`, "Write your answer in place of the question mark. (And Go has no c ? a : b; use an if.)"),
	on(`^illegal character U\+0023 '#'`, "Comments begin with // in Go."),
	on(`^expected declaration, found (def|class)\b`, "Go writes func in place of def, with types: func f(x float64) float64 {"),
	on(`^expected declaration, found '?[\w}]+'?`, "Outside of functions only declarations may stand: func, const, var, type. What is to run comes after a line %%."),
	on(`^expected ';', found `, "Something is missing on this line, such as * between two factors, a brace {, or a comma. (Go writes for in place of while.)"),
}

func on(message, words string) slip {
	return slip{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(message) }), words}
}

// For says what a message means and what to do, in a sentence or two; nothing if it is not one of the usual slips.
func For(message string) string {
	message = strings.TrimSpace(more.ReplaceAllString(message, ""))
	for _, s := range slips {
		if m := s.message().FindStringSubmatchIndex(message); m != nil {
			return string(s.message().ExpandString(nil, s.words, message, m))
		}
	}
	return ""
}

var more = regexp.MustCompile(` \(and \d+ more errors?\)`)
