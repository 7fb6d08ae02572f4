package lab

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"ipd/ipdlib/device/venv"
)

//go:embed execute.py
var executeSource []byte

// A Run is one execution of a notebook, without a browser.
type Run struct {
	Root     string        // the project's folder
	Notebook string        // path of the file
	Out      string        // folder for the executed notebook, made if need be; empty: in place of the notebook itself
	HTML     bool          // whether to write a page beside the executed notebook
	Kernel   string        // name of the kernel; empty: the one that the notebook names
	Timeout  time.Duration // for each cell; 0: no limit
}

// Check says beforehand what would keep the notebook from running: no such file, no such kernel. It is quick, where
// Setup, which has to come before Execute, can take minutes.
func (r Run) Check() error {
	_, _, err := r.read()
	return err
}

// read returns the notebook and the kernel for it.
func (r Run) read() (*notebook, Kernel, error) {
	source, err := readNotebook(r.Notebook)
	if err != nil {
		return nil, Kernel{}, err
	}
	kernels, err := Kernels(r.Root)
	if err != nil {
		return nil, Kernel{}, err
	}
	kernel, err := source.chooseKernel(r.Kernel, kernels)
	return source, kernel, err
}

// Execute runs a notebook's cells from top to bottom on a kernel of its own and says to out, a line a cell, where it is.
//
// If a cell fails, the error is a *CellError and the cells after it don't run; if the kernel ends, it is ErrKernel. The
// notebook with what happened up to there is written into Out; in place of the notebook itself only a complete run without errors is written. When ctx
// ends, the kernel ends and nothing is written.
//
// The written notebook holds nothing that changes from run to run but what its cells print: no times, no new ids, one
// output for each stream however it arrived.
func Execute(ctx context.Context, r Run, out io.Writer) error {
	source, kernel, err := r.read()
	if err != nil {
		return err
	}
	folder, err := newRunFolder(r.Root)
	if err != nil {
		return err
	}
	defer folder.remove()

	fmt.Fprintf(out, "Running %s with %s.\n", source.path, kernel.Title)
	program, executed, page := folder.join("execute.py"), folder.join("executed.ipynb"), folder.join("page.html")
	if err := folder.write("execute.py", string(executeSource)); err != nil {
		return err
	}
	args := []string{program, source.path, kernel.Name, strconv.Itoa(int(math.Ceil(r.Timeout.Seconds()))), executed}
	if r.HTML {
		args = append(args, page)
	}
	var said bytes.Buffer
	told := progress{out: out, timeout: r.Timeout}
	cmd := command(ctx, jupyterEnv(r.Root, folder), venv.Python(r.Root), args...)
	cmd.Dir = folder.path
	cmd.Stdout, cmd.Stderr = &told, &said // the kernel holds the latter open: run waits for its end
	err = run(cmd)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(out)
		return fmt.Errorf("%s was stopped; nothing was written: %w", source.path, ctx.Err())
	case !told.ended:
		return fmt.Errorf("%w: Python ended (%v):\n%s", ErrKernel, err, tail(said.String(), 15))
	case errors.Is(told.err, ErrKernel):
		told.err = fmt.Errorf("%w\n%s", told.err, tail(said.String(), 15))
	}
	return errors.Join(told.err, r.deliver(source, executed, page, told.err == nil, out))
}

// deliver puts what a run has made where it was asked for.
func (r Run) deliver(source *notebook, executed, page string, well bool, out io.Writer) error {
	if _, err := os.Stat(executed); err != nil && !well {
		return nil // the kernel didn't even start
	}
	folder := r.Out
	if folder == "" {
		folder = filepath.Dir(source.path)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	if folder == filepath.Dir(source.path) {
		if !well {
			return nil
		}
		now, err := os.ReadFile(source.path)
		if err != nil || !bytes.Equal(now, source.text) {
			return fmt.Errorf("%w: %s has changed while it ran; run it again, or give a folder with -out", ErrForeign, source.path)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("%w; choose another folder with -out", err)
	}
	files := []struct{ from, name string }{{executed, filepath.Base(source.path)}}
	if r.HTML && well {
		files = append(files, struct{ from, name string }{page, source.stem() + ".html"})
	}
	for _, file := range files {
		path := filepath.Join(folder, file.name)
		if err := place(file.from, path); err != nil {
			return err
		}
		fmt.Fprintln(out, "Wrote", path)
	}
	return nil
}

// place copies a file to another place in one step, so that nobody ever reads half of it.
func place(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	half, err := os.CreateTemp(filepath.Dir(to), ".ipd-*")
	if err != nil {
		return err
	}
	defer os.Remove(half.Name())
	mode := os.FileMode(0o644)
	if info, err := os.Stat(to); err == nil {
		mode = info.Mode().Perm()
	}
	_, err = half.Write(text)
	if err := errors.Join(err, half.Chmod(mode), half.Close()); err != nil {
		return err
	}
	return os.Rename(half.Name(), to)
}
