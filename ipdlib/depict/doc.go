// Package depict draws the study's own things: data sets, networks, sweeps. It takes from them the plain numbers that
// package figure draws.
//
//	fig, err := depict.Rasters(set)
//	err = fig.Save("rasters.svg")
package depict
