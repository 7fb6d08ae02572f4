package notebook

import (
	"fmt"
	"time"
)

// count is how far work of equal steps has come.
type count struct {
	total   int
	done    int
	found   int     // of done: kept from before, so that they took no time
	partial float64 // what is done of the steps under way, all together, in steps
	begun   time.Time
}

func (c count) fraction() float64 {
	return min(1, (float64(c.done)+c.partial)/float64(max(c.total, 1)))
}

// doneInWords is as in "31 of 54 trainings in 1 min 5 s, 12 of them found from before".
func (c count) doneInWords(what string, at time.Time) string {
	text := fmt.Sprintf("%d of %d %s", c.done, c.total, what)
	switch {
	case c.found == 0:
		return text + " in " + inWords(at.Sub(c.begun))
	case c.found == c.done && c.partial == 0:
		return text + " found from before"
	}
	return text + fmt.Sprintf(" in %s, %d of them found from before", inWords(at.Sub(c.begun)), c.found)
}

// leastForEstimate is how much must be done before a mean is worth saying, in steps.
const leastForEstimate = 0.5

// leftInWords estimates the time left from the mean time of the steps that took any; empty while there is too little to go by.
func (c count) leftInWords(at time.Time) string {
	took := float64(c.done-c.found) + c.partial
	left := float64(c.total-c.done) - c.partial
	if took < leastForEstimate || left <= 0 {
		return ""
	}
	return ", about " + inWords(time.Duration(float64(at.Sub(c.begun))/took*left)) + " left"
}

// inWords writes a duration as people say it: 0.4 s, 41 s, 2 min 5 s, 1 h 12 min.
func inWords(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	switch {
	case d < time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
}
