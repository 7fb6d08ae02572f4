// Package checks asks what was written into the gaps of the lessons in notebooks/teaching. A lesson has a file here, with a
// function for each exercise that its check cell calls:
//
//	checks.Fire(fire)
//
// A check asks for properties, for several inputs, and knows the usual slips; how, see package exercise. It shows its
// answer and gives it back, for tests.
package checks
