package relay

import (
	"errors"
	"fmt"
	"go/build"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"

	"ipd/kernels/internal/wire"
)

// goCommand finds the go command: on PATH, or where it was when the kernel's tools were built, because a Jupyter that
// somebody starts from a menu knows little of PATH.
func goCommand() (string, error) {
	if path, err := exec.LookPath("go"); err == nil {
		return filepath.Abs(path)
	}
	path := filepath.Join(build.Default.GOROOT, "bin", "go")
	if _, err := exec.LookPath(path); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("there is no go command, neither on PATH nor as %s: install Go, or start Jupyter with Go's bin folder on PATH, and restart the kernel", path)
}

// obstacle says in one sentence what keeps cells from being compiled here, and how to mend it; nil if nothing is known.
func obstacle(self, folder string) error {
	for _, tool := range []string{"ipd-step", "gonb", "goimports", "gopls"} {
		if path := filepath.Join(filepath.Dir(self), tool); unix.Access(path, unix.X_OK) != nil {
			return fmt.Errorf("%s is missing: run `go run ./ipdlib/cmd/ipd lab` in the repository once, and restart the kernel", path)
		}
	}
	var system unix.Statfs_t
	if unix.Statfs(folder, &system) == nil && system.Flags&unix.ST_NOEXEC != 0 {
		return fmt.Errorf("TMPDIR is %s, on a file system that is mounted noexec, where no cell's program can run: set TMPDIR to another folder, and restart the kernel", filepath.Dir(folder))
	}
	return cacheObstacle()
}

// cacheObstacle says what is wrong with the folder where the go command keeps what it has compiled.
func cacheObstacle() error {
	cache, by := os.Getenv("GOCACHE"), "GOCACHE"
	if cache == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return errors.New("neither HOME nor GOCACHE is set, and Go needs a folder for what it compiles: set one of them, and restart the kernel")
		}
		cache, by = filepath.Join(base, "go-build"), "HOME"
		if os.Getenv("XDG_CACHE_HOME") != "" {
			by = "XDG_CACHE_HOME"
		}
	}
	for there := cache; ; there = filepath.Dir(there) {
		if _, err := os.Stat(there); err != nil && there != filepath.Dir(there) {
			continue // the nearest folder that exists
		}
		if err := unix.Access(there, unix.W_OK); err != nil {
			return fmt.Errorf("%s, where Go keeps what it compiles, cannot be written to (%s: %w): set GOCACHE to a folder that can be written to, and restart the kernel", cache, by, err)
		}
		return nil
	}
}

// withReason adds what the supervisor and GoNB said to an error.
func (r *relay) withReason(err error) error {
	if said := r.gonb.said.String(); said != "" {
		return fmt.Errorf("%w: %s", err, said)
	}
	return err
}

// breakDown keeps the kernel alive although it can't run cells, so that the first cell says why: front ends show no more than
// "Kernel died" of one that ends, and some start it anew without end.
func (r *relay) breakDown(err error) {
	if r.gonb != nil {
		err = r.withReason(err)
	}
	fmt.Fprintln(os.Stderr, "ipd-kernel: the kernel cannot start:", err)
	r.broken = err
	r.next()
}

// refuse answers a request of a kernel that can't run cells.
func (r *relay) refuse(m *wire.Message) {
	switch m.Head.Type {
	case "complete_request":
		r.answer(r.shell, m, "complete_reply", completed(nil, 0, 0))
		return
	case "inspect_request":
		r.answer(r.shell, m, "inspect_reply", nothingFound())
		return
	}
	var content executeContent
	m.Decode(&content) // what can't be read is shown as nothing
	r.count++
	failed := failure{name: "StartError", value: "the kernel cannot start: " + r.broken.Error()}
	reply := failed.content()
	reply["execution_count"] = r.count
	r.status(m, "busy")
	r.publish(m.Answer("execute_input", map[string]any{"code": content.Code, "execution_count": r.count}))
	r.publish(m.Answer("error", failed.published()))
	r.shell.Send(r.reply(m, "execute_reply", reply))
	r.status(m, "idle")
}
