// Package original holds the results of the original study and compares a sweep's with them.
//
// There are two sets of results: [Published], means of three runs, read from the published figure, and [Rerun], every run of
// a new execution of the original's own code, three to six for each condition. README.md in this folder says where they
// come from. [Compare] compares a sweep's means with both.
package original
