package relay

import "time"

// A client that is flooded with messages still has those to read that arrived before the stop button's effect. So there is a
// limit to how many messages of output come in a row, and per second from then on: a browser takes some hundred in a second.
const (
	paceBurst = 500
	paceRate  = 200 // per second
)

// pace gives out permissions to send a message. Displays wait for theirs; output that alternates between stdout and stderr
// faster than that is joined to a message of each, and its order is lost.
type pace struct {
	used float64 // permissions of the burst that are given out
	at   time.Time
}

func (p *pace) take(at time.Time) bool {
	p.used = max(p.used-paceRate*at.Sub(p.at).Seconds(), 0)
	p.at = at
	if p.used+1 > paceBurst {
		return false
	}
	p.used++
	return true
}
