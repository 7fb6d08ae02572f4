// Package sweep runs the trainings of a plan that have no record yet.
//
//	s := plan.Default() // the study: 3 runs x 3 dropouts x 6 sigmas
//	records, err := sweep.Run(ctx, s, sweep.Options{Dir: "results/robustness"})
//	if err != nil {
//		return err
//	}
//	err = summary.Of(records).WriteCSV("results/robustness/summary.csv")
//
// A process may be killed at any moment: what it finished is in the folder, and the next Run does the rest. Any number of
// workers in any order give the same records.
//
//	run.go      Run and Options
//	event.go    what Run tells about its progress, and FailedError
//	queue.go    which worker does which training next
//	worker.go   what a worker does: trainings one by one or together
//	memory.go   how many trainings together
//	need.go     memory and time that a sweep takes, estimated beforehand
//
// # Caveats
//
// The same training gives the same record, byte for byte but for its times, on the same backend and kind of CPU. On others it
// differs by float32 rounding, which now and then moves a spike: then single trainings differ, and means agree. Each record
// says which backend computed it.
package sweep
