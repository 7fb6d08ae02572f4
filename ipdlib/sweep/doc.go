// Package sweep runs the trainings of a plan that have no record yet.
//
//	s := plan.Default() // the study: 3 runs x 3 dropouts x 6 sigmas
//	records, err := sweep.Run(ctx, s, sweep.Options{Dir: "results/robustness"})
//	if err != nil {
//		return err
//	}
//	err = summary.Of(records).WriteCSV("results/robustness/summary.csv")
//
// A process may be killed at any moment: the trainings it finished are in the folder, and the next Run does the rest. Any
// number of workers, in any order, give the same records.
//
//	run.go      Run and Options
//	event.go    what Run reports of its progress, and FailedError
//	queue.go    which worker does which training next
//	worker.go   what a worker does: trainings one by one or together
//	memory.go   how many trainings together
//	need.go     estimates of the memory and time that a sweep takes
//
// # Caveats
//
// The same training gives the same record, byte for byte except for its times, on the same backend and kind of CPU. On
// others it differs by float32 rounding, which occasionally moves a spike: then single trainings differ, but means agree.
// Each record says which backend computed it.
package sweep
