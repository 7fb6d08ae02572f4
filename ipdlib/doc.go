// Package ipdlib is the house of the study; its rooms are the packages below it. It holds no code, only the order of the
// rooms, which a test keeps: data goes down the list once, from where results are shown to where spikes are drawn, and a
// room imports only rooms that stand below it.
//
//	cmd/...          the command line; the comparison with PyTorch and JAX
//	teaching/lesson    a lesson's source → the student's notebook and the solved one
//	teaching/checks    what the exercises of the lessons ask
//	teaching/course    what lessons use of the library, under one name
//	teaching/exercise  exercises that check themselves
//	notebook         figures, tables and progress in a cell; the only room that knows GoNB
//	lab              JupyterLab and notebooks, set up and run
//	depict           the study's own things as figures
//	figure           the study's plots from plain numbers
//	finding          the numbers behind the conclusions
//	parity           our network against another implementation's intermediate values
//	trained          single networks, kept and found again
//	sweep/original   the original's results, and ours beside them
//	slurm            a sweep's missing trainings as a job array on a cluster
//	sweep            many trainings: grid, seeds, records, resume, summaries
//	evaluation       what a trained network does: accuracy, error, confusion; rates, tuning, ablation
//	training         one training: epochs, Adam, validation, early stopping
//	snn/variant      the network with options: layers, surrogates, resets, readouts, kinds of dropout
//	snn              the network: forward beside backward
//	stimulus         interaural phase differences → spike trains
//	device           where it computes: XLA on CPU or GPU, or pure Go
//	device/venv      the project's Python environment, from pinned lists
//	npz              NumPy's files, read strictly
//	option           settings that are one of a few words
//	random           one counter-based generator, on the host and in graphs
package ipdlib
