package course

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"ipd/ipdlib/evaluation"
	"ipd/ipdlib/notebook"
	"ipd/ipdlib/stimulus"
	"ipd/ipdlib/trained"
)

// quiet is the rate below which a unit counts as silent, at every IPD, in Hz.
const quiet = 5

// A Population is what the units of a network's hidden layer do at some new sounds, and what is known of these units from
// other sounds. Units that are silent everywhere are left out. All IPDs are in degrees.
type Population struct {
	Network *trained.Network
	Units   []int       // their numbers in the network: [U]
	Best    []float64   // the IPD at which each unit fires most, a middle of a class: [U]
	Mean    [][]float64 // spikes in a sound, on average, by class of 15°: [class][U]

	IPD    []float64   // of the new sounds: [N]
	Counts [][]float64 // spikes in each of them: [N][U]
	Own    []float64   // the network's own answers, middles of classes: [N]
}

// Middles are those of the study's twelve classes, in degrees.
func Middles() []float64 { return floats.Span(make([]float64, 12), -82.5, 82.5) }

// Listeners gives the populations of some networks, each with n sounds to know its units by and n others.
func Listeners(networks []*trained.Network, n int) []Population {
	all := make([]Population, len(networks))
	for i, network := range networks {
		known, heard := responses(network, 7, n), responses(network, 8, n)
		tuning := notebook.Must(known.Hidden[0].Tuning(12))
		p := Population{Network: network, IPD: inDegrees(heard.IPD), Own: inDegrees(heard.Estimated())}
		p.Mean = make([][]float64, 12)
		for unit, curve := range tuning.Mean {
			if floats.Max(curve) < quiet {
				continue
			}
			p.Units = append(p.Units, unit)
			p.Best = append(p.Best, stimulus.Degrees(tuning.Best()[unit]))
			for class, rate := range curve {
				p.Mean[class] = append(p.Mean[class], rate*known.Hidden[0].Duration())
			}
		}
		for _, counts := range heard.Hidden[0].Counts {
			row := make([]float64, len(p.Units))
			for u, unit := range p.Units {
				row[u] = float64(counts[unit])
			}
			p.Counts = append(p.Counts, row)
		}
		all[i] = p
	}
	return all
}

func responses(network *trained.Network, seed uint64, n int) *evaluation.Responses {
	return notebook.Must(network.Responses(notebook.Context(), Fast().Backend, Sounds(network, seed, n)))
}

// Read lets a decoder answer every sound.
func (p Population) Read(decoder func(counts []float64) float64) (answers []float64) {
	for _, counts := range p.Counts {
		answers = append(answers, decoder(counts))
	}
	return answers
}

// Without gives the network's own answers to the same sounds when some of these units are silenced.
func (p Population) Without(silenced func(u int) bool) []float64 {
	var units []int
	for u, unit := range p.Units {
		if silenced(u) {
			units = append(units, unit)
		}
	}
	set := Sounds(p.Network, 8, len(p.IPD))
	a := notebook.Must(p.Network.Ablate(notebook.Context(), Fast().Backend, set, 0, units))
	return inDegrees(a.Without[0].Estimated())
}

// Only is the population of the units for which keep is true. The network's own answers are still those of all of it.
func (p Population) Only(keep func(u int) bool) Population {
	some := p
	some.Units, some.Best = nil, nil
	for u, unit := range p.Units {
		if keep(u) {
			some.Units, some.Best = append(some.Units, unit), append(some.Best, p.Best[u])
		}
	}
	pick := func(rows [][]float64) (picked [][]float64) {
		for _, row := range rows {
			var kept []float64
			for u, x := range row {
				if keep(u) {
					kept = append(kept, x)
				}
			}
			picked = append(picked, kept)
		}
		return picked
	}
	some.Mean, some.Counts = pick(p.Mean), pick(p.Counts)
	return some
}

// Correct is the percentage of answers in the class of the sound, among the sounds whose IPD is from one to another.
func (p Population) Correct(answers []float64, from, to float64) float64 {
	right, all := 0, 0
	for i, ipd := range p.IPD {
		if ipd < from || ipd > to {
			continue
		}
		all++
		if class(answers[i]) == class(ipd) {
			right++
		}
	}
	return 100 * float64(right) / float64(all)
}

// Error is the mean distance of the answers from the sounds' IPDs, in degrees.
func (p Population) Error(answers []float64) float64 {
	return floats.Distance(answers, p.IPD, 1) / float64(len(p.IPD))
}

// class is that of an IPD, of the study's twelve.
func class(ipd float64) int { return stimulus.Discretise(ipd*math.Pi/180, 12) }

func inDegrees(radians []float64) []float64 {
	degrees := make([]float64, len(radians))
	for i, x := range radians {
		degrees[i] = stimulus.Degrees(x)
	}
	return degrees
}
