// Package plan says which trainings make up a sweep.
//
// [Settings] are the settings of a training and a [Grid] of dropouts, sigmas and runs. Any other setting can be an [Axis],
// too. Each point of the grid is a [Training], with a key that is computed from everything that determines its result:
//
//	s := plan.Default() // the study: 3 runs x 3 dropouts x 6 sigmas
//	if err := s.VaryText("membrane_time_constant_s=0.002,0.005,0.02"); err != nil {
//		return err
//	}
//	trainings := s.Trainings() // 3 times as many
//
// If the settings say paired, trainings along a further axis share their random numbers, so that they can be compared in pairs.
//
// A [Part] is a subset of these trainings, for processes that share the work.
//
//	settings.go   Settings and Grid
//	file.go       settings files
//	sense.go      settings that mean nothing
//	fields.go     settings by name
//	axis.go       further axes
//	training.go   Training, its key and its random numbers, and the list of all trainings
//	part.go       parts of a sweep
package plan
