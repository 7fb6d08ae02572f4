package lab

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"ipd/ipdlib/device/venv"
)

const (
	defaultPort   = 8888          // Jupyter's own
	otherPorts    = 50            // how many more are tried if it is taken
	defaultKernel = "ipd-xla-cpu" // of new notebooks

	// startTime is how long JupyterLab may take until it listens: 1 to 3 s, on a fresh and busy machine 15 s.
	startTime = 2 * time.Minute

	// stopTime is how long it may take to stop after SIGTERM, which includes its kernels: half a second.
	stopTime = 5 * time.Second
)

// A Server is a JupyterLab on this machine, for its user alone.
type Server struct {
	Root      string // the project's folder
	Notebooks string // absolute path of the folder that JupyterLab shows
	Open      string // name of a notebook in that folder to open at once; empty: none
	Port      int    // 0: 8888, or the next free one
	Browser   bool   // whether to open the user's browser
	Terminal  bool   // whether out is a terminal. Elsewhere the token is not said, only the file that has it
}

// Serve runs JupyterLab until ctx ends or the user shuts it down from its menu, and then ends its kernels too. It says
// its address, and what happens, to out.
func Serve(ctx context.Context, s Server, out io.Writer) error {
	folder, err := newRunFolder(s.Root)
	if err != nil {
		return err
	}
	defer folder.remove()
	token := rand.Text()
	if err := errors.Join(s.writeConfig(folder), writeStyle(s.Root), folder.write(tokenName, token)); err != nil {
		return fmt.Errorf("%w: %w", ErrServer, err)
	}
	log, err := os.OpenFile(folder.join(logName), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrServer, err)
	}
	defer log.Close()

	if err := trust(ctx, s.Root, folder); err != nil && ctx.Err() == nil {
		fmt.Fprintln(out, "The notebooks' sliders will work only after their cells have been run:", err)
	}

	// The end of ctx is a request to stop, not to kill.
	cmd := command(context.WithoutCancel(ctx), jupyterEnv(s.Root, folder), venv.Python(s.Root), "-m", "jupyterlab")
	cmd.Dir = folder.path // Python and Jupyter look for modules and configuration in the working directory, too
	cmd.Stdout, cmd.Stderr = log, log
	ended, err := start(cmd)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrServer, err)
	}

	address, err := awaitAddress(ctx, folder, cmd.Process.Pid, ended)
	switch {
	case errors.Is(err, errEnded):
		return fmt.Errorf("%w: %s", ErrServer, s.explain(folder.log()))
	case err != nil && ctx.Err() == nil:
		stop(cmd, ended)
		return fmt.Errorf("%w: %w:\n%s", ErrServer, err, folder.log())
	case err == nil:
		os.Remove(folder.join(tokenName)) // it has been read
		s.announce(out, folder, address, token)
		select {
		case err := <-ended:
			if err != nil {
				return fmt.Errorf("%w: it ended by itself (%w):\n%s", ErrServer, err, folder.log())
			}
			fmt.Fprintln(out, "JupyterLab was shut down from its menu; its kernels have ended too.")
			return nil
		case <-ctx.Done():
		}
	}
	fmt.Fprintln(out, "\nStopping JupyterLab and its kernels.")
	stop(cmd, ended)
	return nil
}

// stop asks JupyterLab to end, which ends its kernels first, and kills it if it doesn't: then the kernels miss their
// parent and end by themselves.
func stop(cmd *exec.Cmd, ended <-chan error) {
	if terminate(cmd) != nil {
		return // it has ended
	}
	select {
	case <-ended:
	case <-time.After(stopTime):
		cmd.Cancel()
		<-ended
		time.Sleep(orphanTime)
	}
}
