// Package evaluation measures how well a network classifies interaural phase differences (IPDs), and what its units do
// meanwhile. It draws nothing and prints nothing.
//
// Trials pair the IPDs of a data set with the classes that a network assigned to them; everything else is computed from
// them:
//
//	trials, err := evaluation.NewTrials(set.IPD, predicted, classes)
//	fmt.Println(trials.Accuracy(), "%", trials.Error(), "deg", trials.Confusion())
//
// [Responses] are the activity of a network's units during the samples: a [Firing] for each hidden layer, from which rates,
// silent units, [PSTH]s and [Tuning] curves are computed, and the logits. [Ablations] are a network's answers without
// some of its units, and a [NoiseMap] is a metric as a function of the noise in training and in the test. Package trained
// gets them from a network:
//
//	responses, err := network.Responses(ctx, backend, set)
//	rates, sem := responses.Hidden[0].Rates()          // Hz
//	tuning, err := responses.Hidden[0].Tuning(12)      // Hz by IPD, in bins of 15°
//	fmt.Println(responses.Hidden[0].Silent(), tuning.Best(), tuning.Selectivity())
//
// # Caveats
//
// The original study averages the accuracies of batches, all of one size; the mean over trials is the same number.
package evaluation
