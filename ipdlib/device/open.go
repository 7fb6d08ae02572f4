package device

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"

	"ipd/ipdlib/fused"
)

// Options say which backend is wanted. The zero value takes the best that is there.
type Options struct {
	Backend string    // "xla" (or "cpu"), "cuda", "fused", "go", or the form of GOMLX_BACKEND; empty: GOMLX_BACKEND, else XLA, else fused
	Install bool      // whether a missing plugin may be installed, which takes the network and a minute
	Out     io.Writer // where sentences go about what is done and what is missing; nil: nowhere
}

// A Device is a place to compute.
type Device struct {
	Backend compute.Backend // what GoMLX computes with
	Name    string          // "xla:cpu", "xla:cuda", "xla:/path/plugin.so", "fused" or "go"
	Plugin  string          // absolute path of the plugin; empty for the Go backend, and where go-xla looked a name up
	Version string          // of the plugin, or of the Go backend; of fused, the instructions that it uses
	Reason  string          // why this one: who asked for it, or what is missing for a faster one
}

// GoVersion is the version of GoMLX's pure Go backend, on which whatever the fused engine can't do runs.
func (d *Device) GoVersion() string { return moduleVersion("github.com/gomlx/compute") }

// IsGo reports whether this is the pure Go backend. The fused device, which wraps it, is another.
func (d *Device) IsGo() bool { return d.Name == "go" }

// IsGoBackend reports whether a backend runs graphs on GoMLX's pure Go backend. The fused one does.
func IsGoBackend(b compute.Backend) bool {
	return !b.Capabilities().Operations[compute.OpTypeDynamicSlice] // which XLA has; the name is no constant of GoMLX's
}

// String returns the device in one line.
func (d *Device) String() string {
	return fmt.Sprintf("%s (%s; %s)", d.Name, d.Version, d.Reason)
}

// Close gives the backend's memory and threads back. Tensors that live on it are lost. A second call does nothing.
func (d *Device) Close() {
	if d != nil && d.Backend != nil && !d.Backend.IsFinalized() {
		d.Backend.Finalize()
	}
}

// Open opens the backend that o asks for, else the one that the environment variable GOMLX_BACKEND asks for: if that
// one can't be had, the error says why. If nobody asks for one, it opens XLA on the CPU, and if that can't be had the
// fused engine, and says so to o.Out and in the device's Reason. It downloads nothing unless o.Install is set.
func Open(ctx context.Context, o Options) (*Device, error) {
	p, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	d, err := p.open()
	if err == nil || p.asked {
		return d, err
	}
	return fusedInstead(err, o.Out).open()
}

// A plan is a settled choice, with its plugin in place: what is left is to open it, once or once a worker.
type plan struct {
	choice
	asked   bool   // somebody asked for it: no falling back
	named   bool   // it was the program's user, by name
	reason  string // for Device.Reason
	path    string // absolute path of the plugin, or its name; empty for Go
	flags   string // for XLA_FLAGS
	devices int    // how many CPU devices the client has; 0 for as many as the plugin likes
	version string // of the wheel
}

// prepare settles the choice and sees to its plugin.
func prepare(ctx context.Context, o Options) (plan, error) {
	if o.Out == nil {
		o.Out = io.Discard
	}
	c, asked, reason, err := choose(o.Backend)
	if err != nil {
		return plan{}, err
	}
	p := plan{choice: c, asked: asked, named: o.Backend != "", reason: reason}
	if !c.needsPlugin() {
		return p, nil
	}
	if err := p.findPlugin(ctx, o); err != nil {
		if asked || ctx.Err() != nil {
			return plan{}, err
		}
		return fusedInstead(err, o.Out), nil
	}
	return p, nil
}

// findPlugin sets the plugin's path, flags and version, installing it where that is allowed.
func (p *plan) findPlugin(ctx context.Context, o Options) error {
	if !hasXLA {
		_, _, err := openXLA(*p)
		return err
	}
	if err := roomForXLA(); err != nil {
		return err
	}
	if p.kind == xlaOwn {
		p.path = p.plugin
		if filepath.IsAbs(p.path) {
			return checkLibrary(p.path)
		}
		return nil
	}
	wheel := cpuPlugin
	if p.kind == xlaCUDA {
		wheel = cudaPlugin
		if err := checkDriver(); err != nil {
			return err
		}
	} else {
		p.flags = DefaultFlags
		p.devices = 1 // the plugin's default of four makes four threads that wait for one another: see Each
	}
	if err := supported(wheel); err != nil {
		return err
	}
	root, err := Root()
	if err != nil {
		return err
	}
	if o.Install {
		if err := wheel.Install(ctx, root, o.Out); err != nil {
			return err
		}
	}
	if p.path, err = wheel.Find(root, false); err != nil {
		return err
	}
	if p.kind == xlaCUDA {
		p.flags, p.options = cudaFlags(p.path), cudaOptions(p.options)
	}
	p.version, _, err = wheel.Pinned(root)
	return err
}

// insteadOf begins the reason of a device that is second choice.
const insteadOf = "XLA can't be used: "

// fusedInstead plans the fused engine in place of XLA and says why, and what it costs.
func fusedInstead(why error, out io.Writer) plan {
	reason := fmt.Sprintf(insteadOf+"%v; the fused engine takes its place; networks with options, which it can't train, run on GoMLX's pure Go backend, "+
		"about twenty-five times slower than on XLA", why)
	if out != nil {
		fmt.Fprintln(out, reason+".")
	}
	return plan{choice: choice{kind: fusedGo, options: goOptions}, reason: reason}
}

// open opens the plan.
func (p plan) open() (d *Device, err error) {
	defer func() { // GoMLX reports some mistakes, such as an option that isn't known, by panicking
		if r := recover(); r != nil {
			d, err = nil, fmt.Errorf("backend %s: %v", p.name(), r)
		}
	}()
	d = &Device{Name: p.name(), Reason: p.reason}
	if !p.needsPlugin() {
		if d.Backend, err = gobackend.New(p.options); err != nil {
			return nil, fmt.Errorf("backend go:%s: %w; look up the options in the documentation of github.com/gomlx/compute", p.options, err)
		}
		d.Version = d.GoVersion()
		if p.kind == fusedGo {
			d.Backend = Fused{Backend: d.Backend, Only: p.named}
			if d.Version, err = fused.Path(); err != nil {
				d.Close()
				return nil, fmt.Errorf("backend fused: %w", err)
			}
		}
		return d, nil
	}
	d.Backend, d.Version, err = openXLA(p)
	if err != nil {
		return nil, fmt.Errorf("backend %s: plugin %s: %w", p.name(), p.path, err)
	}
	if p.version != "" {
		d.Version = p.version + ", " + d.Version
	}
	if filepath.IsAbs(p.path) {
		d.Plugin = p.path
	}
	return d, nil
}

func (p plan) name() string {
	switch p.kind {
	case fusedGo:
		return "fused"
	case pureGo:
		return "go"
	case xlaCPU:
		return "xla:cpu"
	case xlaCUDA:
		return "xla:cuda"
	}
	return "xla:" + p.plugin
}
