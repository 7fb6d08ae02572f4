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
//	Membrane, Rates                   activity of hidden units in one sample, and over many
//	PopulationPSTH, UnitPSTH          its time course
//	TuningCurves, TuningMap, Tuning   its dependence on direction; OutputTuning for the classes
//	SortedWeights                     how the weights reflect that
//	Ablations                         the effect of silencing units
//	Evaluation                        how well a network classifies directions
//	Robustness                        the study's result
//	NoiseMap, Points                  noise in training against noise in the test; any setting against any metric
package depict
