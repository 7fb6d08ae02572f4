// Package depict draws the study's own objects: data sets, networks and sweeps. It extracts the plain numbers that
// package figure draws.
//
//	fig, err := depict.Rasters(set)
//	err = fig.Save("rasters.svg")
//
// There is a function for each figure:
//
//	Rasters                           sounds
//	Loss, Surrogate, DalesLaw         training, and what a network is made of
//	Membrane, Rates                   what hidden units do in one sample, and over many
//	PopulationPSTH, UnitPSTH          when they do it
//	TuningCurves, TuningMap, Tuning   for which directions; OutputTuning for the classes
//	SortedWeights                     how the weights reflect that
//	Ablations                         which units would be missed
//	Evaluation                        how well a network classifies directions
//	Robustness                        the study's result
//	NoiseMap, Points                  noise in training against noise in the test; any setting against any metric
package depict
