// Package finding computes the numbers behind the study's conclusions, from the records of a sweep.
//
// [DropoutEffects] measures what dropout changes, [Gaps] how much worse a network classifies new sounds than those it was
// trained with, and [Threshold] the jitter at which the error begins to grow, and how fast.
//
// For any groups of runs, [NewContrast] computes differences of means with intervals and effect sizes, and [MadeGood] the share
// of a loss that is recovered; [Paired] compares the same networks in two conditions, and [Holm] corrects p-values for multiple
// comparisons.
package finding
