// Package slurmtest starts a real Slurm cluster for tests: a controller and two nodes, each in its own network namespace, so
// that a node can be cut off. Nothing of it is visible from outside, and all of it is gone when the test ends.
//
//	           bridge 10.78.0.1
//	controller ──┬──────┬──
//	           node1   node2      10.78.0.11, 10.78.0.12
//
// It needs root, iproute2 and Slurm's daemons. Without them tests skip, or fail if CI is set. All three share this machine's
// file system.
package slurmtest
