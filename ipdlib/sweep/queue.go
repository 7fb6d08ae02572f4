package sweep

import "sync"

// A queue hands out trainings. Those without dropout stand before those with it, which take another compiled program,
// and every second worker takes from the end: so most workers compile one of the two programs only, or late.
type queue struct {
	mu   sync.Mutex
	left []int
}

// newQueue orders the trainings, by number; in each half they keep their order.
func newQueue(todo []int, dropout func(i int) bool) *queue {
	q := &queue{}
	var last []int
	for _, i := range todo {
		if dropout(i) {
			last = append(last, i)
		} else {
			q.left = append(q.left, i)
		}
	}
	q.left = append(q.left, last...)
	return q
}

// take gives a worker its next training; false where none is left.
func (q *queue) take(worker int) (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := len(q.left)
	if n == 0 {
		return 0, false
	}
	var i int
	if worker%2 == 0 {
		i, q.left = q.left[0], q.left[1:]
	} else {
		i, q.left = q.left[n-1], q.left[:n-1]
	}
	return i, true
}
