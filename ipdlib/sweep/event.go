package sweep

import (
	"sync"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/training"
)

// A Kind says what happened.
type Kind int

// The kinds of Event.
const (
	Found    Kind = iota // a training's record was there already: it is not run again
	Damaged              // a training's record was damaged: it was set aside, and the training runs again
	Started              // a worker began a training
	Epoched              // a training finished an epoch
	Finished             // a training is finished, and its record written
)

// An Event tells of the course of a sweep.
type Event struct {
	Kind     Kind
	Training plan.Training
	Worker   int            // from 0; of Started, Epoched, Finished
	Together int            // trainings that the worker has under way at once, with this one but for Finished; 0 if it does one by one
	Epoch    training.Epoch // of Epoched
	Record   *record.Record // of Found, Finished
	Damage   string         // of Damaged: what is wrong with which file, and where it is now
	// Done of Total trainings have their record.
	Done, Total int
}

// progress counts what is done and hands events on, one at a time.
type progress struct {
	mu          sync.Mutex
	tell        func(Event)
	done, total int
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
