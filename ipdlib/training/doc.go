// Package training trains networks: epochs of shuffled batches, Adam, validation after each epoch, early stopping.
//
// [Run] is the recipe, from settings and a key to a [Result]: it draws the training and the validation set, trains, and
// measures the network on the training set and on a new test set.
//
//	result, err := training.Run(ctx, backend, training.Default(), random.NewKey(1))
//	fmt.Println(result.Test.Accuracy(), "%", len(result.Epochs), "epochs")
//
// A [Runner] does many trainings and keeps the compiled programs. It can train several networks together in one program,
// and reports progress to an [Observer]. A [Replay] makes steps one at a time and shows every intermediate
// value.
//
//	settings.go  everything that determines a training except its random numbers
//	variant.go   options of the schedule
//	run.go       the recipe: data sets, training, answers
//	sets.go      training sets and the order of their samples
//	fit.go       epochs, validation, the end of a training
//	stopping.go  early stopping
//	engine.go    what computes steps, behind one interface
//	graphs.go    with GoMLX, on any backend and with any options
//	fused.go     with package fused, on CPUs without a plugin
//	replay.go    step by step
//
// # Caveats
//
// The final weights are returned, not the best, and all epochs use the same training set, as in the original study; a
// [Variant] can change both. A runner is for one goroutine at a time; to train side by side, give each worker its own runner
// (see device.Each).
package training
