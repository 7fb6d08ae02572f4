// Package evaluation says in plain numbers how well a network tells interaural phase differences (IPDs) apart. It draws
// nothing and prints nothing.
//
// Trials are the IPDs of a data set beside the classes that a network took them for; everything else is computed from
// them:
//
//	outcome, err := trainer.Evaluate(ctx, set)
//	trials, err := evaluation.NewTrials(set.IPD, outcome.Predicted, classes)
//	fmt.Println(trials.Accuracy(), "%", trials.Error(), "deg", trials.Confusion())
//
// # Caveats
//
// The original study averages the accuracies of batches, all of one size; the mean over trials is the same number.
package evaluation
