// Package sweep runs many trainings and keeps what they came to.
//
// There are few things in it. Settings say what is trained: one training's settings and a Grid of dropouts, sigmas and
// runs. A Training is one point of it, with a key that is computed from all that decides its result. Run does the
// trainings that have no Record in a folder yet; Load reads the records; a Summary has the means and their errors.
//
//	s := sweep.Default() // the study: 3 runs x 3 dropouts x 6 sigmas
//	records, err := sweep.Run(ctx, s, sweep.Options{Dir: "results/robustness"})
//	if err != nil {
//		return err
//	}
//	err = sweep.Summarise(records).WriteCSV("results/robustness/summary.csv")
//
// Any setting can be an axis too. Settings.Set and VaryText take fields by name, GroupBy puts records together by any of them:
//
//	err := s.VaryText("membrane_time_constant_s=0.002,0.005,0.02")
//
// Records are the only truth. A process may be killed at any moment: what it finished is there, whole, and the next Run
// does the rest. Any number of workers in any order give the same records.
//
// # Caveats
//
// Two sweeps of everything don't work on a folder at once, as far as its file system can lock; any number of processes that
// do a part each do, on any machines that see the folder: see Options.Part, and docs/cluster.md.
//
// The same training gives the same record, byte for byte but for its times, on the same backend and kind of CPU; on others
// it differs by float32 rounding, which now and then moves a spike, so that single trainings differ and means agree. A
// folder whose records come from several backends says so record by record.
package sweep
