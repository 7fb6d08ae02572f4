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
	on(`^undefined: ([A-H]{2,8})$`, `The letters need quotation marks: "$1"`),
	on(`^undefined: (exp|log|sqrt|abs|sin|cos|pow|ceil|floor|round)\b`, "Mathematical functions begin with math. and a capital letter, such as math.Exp, math.Sqrt or math.Abs."),
	on(`^undefined: math\b`, "Mathematical functions have a capital letter: math.Exp, not math.exp."),
	on(`^undefined: math\.(\w+)`, "Package math has no $1. Its functions begin with a capital letter: math.Exp, math.Sqrt, math.Abs, math.Pow."),
	on(`^undefined: e$`, "e to a power is math.Exp(x), and ^ is no power in Go."),
	on(`^undefined: float\b`, "Go's type for numbers with decimals is float64: float64(n)."),
	on(`^undefined: (sum|sorted|reversed|list|zip|enumerate|map)\b`, "Go has no $1. Write a loop over the list: for i, y := range x {"),
	on(`^undefined: (chr|ord|str)\b`, "Go has no $1. A list of texts is []string{\"A\", \"B\"}; fmt.Sprint(n) makes a text of a number."),
	on(`^undefined: print\b`, "Write fmt.Println(...)."),
	on(`^undefined: (\w+)`, "There is no $1 here. Is it spelt as above? A new variable is made with :=, and ends at the closing brace of its block. If another cell declares it, run that cell first."),
	on(`^declared and not used: (\w+)`, "The variable $1 is made, but never used; Go takes that for a mistake. If you meant to change an older $1, write = instead of :=. The variable of a loop is a copy: to change a list, write x[i] = ..."),
	on(`^no new variables on left side of :=`, "The variable exists already. Change it with = instead of :=."),
	on(`^missing return`, "The function can reach its end without a return. Add one for the remaining case."),
	on(`^not enough return values`, "The function has to return more values than that, separated by commas."),
	on(`^too many return values`, "The function returns fewer values than that."),
	on(`mismatched types .*\*(?:graph\.)?Node|^cannot use .* \(.*of type float64\) as \*(?:graph\.)?Node`, "Tables of numbers are computed with functions: g.Add(x, y), g.Sub, g.Mul; with a single number g.MulScalar(x, 2), g.AddScalar."),
	on(`mismatched types .*\bfunc\(|^cannot use (\w+) \(.*of type func\(`, "That is a function. Call it, with its arguments in parentheses, as in rate(phase, 600, 2)."),
	on(`^invalid operation: cannot call (\w+) \(.*of type float64`, "$1 is a number here: inside a function its arguments hide what earlier cells call by the same name."),
	on(`mismatched types .*\[\]float64|^invalid operation: operator \S+ not defined on .*\[\]float64`, "Go does not compute with a whole list. Loop over its numbers: for i := range x { ... x[i] ... }"),
	on(`\[\]float64\) cannot be ordered`, "max and min compare single numbers, as in max(a, b). Go through a list in a loop."),
	on(`^cannot use .* \(.*type \[\]float64\) as float64 value in argument to append`, "append takes single numbers: append(x, 2), in a loop."),
	on(`^cannot use .* \(.*type \[\]float64\) as float64`, "That is the whole list. One of its numbers is x[0] or, in a loop, x[i]."),
	on(`^cannot use .* \((.*type float64|untyped \w+ constant.*)\) as \[\]float64`, "That is one number, and a list is wanted: []float64{...}, or one that append has filled. To change all numbers of a list, loop: x[i] = 0"),
	on(`^cannot assign to .*\[.*:.*\]`, "A part of a list can't be set at once. Loop over its numbers: for i := range x { x[i] = 0 }"),
	on(`^cannot use .* \(.*of type (byte|rune)\) as string`, "One character of a text is a number in Go. Take it from a list of texts: []string{\"A\", \"B\"}[i]"),
	on(`mismatched types (float64 and int|int and float64)`, "A number with decimals and a whole number do not mix. Convert the whole one: float64(n), or write 1.0 for 1. A loop over a list gives the index first: for _, y := range x."),
	on(`cannot use .* \(.*rune constant.*\) as string`, `Single quotes make a number. A text has double quotes: "B"`),
	on(`^illegal rune literal`, `Single quotes hold one character only. A text has double quotes: "CADB"`),
	on(`^cannot use .* \(untyped string constant\) as float64`, "That is a text, because of its quotation marks. A number has none."),
	on(`^cannot use .* \(untyped bool value\) as float64`, "A comparison is true or false, not 1 or 0. Write an if: if v > 1 { return 1 }"),
	on(`^cannot use .* \(.* of type int\) as float64`, "A whole number is not a float64 by itself. Convert it: float64(n)."),
	on(`^cannot use .* \(.* of type float64\) as int`, "An int is wanted. Convert it: int(x) cuts the decimals off."),
	on(`cannot indirect`, "Go has no ** for powers. Write x * x, or math.Pow(x, 2)."),
	on(`operator % not defined on .*float64`, "% is for whole numbers. For numbers with decimals there are math.Mod(x, y), and math.Remainder(x, y), which goes to half of y either way."),
	on(`operator \^ not defined`, "^ is no power in Go. Write x * x, or math.Pow(x, 2)."),
	on(`^non-boolean condition`, "A condition has to be true or false: compare with something, as in x != 0."),
	on(`has no field or method (length|len|size|shape|count)\b`, "The length of a list is len(x)."),
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
	on(`^expected '\{', found in\b`, "Go writes for _, y := range x { in place of for y in x:"),
	on(`^expected '\]', found '?for`, "Go has no list comprehensions. Begin with an empty list, y := []float64{}, and fill it in a loop: y = append(y, 2*n)"),
	on(`^expected type, found (newline|'?\d)`, "A type is missing here. A list names that of its numbers, and has braces: []float64{1, 2}, or []float64{} for an empty one."),
	on(`^unexpected comma; expecting \]`, "A list names the type of what it holds, and has braces: []float64{1, 2} or []string{\"A\", \"B\"}"),
	on(` is not a type$`, "A type is wanted here. If you write your code in place of exercise.Gap[float64](), delete all of that, brackets and parentheses too."),
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
