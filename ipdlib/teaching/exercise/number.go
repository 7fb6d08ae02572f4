package exercise

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// numbers gives what a student's answer may mean: 12, 0.5, "12", "0,5", "6 360", "6,360" (which may be either), "8.3 %",
// "60.7 percent", "3.75°", "about 11 spikes", "1/12". It is empty if the answer holds no number, or more than one.
func numbers(answer any) []float64 {
	switch x := answer.(type) {
	case nil, bool:
		return nil
	case string:
		return numbersIn(x)
	default:
		v, err := strconv.ParseFloat(fmt.Sprint(x), 64)
		if err != nil || math.IsNaN(v) {
			return nil
		}
		return []float64{v}
	}
}

var (
	numeral   = regexp.MustCompile(`^[+-]?(\d[\d.,]*|[.,]\d+)(e[+-]?\d+)?`)
	thousands = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}([.,]\d{3})+$`)
	spaced    = regexp.MustCompile(`(\d)[ _'’\x{a0}\x{2009}\x{202f}](\d{3})\b`)
	digit     = regexp.MustCompile(`\d`)
)

func numbersIn(text string) []float64 {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.NewReplacer("−", "-", "–", "-", "≈", "", "~", "", "=", "").Replace(text)
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "about "))
	for spaced.MatchString(text) {
		text = spaced.ReplaceAllString(text, "$1$2")
	}
	found := numeral.FindString(text)
	if found == "" {
		return nil
	}
	rest := strings.TrimSpace(text[len(found):])
	found = strings.TrimRight(found, ".,")
	if divisor, ok := strings.CutPrefix(rest, "/"); ok {
		return quotients(readings(found), numbersIn(divisor))
	}
	if digit.MatchString(rest) {
		return nil // a second number
	}
	return readings(found)
}

// readings are what a numeral may stand for: a comma or a point may part thousands or begin the decimals.
func readings(numeral string) (values []float64) {
	add := func(text string) {
		if x, err := strconv.ParseFloat(text, 64); err == nil {
			values = append(values, x)
		}
	}
	add(strings.Replace(numeral, ",", ".", 1))
	if thousands.MatchString(numeral) {
		add(strings.NewReplacer(",", "", ".", "").Replace(numeral))
	}
	return values
}

func quotients(over, under []float64) (values []float64) {
	for _, a := range over {
		for _, b := range under {
			if b != 0 {
				values = append(values, a/b)
			}
		}
	}
	return values
}

// choiceOf gives the letter of an answer such as "B", 'B', " b. ", "(B)", "B: it stays the same", "answer B"; empty if it is
// none.
func choiceOf(answer any) string {
	text, ok := answer.(string)
	if r, is := answer.(rune); is { // 'B' is a number in Go
		text, ok = string(r), true
	}
	if !ok {
		return ""
	}
	m := letter.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(text)))
	if m == nil {
		return ""
	}
	return m[1]
}

var letter = regexp.MustCompile(`^(?:ANSWER|CHOICE|OPTION)?[\s:"'(\[*_]*([A-H])(?:[\s.,;:!"')\]*_–-]|$)`)
