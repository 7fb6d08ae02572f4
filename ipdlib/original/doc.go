// Package original holds the results of the original study and compares a sweep's with them.
//
// There are two sets of results: [Published], of three runs each, read off the published figure, and [Rerun], every run of a
// new execution of the original's own code, three to six of each. README.md in this folder says where they come from.
// [Compare] puts a sweep's means beside both.
package original
