// Package checks tests what students write into the gaps of the lessons in notebooks/teaching. Each lesson has a file here,
// with a function for each exercise, which its check cell calls:
//
//	checks.Fire(fire)
//
// A check tests properties, for several inputs, and knows the common mistakes (see package exercise). It shows its
// answer and also returns it, for tests.
package checks
