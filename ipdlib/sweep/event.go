package sweep

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/training"
)

// A Kind says what happened.
type Kind int

// The kinds of Event.
const (
	Found    Kind = iota // a training already had a record: it is not run again
	Damaged              // a training's record was damaged: it was set aside, and the training runs again
	Started              // a worker began a training
	Epoched              // a training finished an epoch
	Finished             // a training is finished, and its record written
	Failed               // a training failed, now or in an earlier try, and its failure is recorded
)

// An Event reports the progress of a sweep.
type Event struct {
	Kind     Kind
	Training plan.Training
	Worker   int             // from 0; for Started, Epoched, Finished, Failed
	Together int             // trainings that the worker is running together, including this one unless Finished; 0 if one by one
	Epoch    training.Epoch  // for Epoched
	Record   *record.Record  // for Found, Finished
	Failure  *record.Failure // for Failed
	Earlier  bool            // for Failed: from an earlier try, and not tried again
	Damage   string          // for Damaged: what is wrong with which file, and where it is now
	// Done of Total trainings have a record, or failed.
	Done, Total int
}

// A FailedError lists the trainings of a sweep that have no result. All others do.
type FailedError struct {
	Failures []*record.Failure // in the order of the sweep's trainings
	Of       int               // trainings of the sweep, or of its part
}

func (e *FailedError) Error() string {
	text := fmt.Sprintf("sweep: %d of %d trainings failed: %s", len(e.Failures), e.Of, e.Failures[0])
	if more := len(e.Failures) - 1; more > 0 {
		text += fmt.Sprintf(" (and %d more)", more)
	}
	return text
}

// progress counts what is done and passes events on, one at a time.
type progress struct {
	mu          sync.Mutex
	tell        func(Event)
	done, total int
	failures    map[int]*record.Failure // by training
}

// fail counts a training that failed.
func (p *progress) fail(i int, e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.failures[i] = e.Failure
	p.sendLocked(e)
}

// failed returns the error about the trainings that failed; nil if none did.
func (p *progress) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.failures) == 0 {
		return nil
	}
	err := &FailedError{Of: p.total}
	for _, i := range slices.Sorted(maps.Keys(p.failures)) {
		err.Failures = append(err.Failures, p.failures[i])
	}
	return err
}

func (p *progress) finished(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.sendLocked(e)
}

func (p *progress) send(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sendLocked(e)
}

func (p *progress) sendLocked(e Event) {
	if p.tell == nil {
		return
	}
	e.Done, e.Total = p.done, p.total
	p.tell(e)
}
