// Package course is what the lessons use of the library, under one name: sounds and networks as plain Go values, sweeps, and
// a small task for a network that a student writes. So cells stay short, and a lesson changes only when its subject does.
package course
