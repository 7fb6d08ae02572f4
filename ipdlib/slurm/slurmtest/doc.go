// Package slurmtest starts a real Slurm cluster for tests: a controller and two nodes, each in a network namespace of its
// own, so that a node can be cut off. Nothing of it is seen from outside, and all of it is gone when the test ends.
//
//	           bridge 10.78.0.1
//	controller ──┬──────┬──
//	           node1   node2      10.78.0.11, 10.78.0.12
//
// It needs root, iproute2 and Slurm's daemons. Tests skip without them, but fail where CI is set. The file system is this
// machine's, for all three, as a shared one would be.
package slurmtest
