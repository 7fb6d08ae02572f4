package exercise

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Open is what stands in the place of a prediction that was not made yet:
//
//	const spikes = "?" // your number instead
const Open = "?"

// Number checks a predicted number and shows the answer. The answer is a number, or a text that is one.
func (e Exercise) Number(answer any, want, tolerance float64, slips ...Slip) Result {
	return e.judgeNumber(answer, want, tolerance, slips...).Show()
}

func (e Exercise) judgeNumber(answer any, want, tolerance float64, slips ...Slip) Result {
	if isOpen(answer) {
		return e.unpredicted()
	}
	got, ok := number(answer)
	if !ok || math.IsNaN(got) {
		return e.notYet(fmt.Sprintf("%v is no number. Write one such as 12 or 0.5, without a unit.", answer))
	}
	if math.Abs(got-want) <= tolerance {
		return Result{Exercise: e.Name, State: Done, Why: e.Why}
	}
	for _, slip := range slips {
		if slip.isOf(got, tolerance) {
			return e.wrong(answer, slip.Hint)
		}
	}
	hint := "It is more than that."
	if got > want {
		hint = "It is less than that."
	}
	return e.wrong(answer, hint)
}

// Choice checks a choice, such as "B", and shows the answer. wrong says for each wrong choice what speaks against it.
func (e Exercise) Choice(answer any, right string, wrong map[string]string) Result {
	return e.judgeChoice(answer, right, wrong).Show()
}

func (e Exercise) judgeChoice(answer any, right string, wrong map[string]string) Result {
	if isOpen(answer) {
		return e.unpredicted()
	}
	got := strings.ToUpper(strings.TrimSpace(fmt.Sprint(answer)))
	if got == strings.ToUpper(right) {
		return Result{Exercise: e.Name, State: Done, Why: e.Why}
	}
	for choice, hint := range wrong {
		if got == strings.ToUpper(choice) {
			return e.wrong(answer, hint)
		}
	}
	return e.notYet(fmt.Sprintf("%q is none of the choices. Write a letter between quotation marks, as in \"A\".", got))
}

func (e Exercise) unpredicted() Result {
	return Result{Exercise: e.Name, State: NotStarted, Hint: `Write your answer in place of "?", then run both cells.`}
}

func (e Exercise) notYet(hint string) Result {
	return Result{Exercise: e.Name, State: NotYet, Hint: hint}
}

func (e Exercise) wrong(answer any, hint string) Result {
	return e.notYet(strings.TrimSpace(fmt.Sprintf("%v is not it. %s", answer, hint)))
}

func isOpen(answer any) bool {
	text, ok := answer.(string)
	return ok && (strings.TrimSpace(text) == Open || strings.TrimSpace(text) == "")
}

// number reads a number of any type that a student may write: 12, 0.5, "12", "0,5".
func number(answer any) (float64, bool) {
	x, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(fmt.Sprint(answer)), ",", ".", 1), 64)
	return x, err == nil
}
