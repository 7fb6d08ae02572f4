// Package ipdlib holds the packages of the study, and no code of its own. The list goes from where results
// are shown down to where spikes are drawn, and a package imports only packages below it, which a test checks:
//
//	cmd/...            the command line; the comparison with PyTorch and JAX
//	site               one static site of document, lessons, analyses and docs
//	teaching/lesson    a lesson's source → the student's notebook and the solved one
//	teaching/checks    checks of the lessons' exercises
//	teaching/course    what lessons use of the library, under one name
//	teaching/exercise  exercises that check themselves
//	notebook           figures, tables, progress and kept values in a cell; the only package that knows GoNB
//	notebook/shelf     values in files, each under a key
//	notebook/lineage   what the value of a cell's variable depends on, from source
//	notebook/exact     values as bytes
//	lab                JupyterLab and notebooks, set up and run
//	depict             figures of data sets, networks and sweeps
//	figure             the study's plots from plain numbers
//	finding            the numbers behind the conclusions
//	exchange           networks as files of other programs: safetensors, NIR
//	crate              where results come from, as an RO-Crate
//	parity             our network against another implementation's intermediate values
//	trained            single networks, stored and found again
//	original           the original study's results, and ours beside them
//	slurm              a sweep's missing trainings as a job array on a cluster
//	sweep              runs the trainings of a plan: workers, queue, progress
//	summary            means and their errors, over records
//	record             results of trainings: metrics, files, folders
//	plan               which trainings make up a sweep: settings, grid, axes, keys
//	training           one training: data sets, epochs, Adam, validation, early stopping, answers
//	evaluation         what a trained network does: accuracy, error, confusion; rates, tuning, ablation
//	snn                the network: forward beside backward
//	stimulus           interaural phase differences → spike trains
//	device             where the study computes: XLA on CPU or GPU, the fused engine, or GoMLX's pure Go backend
//	fused              the study's network on CPUs in plain Go, several times as fast as XLA
//	device/venv        the project's Python environment, from pinned lists
//	npz                NumPy's files, read strictly
//	settings           settings by name: fields, help, strict JSON
//	option             settings that are one of a few words
//	random             one counter-based generator, on the host and in graphs
package ipdlib
