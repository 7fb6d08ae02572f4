package settings

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// mostOfRange is the maximal number of values of a range; more is surely a typo.
const mostOfRange = 10_000

// expand replaces ranges FIRST:LAST:STEP, such as 0:0.5:0.1, by their values, which include LAST if the steps reach it. They are
// the numbers that a person would write: 0.3, not 0.30000000000000004.
func expand(texts []string) ([]string, error) {
	var all []string
	for _, text := range texts {
		parts := strings.Split(text, ":")
		if len(parts) == 1 {
			all = append(all, text)
			continue
		}
		var numbers [3]*big.Rat
		for i := range numbers {
			ok := len(parts) == 3
			if ok {
				numbers[i], ok = rational(strings.TrimSpace(parts[i]))
			}
			if !ok {
				return nil, fmt.Errorf("%q is not a range; want FIRST:LAST:STEP in numbers, such as 0:0.5:0.1", text)
			}
		}
		first, last, step := numbers[0], numbers[1], numbers[2]
		way := new(big.Rat).Sub(last, first)
		if step.Sign() == 0 || way.Sign()*step.Sign() < 0 {
			return nil, fmt.Errorf("the range %q never reaches %[3]s from %[2]s; its step must be %[4]s", text, parts[0], parts[1], map[bool]string{true: "positive", false: "negative"}[way.Sign() >= 0])
		}
		steps := new(big.Rat).Quo(way, step)
		if steps.Cmp(big.NewRat(mostOfRange, 1)) > 0 {
			return nil, fmt.Errorf("the range %q has more than %d values", text, mostOfRange)
		}
		n := new(big.Int).Quo(steps.Num(), steps.Denom()).Int64()
		for i := range n + 1 {
			x := new(big.Rat).Add(first, new(big.Rat).Mul(step, big.NewRat(i, 1)))
			value, _ := x.Float64()
			all = append(all, strconv.FormatFloat(value, 'f', -1, 64))
		}
	}
	return all, nil
}

// rational reads a decimal number of ordinary size.
func rational(text string) (*big.Rat, bool) {
	if x, err := strconv.ParseFloat(text, 64); err != nil || x != 0 && (x > 1e30 || x < -1e30 || x < 1e-30 && x > -1e-30) {
		return nil, false // a large exponent would take a large fraction
	}
	return new(big.Rat).SetString(text)
}

// form says what is wrong with a text that isn't a number, and what to write instead; empty if unknown.
func form(text string) string {
	plain := strings.NewReplacer("−", "-", "–", "-", "—", "-", "‐", "-", "‑", "-").Replace(text)
	number := func(s string) bool { _, err := strconv.ParseFloat(s, 64); return err == nil }
	switch {
	case plain != text && number(plain):
		return "; it has a typographic minus sign: write " + plain
	case strings.HasSuffix(plain, "%") && number(strings.TrimSpace(strings.TrimSuffix(plain, "%"))):
		percent, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(plain, "%")), 64)
		return "; write it without the percent sign, as " + strconv.FormatFloat(percent/100, 'g', -1, 64)
	}
	return ""
}

// Cut shortens a text for a message.
func Cut(text string) string {
	const most = 60
	runes := []rune(text[:min(len(text), 8*most)])
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "..."
}
