package checks

import (
	"fmt"
	"strings"
	"testing"

	"ipd/ipdlib/teaching/exercise"
)

// Least numbers of answers that every check meets in its tests, thought up from the exercise's text alone.
const (
	leastRight = 10
	leastWrong = 15
)

// meets demands that a check accepts right answers however they are written, refuses wrong ones, says something about each
// of them, and never gives the solution away: none of the words of secrets is in what it says.
func meets[A any](t *testing.T, name string, check func(answer A) exercise.Result, right, wrong []A, secrets ...string) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		if len(right) < leastRight || len(wrong) < leastWrong {
			t.Errorf("%d right and %d wrong answers; at least %d and %d", len(right), len(wrong), leastRight, leastWrong)
		}
		for i, answer := range right {
			if r := check(answer); r.State != exercise.Done || r.Why == "" {
				t.Errorf("right answer %d%s: %s", i, shown(answer), r)
			}
		}
		for i, answer := range wrong {
			r := check(answer)
			said := strings.ReplaceAll(r.String(), " ", "")
			if _, hint, echoed := strings.Cut(said, "isnotit."); echoed { // the student's own words come before
				said = hint
			}
			if r.State != exercise.NotYet || r.Property == "" && r.Hint == "" || len(r.String()) > 500 {
				t.Errorf("wrong answer %d%s: %s", i, shown(answer), r)
			}
			for _, secret := range secrets {
				if strings.Contains(said, strings.ReplaceAll(secret, " ", "")) {
					t.Errorf("wrong answer %d%s is told the solution, %q: %s", i, shown(answer), secret, r)
				}
			}
		}
	})
}

// shown is an answer that can be printed.
func shown(answer any) string {
	switch answer.(type) {
	case string, int, float64, rune:
		return fmt.Sprintf(" (%v)", answer)
	}
	return ""
}

// choice tests a question with one right letter, in all the ways in which letters are written.
func choice(t *testing.T, name string, check func(any) exercise.Result, letter, others string) {
	t.Helper()
	ways := func(letter string) []any {
		small := strings.ToLower(letter)
		return []any{letter, small, " " + letter + " ", letter + ".", "(" + letter + ")", small + ")", []rune(letter)[0], []rune(small)[0],
			"answer " + letter, letter + ": that one", "**" + letter + "**", letter + ", because of the slope", "\"" + letter + "\"", "Option " + letter}
	}
	var wrong []any
	for _, other := range strings.Split(others, "") {
		wrong = append(wrong, ways(other)...)
	}
	wrong = append(wrong, "Z", "Because", "none", 1, 2.5, nil, true, "!", "??", "E", "ABC", "both", -1, "7")
	meets(t, name, check, ways(letter), wrong, `"`+letter+`"`, "answer is "+letter)
}
