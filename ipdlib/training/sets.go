package training

import (
	"fmt"

	"github.com/gomlx/compute"

	"ipd/ipdlib/random"
	"ipd/ipdlib/stimulus"
)

// NewGenerator prepares the stimulus of these settings, for data sets of which a batch shares what is drawn per batch.
func NewGenerator(backend compute.Backend, s Settings) (*stimulus.Generator, error) {
	gen, err := stimulus.NewGenerator(backend, s.Stimulus)
	if err != nil {
		return nil, err
	}
	gen.BatchSize = s.Schedule.BatchSize
	return gen, nil
}

// A Source gives the training set of an epoch, counted from 0. Epochs are asked for in order, and what it gave for one may be
// freed when it is asked for the next. All have the same size.
type Source func(epoch int) (*stimulus.Dataset, error)

// Same gives every epoch the same training set, as in the study.
func Same(set *stimulus.Dataset) Source {
	return func(int) (*stimulus.Dataset, error) { return set, nil }
}

// Sets draws the training sets of one training: the same for all epochs, or another one for each (RedrawEachEpoch). It keeps
// one at a time.
type Sets struct {
	generator *stimulus.Generator
	settings  Settings
	key       random.Key
	latest    *stimulus.Dataset
}

// NewSets prepares the sets that a key decides; settings say the jitter, the size, and whether there is more than one.
func NewSets(generator *stimulus.Generator, s Settings, key random.Key) *Sets {
	return &Sets{generator: generator, settings: s, key: key}
}

// Epoch gives the set of an epoch: a [Source]. The first epoch's is the one that all have where none is redrawn.
func (s *Sets) Epoch(epoch int) (*stimulus.Dataset, error) {
	redraw := s.settings.Schedule.Variant.RedrawEachEpoch
	if s.latest != nil && !redraw {
		return s.latest, nil
	}
	s.Close()
	key := s.key
	if epoch > 0 && redraw {
		key = key.Derive("epoch", epoch)
	}
	gen, err := s.generator.WithJitter(s.settings.Stimulus.JitterSigma)
	if err != nil {
		return nil, fmt.Errorf("training set: %w", err)
	}
	set, err := gen.Generate(s.settings.Schedule.TrainingSamples(), key)
	if err != nil {
		return nil, fmt.Errorf("training set: %w", err)
	}
	s.latest = set
	return set, nil
}

// Latest is the set that was given last, on which training is measured; nil before there is one.
func (s *Sets) Latest() *stimulus.Dataset { return s.latest }

// Close frees the device's memory.
func (s *Sets) Close() {
	s.latest.Close()
	s.latest = nil
}
