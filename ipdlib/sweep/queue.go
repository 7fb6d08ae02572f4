package sweep

import (
	"cmp"
	"ipd/ipdlib/plan"
	"slices"
	"sync"
)

// A queue hands out trainings so that programs are compiled as rarely as possible. Trainings that share all programs form a line;
// a worker stays in its line until it is empty, and then takes one that needs few new programs and that nobody else works on.
type queue struct {
	mu    sync.Mutex
	lines []*line
	at    map[int]*line // by worker
}

// A line holds trainings that share all programs.
type line struct {
	compiled string // what its programs are compiled for; there is one more program for dropout
	dropout  bool
	left     []int
	place    int // among the lines
}

// newQueue puts the trainings with these numbers into lines: for each network those without dropout first.
func newQueue(todo []int, all []plan.Training) *queue {
	q := &queue{at: map[int]*line{}}
	type kind struct {
		compiled string
		dropout  bool
	}
	lines, networks := map[kind]*line{}, map[string]int{}
	for _, i := range todo {
		k := kind{all[i].Settings.CompiledKey(), all[i].Dropout() > 0}
		if _, ok := networks[k.compiled]; !ok {
			networks[k.compiled] = len(networks)
		}
		if lines[k] == nil {
			lines[k] = &line{compiled: k.compiled, dropout: k.dropout}
			q.lines = append(q.lines, lines[k])
		}
		lines[k].left = append(lines[k].left, i)
	}
	slices.SortStableFunc(q.lines, func(a, b *line) int {
		return cmp.Or(cmp.Compare(networks[a.compiled], networks[b.compiled]), order(a.dropout, b.dropout))
	})
	for i, l := range q.lines {
		l.place = i
	}
	return q
}

// take returns a worker's next training; false if none is left.
func (q *queue) take(worker int) (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.at[worker]
	if l == nil || len(l.left) == 0 {
		if l = q.best(worker); l == nil {
			return 0, false
		}
		q.at[worker] = l
	}
	i := l.left[0]
	l.left = l.left[1:]
	return i, true
}

// best returns a worker's next line: one that nobody works on, preferably of the same network, and of those the first; if
// somebody works on every line, the longest.
func (q *queue) best(worker int) *line {
	busy := map[*line]int{}
	for other, l := range q.at {
		if other != worker {
			busy[l]++
		}
	}
	before := q.at[worker]
	var open []*line
	for _, l := range q.lines {
		if len(l.left) > 0 {
			open = append(open, l)
		}
	}
	if len(open) == 0 {
		return nil
	}
	other := func(l *line) bool { return before == nil || l.compiled != before.compiled }
	return slices.MinFunc(open, func(a, b *line) int {
		c := cmp.Or(cmp.Compare(busy[a], busy[b]), order(other(a), other(b)))
		if c == 0 && busy[a] > 0 {
			c = cmp.Compare(len(b.left), len(a.left))
		}
		return cmp.Or(c, cmp.Compare(a.place, b.place))
	})
}

// order sorts false before true.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// takeTogether returns a worker's next trainings, up to a maximum; none if none is left. A longer line is cut into pieces of equal
// size, so that the last one isn't a single training, which would need its own programs; or into pieces of the size for which the
// worker has programs, if that makes at most three: on a GPU, compiling takes longer than training. atOnce is called for the first
// of them: it returns the maximum, and the number for which there are programs.
func (q *queue) takeTogether(worker int, all []plan.Training, atOnce func(plan.Training) (most, compiled int)) []int {
	first, ok := q.take(worker)
	if !ok {
		return nil
	}
	n, compiled := atOnce(all[first])
	if n < 2 {
		return []int{first}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	l, name, alike := q.at[worker], all[first].Settings.TogetherKey(), 1
	for _, i := range l.left {
		if all[i].Settings.TogetherKey() == name {
			alike++
		}
	}
	if compiled > 1 && compiled < n && alike <= 3*compiled {
		n = compiled
	}
	pieces := (alike + n - 1) / n
	n = (alike + pieces - 1) / pieces
	group, left := []int{first}, []int(nil)
	for _, i := range l.left {
		if len(group) < n && all[i].Settings.TogetherKey() == name {
			group = append(group, i)
		} else {
			left = append(left, i)
		}
	}
	l.left = left
	return group
}
