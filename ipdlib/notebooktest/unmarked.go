package notebooktest

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	// notProse is what has numbers of its own in Markdown: code, mathematics, links, headings, lists and references to a section.
	notProse = regexp.MustCompile("(?ms)^```.*?^```|`[^`]*`|\\$\\$.*?\\$\\$|\\$[^$\n]*\\$|\\]\\([^)]*\\)|^#+ .*?$|^> *[*#]|^\\d+\\. |" +
		`(?i:\bsections?) \d+(?:,? (?:and|to) \d+)?|\(\d\)`)
	// digits are a number, or a word with one in it, such as x86-64.
	digits = regexp.MustCompile(`[\p{L}\d.,+−±⁻-]*[\d⁰-⁹¹²³][\p{L}\d.,⁰-⁹¹²³-]*`)
	letter = regexp.MustCompile(`\p{L}`)
	// condition is one of the study's noises and dropouts, which are no results.
	condition = regexp.MustCompile(`\b(?:sigma|noise|dropout)(?: of)? 0(?:\.[1-59])?(?:(?:, | and | or )0(?:\.[1-59])?)*\b`)
)

// unmarked complains about numbers in a text without its marked ones, unless a phrase of given has them, and about such phrases
// that the text doesn't have.
func unmarked(rest string, given []string) (wrong []string) {
	rest = strings.Join(strings.Fields(notProse.ReplaceAllString(rest, " ")), " ")
	rest = condition.ReplaceAllString(rest, "")
	for _, phrase := range given {
		if !strings.Contains(rest, phrase) {
			wrong = append(wrong, fmt.Sprintf("the text doesn't say %q any longer", phrase))
		}
		rest = strings.ReplaceAll(rest, phrase, "")
	}
	for _, at := range digits.FindAllStringIndex(rest, -1) {
		if !letter.MatchString(rest[at[0]:at[1]]) {
			wrong = append(wrong, fmt.Sprintf("%q names no source: ...%s...", rest[at[0]:at[1]], rest[max(0, at[0]-60):min(len(rest), at[1]+30)]))
		}
	}
	return wrong
}
