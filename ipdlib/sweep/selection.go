package sweep

import (
	"fmt"
	"strconv"
	"strings"
)

// Name is how Select finds training i of a sweep again: its number, from 1, and its key, which makes sure that the
// settings are still the same.
func Name(i int, t Training) string { return fmt.Sprintf("%d:%s", i+1, t.Key()) }

// Select finds trainings by their names, with commas between them. The key alone will do, but takes longer to find.
func Select(s Settings, names string) ([]int, error) {
	e := s.enumerate()
	numbers := []int{}
	var byKey map[string]int
	for name := range strings.SplitSeq(names, ",") {
		number, key, named := strings.Cut(strings.TrimSpace(name), ":")
		if !named {
			if byKey == nil {
				byKey = map[string]int{}
				for i := range e.count() {
					byKey[e.at(i).Key()] = i
				}
			}
			i, ok := byKey[number]
			if !ok {
				return nil, fmt.Errorf("%w: no training of these settings has the key %q; `ipd status` names those that are missing", ErrSettings, number)
			}
			numbers = append(numbers, i)
			continue
		}
		i, err := strconv.Atoi(number)
		if err != nil || i < 1 || i > e.count() || e.at(i-1).Key() != key {
			return nil, fmt.Errorf("%w: training %q isn't one of these settings: they are not those that it was named by", ErrSettings, name)
		}
		numbers = append(numbers, i-1)
	}
	return numbers, nil
}
