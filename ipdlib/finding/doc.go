// Package finding computes the numbers behind the study's conclusions, from the records of a sweep.
//
// [DropoutEffects] says what dropout changes, [Gaps] how much worse a network classifies new sounds than those it was
// trained with, and [Threshold] at which jitter the error begins to grow, and how fast.
//
// For any groups of runs, [NewContrast] computes differences of means with intervals and effect sizes, and [MadeGood] how much
// of a loss is made good; [Paired] compares the same networks in two conditions, and [Holm] corrects p-values for their number.
package finding
