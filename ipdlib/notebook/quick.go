package notebook

import (
	"os"

	"ipd/ipdlib/plan"
)

// QuickEnv names the environment variable that asks for a look only: IPD_QUICK=1.
const QuickEnv = "IPD_QUICK"

// IsQuick reports whether only a look is wanted.
func IsQuick() bool { return os.Getenv(QuickEnv) == "1" }

// Quick gives the settings as they are, or, where only a look is wanted, those of a study that takes seconds: one run, at
// most three sigmas (the first, one in the middle, the last), at most eight epochs. All else stays.
func Quick(s plan.Settings) plan.Settings {
	if !IsQuick() {
		return s
	}
	s.Grid.Runs = 1
	if n := len(s.Grid.Sigmas); n > 3 {
		s.Grid.Sigmas = []float64{s.Grid.Sigmas[0], s.Grid.Sigmas[(n-1)/2], s.Grid.Sigmas[n-1]}
	}
	s.Schedule.Epochs = min(s.Schedule.Epochs, 8)
	return s
}
