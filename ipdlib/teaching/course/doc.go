// Package course has everything that the lessons use of the library, under one name: sounds and networks as plain Go
// values, sweeps, and a small task for a network that a student writes. This keeps cells short, and a lesson changes only
// when its subject does.
package course
