// Package parity checks our network against the intermediate values that another implementation recorded: spikes,
// membrane, logits, loss, gradients, and three training steps.
//
// A [Record] holds the values of the other implementation, read from an .npz file (testdata/golden/README.md
// lists its arrays); [Check] computes the same values with the programs used for training; a [Report] has a
// [Row] for each array, with the largest deviation, its tolerance, and a [Verdict].
//
//	r, err := parity.Read("default.npz")
//	report, err := parity.Check(d.Backend, r)
//	if !report.Passed() {
//		report.Write(os.Stdout)
//	}
//
// # Caveats
//
// A spike is a comparison with a threshold, and everything after it depends on it. Sums that are added in a different order
// can flip a spike whose potential is within rounding of the threshold, about one in a hundred million. The report
// distinguishes such a flip from an error by the distance from the threshold, and by how much a flip can change what
// follows, which it tries out (verdict FLIP, which passes).
//
// We compute in float32, whatever the types in the file, because training does.
package parity
