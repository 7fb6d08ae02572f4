package device

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"golang.org/x/sync/errgroup"
)

// Each runs f on n workers side by side, each with a device of its own, and returns the first error; then ctx ends for
// the other workers. n = 0 means as many as Workers says. The devices are closed when f returns.
//
// It is the way to run several trainings at once. One training's matrices are too small to be shared out: XLA's threads
// cost more than they give, and whole trainings side by side use the cores best. Seconds of one epoch, over all
// trainings, on two cores:
//
//	one training, XLA's own threads                                 0.27
//	two trainings on one backend                                    0.25
//	two trainings on one backend, PJRT_NPROC=1                      0.19
//	the same with --xla_cpu_multi_thread_eigen=false                0.15
//	two pinned threads, a backend each, the same flag               0.12
//	one training alone on one pinned core                           0.18
//
// A worker is a goroutine that keeps one thread, and on Linux that thread keeps one core. XLA's client is made on that
// thread, so its threads inherit the core: pinning before the client is made is enough, as /proc showed, and
// PJRT_NPROC=1 beside it changes nothing. Two more things matter. The client has one device instead of the plugin's
// default of four: 6 300 instead of 22 500 context switches in 800 steps of a test graph, and 7 to 15 % less processor
// time. And the threads that compile belong to the process, not to a client: they start with the first compilation,
// which is done here before any worker is pinned, or one core would compile for all workers.
//
// No two workers, of this process or of others of the same user, take the same core; workers that find no free core run
// unpinned, and so do those, from then on, whose core somebody else has used for some seconds. What f starts with go runs on
// other threads, unpinned. Of several GPUs each worker gets one, in turn. The fused engine and the pure Go backend get one goroutine a worker, unpinned: for the fused engine, a pinned thread a worker took 0.99
// times the processor's time and 1.02 times the wall time on two busy cores (medians of five turns), which is nothing.
func Each(ctx context.Context, n int, o Options, f func(ctx context.Context, worker int, d *Device) error) error {
	if n < 0 {
		return fmt.Errorf("%d workers: give a positive number, or 0 for one per core", n)
	}
	p, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	if p.pins() {
		if err := p.compileFirst(); err != nil {
			if p.asked {
				return err
			}
			p = fusedInstead(err, o.Out)
		}
	}
	if n == 0 {
		n = p.workers()
	}
	group, ctx := errgroup.WithContext(ctx)
	for i := range n {
		group.Go(func() error {
			if p.pins() {
				release, err := pin()
				if err != nil {
					return err
				}
				defer release()
			}
			d, err := p.forWorker(i).open()
			if err != nil {
				return err
			}
			defer d.Close()
			return f(ctx, i, d)
		})
	}
	return group.Wait()
}

// compileFirst starts the threads with which XLA compiles, while all cores are open to them.
func (p plan) compileFirst() error {
	d, err := p.open()
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = graph.CallOnce(d.Backend, func(x *graph.Node) *graph.Node { return graph.Neg(x) }, float32(1))
	return err
}

// Workers is how many workers Each takes by default with o: one a GPU, else one for each core that the process may use,
// less where a container has a smaller share.
func Workers(o Options) int {
	c, _, _, err := choose(o.Backend)
	if err != nil {
		return 1
	}
	return plan{choice: c}.workers()
}

func (p plan) workers() int {
	if p.kind == xlaCUDA {
		return max(1, visibleGPUs())
	}
	n := runtime.GOMAXPROCS(0) // respects the share of a container
	if len(allowed) > 0 {
		n = min(n, len(allowed)) // may be smaller after a change of GOMAXPROCS
	}
	return n
}

// pins reports whether workers are pinned: XLA's threads stay where the client is made. GPUs don't care, and goroutines belong
// to Go's scheduler.
func (p plan) pins() bool { return p.kind == xlaCPU || p.kind == xlaOwn }

// forWorker returns the plan for one worker of several, unless the options say otherwise.
func (p plan) forWorker(worker int) plan {
	if p.kind != xlaCUDA || visibleGPUs() < 2 || strings.Contains(p.options, "visible_devices") {
		return p
	}
	if p.options != "" {
		p.options += ","
	}
	p.options += fmt.Sprintf("visible_devices=%d", worker%visibleGPUs())
	return p
}
