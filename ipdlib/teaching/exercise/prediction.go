package exercise

import (
	"fmt"
	"math"
	"strings"
)

// Open is what stands in the place of a prediction that was not made yet:
//
//	const spikes = "?" // your number instead
const Open = "?"

// Number checks a predicted number and shows the answer. The answer is a number, or a text that holds one.
func (e Exercise) Number(answer any, want, tolerance float64, slips ...Slip) Result {
	return e.judgeNumber(answer, 1, want, tolerance, slips...).Show()
}

// slipTolerance is how far from a slip's number an answer may be, as a share of it: the tolerance of a large right answer
// would make all small numbers the same slip.
const slipTolerance = 0.02

// Percent is Number for a percentage, which may also be given as a share: 8.3, "8.3 %", 0.083 and "1/12" are the same.
func (e Exercise) Percent(answer any, want, tolerance float64, slips ...Slip) Result {
	return e.judgeNumber(answer, 100, want, tolerance, slips...).Show()
}

// judgeNumber takes the answer, or the answer times a factor.
func (e Exercise) judgeNumber(answer any, factor, want, tolerance float64, slips ...Slip) Result {
	if isOpen(answer) {
		return e.unpredicted()
	}
	read := numbers(answer)
	if len(read) == 0 {
		return e.notYet(fmt.Sprintf("%s is not a number. Write one such as 12 or 0.5.", quoted(answer)))
	}
	for _, x := range read {
		if math.Abs(x-want) <= tolerance || factor != 1 && math.Abs(x*factor-want) <= tolerance {
			return Result{Exercise: e.Name, State: Done, Why: e.Why}
		}
	}
	got := read[0]
	if math.Abs(got) <= 1 && got != 0 {
		got *= factor
	}
	for _, slip := range slips {
		for _, x := range append(read, got) {
			if slip.isOf(x, min(tolerance, slipTolerance*math.Abs(slip.Gives))) {
				return e.wrong(answer, slip.Hint)
			}
		}
	}
	_, whole := answer.(int)
	switch {
	case whole && want != math.Trunc(want) && got == math.Trunc(want):
		return e.wrong(answer, "Near, but the decimals are missing. If you divided whole numbers: Go drops the remainder (7/2 is 3); write 7.0/2.")
	case got > want:
		return e.wrong(answer, "It is less than that.")
	}
	return e.wrong(answer, "It is more than that.")
}

// Choice checks a choice, such as "B", and shows the answer. wrong says for each wrong choice what speaks against it.
func (e Exercise) Choice(answer any, right string, wrong map[string]string) Result {
	return e.judgeChoice(answer, right, wrong).Show()
}

func (e Exercise) judgeChoice(answer any, right string, wrong map[string]string) Result {
	if isOpen(answer) {
		return e.unpredicted()
	}
	got := choiceOf(answer)
	hint, known := wrong[got]
	switch {
	case got == right:
		return Result{Exercise: e.Name, State: Done, Why: e.Why}
	case known:
		return e.wrong(got, hint)
	}
	return e.notYet(fmt.Sprintf("%s is not one of the choices. Write one letter in quotation marks.", quoted(answer)))
}

func (e Exercise) unpredicted() Result {
	return Result{Exercise: e.Name, State: NotStarted, Hint: `Write your answer in place of "?", then run both cells.`}
}

func (e Exercise) notYet(hint string) Result {
	return Result{Exercise: e.Name, State: NotYet, Hint: hint}
}

func (e Exercise) wrong(answer any, hint string) Result {
	return e.notYet(strings.TrimSpace(fmt.Sprintf("%s is not it. %s", firstLine(answer), hint)))
}

func isOpen(answer any) bool {
	text, ok := answer.(string)
	text = strings.TrimSpace(text)
	return ok && (text == Open || text == "")
}

// quoted is an answer as the student wrote it, cut where it is long.
func quoted(answer any) string {
	if text, ok := answer.(string); ok {
		return fmt.Sprintf("%q", firstLine(text))
	}
	return firstLine(answer)
}

// Order checks letters in an order, such as "CADB", and shows the answer; the hint is for a wrong one.
func (e Exercise) Order(answer, right, hint string) Result {
	switch {
	case isOpen(answer):
		return e.unpredicted().Show()
	case answer == right:
		return Result{Exercise: e.Name, State: Done, Why: e.Why}.Show()
	}
	return e.wrong(answer, hint).Show()
}
