// Package record keeps the results of trainings, as files in a folder.
//
// A [Record] is one training's result: one JSON file with a checksum, in which everything except the times is the same whenever
// the training runs again on the same backend and kind of CPU. A [Folder] holds the records of sweeps. Records are the only
// source of truth: a process may be killed at any moment, and each record that it finished is there, complete.
//
//	records, damaged, err := record.Load("results/robustness", plan.Default())
//	fmt.Println(record.TestAccuracy.Of(records[0]))
//
// [Metrics] lists what is measured of each data set. A new metric is one function and one line there: records, tables, CSV
// files and figures take it from the list. Older records lack it, and say so.
//
//	metric.go    Metrics, and each of them on the data sets of a training
//	record.go    Record and its file
//	failure.go   what is kept of a training without a result
//	folder.go    the folder: reading and writing records, setting damaged ones aside
//	atomic.go    writing complete files, and removing what killed processes leave half written
//	lock.go      which process works on a folder
//
// # Shared folders
//
// Two complete sweeps can't work on a folder at once, if its file system has locks. Any number of processes that
// each do a part can, on any machines that see the folder; see sweep.Options.Part and docs/cluster.md.
package record
