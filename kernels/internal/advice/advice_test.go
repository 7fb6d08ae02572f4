package advice

import (
	"strings"
	"testing"
)

// What the compiler says to usual slips of Python programmers, as GoNB passes it on, and what the advice has to hold.
func TestFor(t *testing.T) {
	for message, want := range map[string]string{
		"illegal label declaration (and 2 more errors)":                             "no colon",
		"expected statement, found 'else' (and 1 more errors)":                      "} else {",
		"expected ';', found elif (and 1 more errors)":                              "else if",
		"invalid operation: x[0] / len(x) (mismatched types float64 and int)":       "float64(n)",
		"invalid operation: s += y (mismatched types float64 and int)":              "for _, y := range x",
		"invalid operation: cannot indirect 2 (untyped int constant)":               "math.Pow",
		"invalid operation: operator ^ not defined on x (variable of type float64)": "math.Pow",
		"declared and not used: best":                                               "older best, write = instead of :=",
		"missing return":                                                            "return",
		"undefined: B":                                                              `"B"`,
		"undefined: y":                                                              "no y here",
		"undefined: True":                                                           "true and false",
		"undefined: not":                                                            "!",
		"undefined: exp":                                                            "math.Exp",
		"undefined: math":                                                           "capital letter",
		"undefined: print":                                                          "fmt.Println",
		"no new variables on left side of :=":                                       "=",
		"illegal rune literal":                                                      "double quotes",
		"cannot use 'B' (untyped rune constant 66) as string value in return statement": "double quotes",
		`cannot use "1" (untyped string constant) as float64 value in return statement`: "quotation marks",
		"cannot use v > 1 (untyped bool value) as float64 value in return statement":    "if v > 1",
		"cannot use n (variable of type int) as float64 value in return statement":      "float64(n)",
		"cannot use x (variable of type float64) as int value in return statement":      "int(x)",
		"expected ';', found and":                                                               "&&",
		"expected '}', found 'EOF'":                                                             "closing brace",
		"expected ')', found newline":                                                           "parenthesis",
		"expected ';', found x (and 1 more errors)":                                             "*",
		"not enough return values":                                                              "more values",
		"too many return values":                                                                "fewer",
		"unexpected semicolon or newline before {":                                              "same line",
		"illegal character U+003F '?' (and 1 more errors)":                                      "question mark",
		"illegal character U+0023 '#'":                                                          "//",
		"x.append undefined (type []float64 has no field or method append)":                     "x = append(x, y)",
		"append(x, 1) (value of type []float64) is not used":                                    "x = append(x, y)",
		"2 * x (value of type float64) is not used":                                             "return it",
		"non-boolean condition in if statement":                                                 "true or false",
		"invalid operation: alpha * v (mismatched types float64 and *Node)":                     "g.MulScalar",
		"invalid operation: 1 - s (mismatched types untyped int and *graph.Node)":               "g.Sub",
		"cannot use alpha (variable of type float64) as *graph.Node value in argument to g.Mul": "g.MulScalar",
		"invalid operation: rate * dt (mismatched types func(phase float64, maximal float64, power float64) float64 and float64)": "Call it",
		"invalid operation: cannot call phase (variable of type float64): float64 is not a function":                              "phase is a number here",
		"undefined: ABCD":          `"ABCD"`,
		"declared and not used: w": "x[i] = ...",
		"expected type, found 12":  "braces",
		"cannot use 0 (untyped int constant) as []float64 value in assignment":                         "x[i] = 0",
		"cannot assign to weights[unit][:] (neither addressable nor a map index expression)":           "for i := range x",
		"invalid operation: operator % not defined on (itd * frequency * 360) (value of type float64)": "math.Mod",
		"undefined: e":     "math.Exp",
		"undefined: float": "float64(n)",
		"undefined: sum":   "loop",
		"undefined: chr":   "list of texts",
		"invalid operation: 2 * x (mismatched types untyped int and []float64)":            "x[i]",
		"invalid operation: sum / x (mismatched types float64 and []float64)":              "x[i]",
		"invalid operation: operator + not defined on x (variable of type []float64)":      "x[i]",
		"invalid argument: x (variable of type []float64) cannot be ordered":               "max(a, b)",
		"cannot use x (variable of type []float64) as float64 value in argument to append": "single numbers",
		"cannot use x (variable of type []float64) as float64 value in return statement":   "x[0]",
		"cannot use 2 * y (value of type float64) as []float64 value in return statement":  "a list is wanted",
		"cannot use \"ABCD\"[n] (value of type byte) as string value in return statement":  "list of texts",
		"x.length undefined (type []float64 has no field or method length)":                "len(x)",
		"expected '{', found in (and 4 more errors)":                                       "range x",
		"expected ']', found 'for' (and 1 more errors)":                                    "append",
		"expected type, found newline":                                                     "[]float64{}",
		"unexpected comma; expecting ] (and 1 more errors)":                                "braces",
		"sum / float64(len(x)) is not a type":                                              "in place of exercise.Gap",
		"expected declaration, found def":                                                  "func",
		"expected declaration, found x":                                                    "%%",
		"import cycle not allowed":                                                         "",
		"x.foo undefined (type T has no field or method foo)":                              "",
	} {
		got := For(message)
		if !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", message, got, want)
		}
		if strings.Contains(got, "$") {
			t.Errorf("%s: a group is left: %q", message, got)
		}
	}
}
