// Package device decides where the study computes: with XLA on a CPU or an NVIDIA GPU, with the fused engine (package fused),
// or with GoMLX's pure Go backend.
//
// [Open] returns a [Device], chosen by name, by the environment variable GOMLX_BACKEND, or as
// the fastest available, and says why it was chosen. [Each] gives one to each of several workers that train side by side.
// [Install] downloads the pinned XLA plugin into the project's own .venv, and [Report] says what is installed, what is
// missing and how to fix it.
//
//	d, err := device.Open(ctx, device.Options{Install: true, Out: os.Stderr})
//	if err != nil {
//		return err
//	}
//	defer d.Close()
//	exec, err := graph.NewExec(d.Backend, model)
//
// # How to choose
//
//   - xla (or cpu) is the default: it computes everything on a CPU. It needs Linux on x86-64, and Python once, to install
//     the plugin.
//   - fused trains the study's network, of any size, faster than XLA on a CPU, and needs only Go. It has none of the
//     network's options. It replaces XLA where that is not available; then, and if GOMLX_BACKEND names it,
//     networks with options run on GoMLX's pure Go backend. If it is asked for by name, it refuses them.
//   - cuda is XLA on NVIDIA GPUs. It downloads 2.5 GB once. The study's network is small: a GPU pays for larger ones.
//   - go is GoMLX's backend in plain Go. It computes everything and needs only Go, and is about twenty-five times slower than XLA.
//   - GOMLX_BACKEND accepts everything that GoMLX knows: xla:/path/plugin.so for an XLA of your own, or options such as
//     "go:parallelism=2,ops_sequential".
//
// # Caveats
//
// XLA reads the environment variable XLA_FLAGS once, when its plugin is loaded; [DefaultFlags] are put before its
// value. A flag that XLA doesn't know ends the whole process.
//
// The backends agree to within float32 rounding, not bit for bit. With the same plugin on the same kind of CPU, a graph
// gives the same bits on every run.
//
// The plugin's size and time are compared with its stamp at each start, and its checksum in [Report]: damage that keeps
// size and time is found only there.
package device
