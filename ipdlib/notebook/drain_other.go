//go:build !linux

package notebook

import "time"

// drain gives GoNB time to read what was printed so far, so that a display does not overtake it.
func drain() { time.Sleep(20 * time.Millisecond) }
