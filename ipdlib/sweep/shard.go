package sweep

import (
	"fmt"
	"strconv"
	"strings"
)

// A Shard is one of several parts of a sweep's trainings, for processes that share its folder: the trainings are dealt
// out like cards, so that all parts are equal, but for one training. Which they are depends on the settings alone, not on
// what is done already. The zero value is no shard.
type Shard struct {
	Number int // from 1
	Of     int
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Number, s.Of) }

// Numbers lists the shard's trainings among n, by their place in Settings.Trainings. It is empty, not nil, where there are
// more shards than trainings.
func (s Shard) Numbers(n int) []int {
	numbers := []int{}
	for i := s.Number - 1; i < n; i += s.Of {
		numbers = append(numbers, i)
	}
	return numbers
}

// ParseShard reads 3/18, the third of eighteen; auto, which takes both numbers from the environment that a scheduler gives
// its tasks; or auto/18, which takes the first from there. getenv is os.Getenv.
func ParseShard(text string, getenv func(string) string) (Shard, error) {
	first, last, two := strings.Cut(text, "/")
	var s Shard
	if two {
		of, err := strconv.Atoi(last)
		if err != nil || of < 1 {
			return Shard{}, fmt.Errorf("%w: shard %q: after the stroke stands how many there are, as in 3/18", ErrSettings, text)
		}
		s.Of = of
	}
	switch {
	case first == "auto":
		return shardFromEnvironment(s.Of, getenv)
	case !two:
		return Shard{}, fmt.Errorf("%w: shard %q; it must be like 3/18, the third of eighteen, or auto", ErrSettings, text)
	}
	number, err := strconv.Atoi(first)
	if err != nil || number < 1 || number > s.Of {
		return Shard{}, fmt.Errorf("%w: shard %q; before the stroke stands which one it is, from 1 to %d", ErrSettings, text, s.Of)
	}
	s.Number = number
	return s, nil
}
