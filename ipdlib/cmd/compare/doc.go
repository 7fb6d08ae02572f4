// Command compare runs this project and today's Python libraries on the same machine, in one run, taking turns, and prints
// medians and ratios as a Markdown table:
//
//	go run ./ipdlib/cmd/compare                       # everything, about a quarter of an hour
//	go run ./ipdlib/cmd/compare -only jax,pytorch     # the peers alone
//	go run ./ipdlib/cmd/compare -only ours,jax -rounds 7
//	go run ./ipdlib/cmd/compare -dropout 0.5 -study   # with dropout, and the whole study with our backends
//	IPD_FUSED_PATH=avx2 go run ./ipdlib/cmd/compare -only ours-fused
//
// The contestants:
//
//	ours-fused        `ipd bench -json -backend fused`, built once for all rounds
//	ours-xla          the same with -backend xla; -only ours means both
//	jax               jax_port.py: jit, lax.scan and optax, with everything that makes JAX fast: a whole epoch in one program
//	jax-plain         jax_plain_port.py: JAX as one would first write it, with one jit call per step
//	pytorch           pytorch_port.py: eager, with everything that makes eager PyTorch fast
//	pytorch-original  pytorch_original_port.py: the study, written like the original
//
// What is compared is the study's unit of work, one complete training: new training and validation sets of 4096,
// 20 epochs with validation, no early stop so that the work is always the same, then the metrics on the training set
// and on a new test set of 2048. All cores are busy, as in a sweep, and the time of a training is the wall time divided by the
// number of trainings done in it. A peer is first tried in every way of using the cores (one process with a thread per core,
// a process per core, pinned or not) and runs the rounds in the fastest one. The table also shows the accuracy that a peer
// reaches, since work counts only if it is done.
//
// The peers' Python packages are installed by compare itself into .cache/compare-venv, by version and hash. Each port
// can be compared with intermediate values of the original: `python jax_port.py --verify FILE.npz`.
//
// # Caveats
//
// A busy machine distorts the ratios as well as the times, so the load is printed with the table. The times of the parts (a
// data set, the start) are measured in a single process that has the machine to itself.
package main
