// Package exchange writes networks as files that other programs read.
//
//	err := exchange.WriteSafetensors("network.safetensors", n) // the arrays of the .npz, with the settings in its metadata
//	err = exchange.WriteNIR("network.nir", n)                   // a graph for Norse, snnTorch, Spyx and others
//
// A file is exact, or it isn't written: [ErrInexact] says what a format can't express.
//
//	safetensors.go   the safetensors format
//	nir.go           the Neuromorphic Intermediate Representation
//	hdf5.go          as much of HDF5, the file format of NIR, as it needs
//
// NIR's home is https://neuroir.org; its paper is Pedersen et al., Nature Communications 15, 8122 (2024).
package exchange
