// Package stimulus turns interaural phase differences (IPDs) into the spike trains of 2 x 100 auditory-nerve afferents.
//
// [Settings] describe the stimulus. A [Generator] is the compiled program that draws it on a device. A [Dataset] holds the
// IPDs and the spikes of many samples. [Discretise] and [Continuise] convert an IPD to its class and back.
//
//	gen, err := stimulus.NewGenerator(backend, stimulus.Default())
//	...
//	set, err := gen.Generate(4096, random.NewKey(1))
//	...
//	raster, err := set.Raster(0) // the spikes of the first sample, [time step][afferent]
//
// The package's example is the same as a complete program.
//
// # The model
//
// A tone of 20 Hz reaches both ears, the right one shifted by the IPD. Each ear has 100 afferents whose delays are spread
// evenly over a quarter of a cycle. With the phase φ of the tone, and delay d and jitter η of afferent c, at time step t
//
//	φ[t]    = 2π (f·t·dt + r)                       r ~ U(0,1), one per data set
//	θ[t,c]  = φ[t] + d[c] + η[c] (+ IPD, right ear) η ~ N(μ,σ), one per afferent and data set
//	p[t,c]  = rate_max·dt·(½(1 + sin θ))^k          probability of a spike, k = 2
//	s[t,c]  = [u < p[t,c]]                          u ~ U(0,1), one per sample, time step and afferent
//
// Source: notebook research/Noise_robustness.ipynb of github.com/comob-project/snn-sound-localization (2023).
//
// # Files
//
//	settings.go   the settings, including the options that the study didn't have
//	tables.go     host: draws phase and jitter, computes sines and cosines
//	spikes.go     graph: draws the spikes
//	host.go       host: draws the spikes without a graph, for the fused device
//	generator.go  from settings, IPDs and a key to a data set
//	dataset.go    IPDs and spikes, classes of IPDs
//	packing.go    eight spikes per byte
//
// # Caveats
//
// As in the original study, all samples of a data set share one phase and one jitter. A [Variant] draws them for each batch
// or sample instead.
//
// One key gives the same IPDs on every backend. The spikes are also the same, except for about one in ten million, where
// rounding moves a probability past its random number. Spikes are stored as bits (see [GroupSize]).
package stimulus
