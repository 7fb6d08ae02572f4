// Package training fits a network to a data set: epochs of shuffled batches, Adam, validation after each epoch, early
// stopping.
//
// There are few things in it: [Settings] are all that decides a training but its seed; a [Trainer] holds the compiled
// programs of one network on one device, and fits as many networks with them as one likes; a [Fit] is what came out:
// weights and the history of losses. A [Replay] makes steps one by one and shows every value in between.
//
//	trainer, err := training.NewTrainer(backend, settings)
//	fit, err := trainer.Fit(ctx, trainSet, validationSet, dropout, key, nil)
//	outcome, err := trainer.Evaluate(ctx, testSet)
//
// # Caveats
//
// The final weights are returned, not the best, and all epochs have the same training set, as in the original study; a
// [Variant] can have it otherwise. A trainer is for one goroutine at a time; train side by side with a trainer a worker
// (see device.Each).
package training
