// Package stimulus turns interaural phase differences (IPDs) into the spike trains of 2 x 100 auditory-nerve afferents.
//
// There are few things in it: [Settings] says what is played; [Generator] is the compiled program that plays it on a
// device; a [Dataset] holds the IPDs and the spikes of many samples. [Discretise] and [Continuise] go from an IPD to its
// class and back.
//
//	gen, err := stimulus.NewGenerator(backend, stimulus.Default())
//	set, err := gen.Generate(4096, random.NewKey(1))
//	raster := set.Raster(0) // spikes of the first sample, [time][afferent]
//
// # The model
//
// A tone of 20 Hz reaches both ears, the right one shifted by the IPD. Each ear has 100 afferents whose delays spread
// evenly over a quarter of a cycle. With phase φ, delay d and jitter η of afferent c at time step t
//
//	φ[t]    = 2π (f·t·dt + r)                       r ~ U(0,1), one per data set
//	θ[t,c]  = φ[t] + d[c] + η[c] (+ IPD, right ear) η ~ N(μ,σ), one per afferent and data set
//	p[t,c]  = rate_max·dt·(½(1 + sin θ))^k          probability of a spike, k = 2
//	s[t,c]  = [u < p[t,c]]                          u ~ U(0,1), one per sample, time step and afferent
//
// Source: notebook research/Noise_robustness.ipynb of github.com/comob-project/snn-sound-localization (2023).
//
// # Caveats
//
// Phase and jitter are drawn once per data set, as in the original study: every sample of a set shares them. A [Variant]
// draws them anew for each batch or sample, with a second program (see drawApart).
//
// One key gives the same IPDs on every backend, and the same spikes but for those, about one in ten million, where a
// probability rounds to the other side of the random number. Spikes are stored as bits: see [Packing].
package stimulus
