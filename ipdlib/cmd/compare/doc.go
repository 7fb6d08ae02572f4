// Command compare runs this project beside today's Python on the same machine, in one run, turn by turn, and prints
// medians and ratios as a Markdown table:
//
//	go run ./ipdlib/cmd/compare                       # everything, about a quarter of an hour
//	go run ./ipdlib/cmd/compare -only jax,pytorch     # the peers alone
//	go run ./ipdlib/cmd/compare -only ours,jax -rounds 7
//	go run ./ipdlib/cmd/compare -dropout 0.5 -study   # with dropout, and the whole study by ours
//	IPD_FUSED_PATH=avx2 go run ./ipdlib/cmd/compare -only ours-fused
//
// The contestants:
//
//	ours-fused        `ipd bench -json -backend fused`, built once for all rounds
//	ours-xla          the same with -backend xla; -only ours means both
//	jax               jax_port.py: jit, lax.scan and optax, with all that makes JAX fast: a whole epoch in one program
//	jax-plain         jax_plain_port.py: JAX as one writes it first, a jit for each step
//	pytorch           pytorch_port.py: eager, with all that makes eager PyTorch fast
//	pytorch-original  pytorch_original_port.py: the study as the original is written
//
// What is compared is the study's unit of work, one complete training: new training and validation sets of 4096,
// 20 epochs with validation, no early stop so that the work is always the same, then the metrics on the training set
// and on a new test set of 2048. All cores are busy, as in a sweep, and a training takes the wall time divided by the
// number of trainings done in it. A peer is first tried in every way to use the cores (one process with a thread a core,
// a process a core, pinned or not) and runs the rounds in its best one. What a peer learns is in the table too: the
// work counts only when it is done.
//
// The peers' Python packages are installed by compare itself into .cache/compare-venv, by version and hash. Each port
// can be held against intermediate values of the original: `python jax_port.py --verify FILE.npz`.
//
// # Caveats
//
// A busy machine falsifies the ratios as well as the times: the load is printed with the table. Times of the parts (a data
// set, the start) are taken in one process that has the machine to itself.
package main
