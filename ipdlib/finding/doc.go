// Package finding computes the numbers on which the study's conclusions stand, from the records of a sweep.
//
// [DropoutEffects] says what dropout changes, [Gaps] how much worse a network tells apart new sounds than those it was
// trained with, [Threshold] from which jitter on the error grows, and how fast.
//
// Of any groups of runs, [NewContrast] gives differences of means with their intervals and effect sizes, [MadeGood] how much
// of a loss is made good; [Paired] compares the same networks in two conditions, [Holm] corrects p-values for their number.
package finding
