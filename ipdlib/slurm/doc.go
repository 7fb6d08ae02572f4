// Package slurm hands a sweep's missing trainings to a Slurm cluster, as a job array.
//
// NewJob plans a Job: which task does which trainings, and the script that the nodes run. Job.Write puts it into the
// sweep's folder, and Job.Submit passes it to sbatch. Queue says which trainings Slurm still has to finish.
//
//	job, err := slurm.NewJob(dir, s, missing, limit, slurm.Options{Partition: "short", CPUs: 4, Program: program})
//	...
//	err = job.Write()
//	id, err := job.Submit(ctx)
//
// Only the sweep's records say what is done. A task may run twice, even at the same time, when its node was cut
// off and Slurm gave it to another; a controller may forget a job that it has just accepted, and give its number to the next
// one. So nothing here depends on job numbers: a job is named by a hash of what it does, and doing it twice is harmless.
//
// # Caveats
//
// Folder and program must have the same path on the nodes as here. Slurm itself is not installed, configured or replaced.
package slurm
