package notebook

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/sweep"
)

// ResultsEnv names the environment variable that puts results into another folder than the project's own.
const ResultsEnv = "IPD_RESULTS"

// Results is the folder for what a document computes: results/NAME below the project's folder, or NAME below the folder
// that IPD_RESULTS names. Where only a look is wanted it is NAME-quick, so that a look leaves the study's folder alone.
func Results(name string) string {
	if IsQuick() {
		name += "-quick"
	}
	if dir := os.Getenv(ResultsEnv); dir != "" {
		return filepath.Join(dir, name)
	}
	return filepath.Join(Must(device.Root()), "results", name)
}

// Sweep runs all trainings of a sweep that have no record in the folder yet, and shows how far they have come: runs
// within sigmas within dropouts, within what else is varied. The stop button ends it; what is finished is kept, and the
// next call goes on from there.
func Sweep(dir string, s plan.Settings) []*record.Record {
	Check(s.Validate())
	grid := newGrid(s)
	defer grid.close()
	records, err := sweep.Run(Context(), s, sweep.Options{Dir: dir, Progress: grid.event})
	var failed *sweep.FailedError
	if errors.As(err, &failed) { // all others are done; their records are there
		Markdown("**" + err.Error() + "**")
		err = nil
	}
	Check(err)
	return records
}

// Records gives the records of a sweep that is complete, at once and without a word.
func Records(dir string, s plan.Settings) []*record.Record {
	records, damaged, err := record.Load(dir, s)
	Check(err)
	if len(damaged) > 0 {
		Check(fmt.Errorf("%w; run the sweep's cell again, which repairs it", damaged[0]))
	}
	missing := 0
	for _, r := range records {
		if r == nil {
			missing++
		}
	}
	if missing > 0 {
		Check(fmt.Errorf("%d of %d trainings with these settings are not in %s yet; run the sweep's cell first", missing, len(records), dir))
	}
	return records
}
