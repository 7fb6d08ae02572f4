package notebook

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// drain waits until GoNB has read what was printed so far. Text and displays go through two pipes, and a display that is
// sent while text still waits in the other would overtake it.
func drain() {
	const most = time.Second // whoever reads slower gets it in another order, but all of it
	for begun := time.Now(); time.Since(begun) < most; time.Sleep(time.Millisecond) {
		left, err := unix.IoctlGetInt(int(os.Stdout.Fd()), unix.TIOCINQ)
		if err != nil || left == 0 {
			break
		}
	}
	time.Sleep(passOn)
}

// passOn is what GoNB needs, from reading a text to passing it on.
const passOn = 2 * time.Millisecond
