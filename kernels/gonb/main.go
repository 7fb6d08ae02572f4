// Command gonb is the kernel of GoNB v0.11.4 with its command line replaced: the same packages, put together as GoNB's own
// main does, with changes that no flag of GoNB reaches.
//
//   - GoNB sleeps for goplsclient.ConnectTimeout, 12 s, before it first speaks to gopls, and runs no cell meanwhile once
//     somebody has pressed Tab. Here it is connectTimeout.
//   - GoNB's -go_work reads every folder of the workspace at start and hands every Go file in it to gopls as an open
//     document, .venv and .tools included. Here the workspace file lies one folder above GoNB's own module, where the go
//     command and gopls look and GoNB doesn't.
//   - GoNB runs the program that it has built and reads its output. Here it runs the relay's runner, which lies where GoNB expects
//     the program, and which runs that.
//   - Infinite recursion takes 1 GB of memory and 5 s until Go ends it. Here programs get a smaller stack.
//   - GoNB runs `go get` in each cell, which takes 50 ms to find that there is nothing to get. Here %noautoget is the default
//     where GOPROXY is off.
//
// Errors of the compiler stay plain text (GoNB's -raw_error), so that they reach whoever runs a notebook without a browser.
//
// Go lets packages below an internal folder be imported only from import paths under that folder's parent. That is the
// reason for this module's own path, which stands for nothing on any network: ../go.mod replaces it with this folder.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/janpfeifer/gonb/internal/dispatcher"
	"github.com/janpfeifer/gonb/internal/goexec"
	"github.com/janpfeifer/gonb/internal/goexec/goplsclient"
	"github.com/janpfeifer/gonb/internal/kernel"
	"k8s.io/klog/v2"
)

// connectTimeout is how long gopls may take to listen and to answer the first request; GoNB tries again for 30 s. A warm
// gopls needs 0.1 to 0.2 s on two busy cores.
const connectTimeout = 500 * time.Millisecond

// PidVariable tells a shell whether GoNB itself started it (see ../internal/shell).
const PidVariable = "IPD_GONB_PID"

// FolderVariable names the private folder that the relay has made, and runner a program in its bin (see ../internal/program).
const (
	FolderVariable = "IPD_KERNEL_DIR"
	runner         = "ipd-program"
)

func main() {
	connection := flag.String("kernel", "", "connection `file` that Jupyter wrote")
	module := flag.String("use", "", "absolute `path` of the module that cells import")
	flag.Parse()
	logErrors(os.Stderr)
	if err := run(*connection, *module); err != nil {
		fmt.Fprintln(os.Stderr, "gonb:", err)
		os.Exit(1)
	}
}

// run is a kernel's life.
func run(connection, module string) error {
	goplsclient.ConnectTimeout = connectTimeout
	if err := os.Setenv(PidVariable, strconv.Itoa(os.Getpid())); err != nil {
		return err
	}
	if err := writeWorkspace(os.TempDir(), module); err != nil { // gopls, which is about to start, looks for it
		return err
	}
	k, err := kernel.New(connection)
	if err != nil {
		return err
	}
	k.HandleInterrupt()
	state, err := goexec.New(k, uniqueID(), false, true)
	if err != nil {
		return err
	}
	if err := writeWorkspace(os.TempDir(), module, state.TempDir); err != nil {
		return err
	}
	if err := errors.Join(linkProgram(state.BinaryPath()), limitStack(state.TempDir)); err != nil {
		return err
	}
	state.AutoGet = os.Getenv("GOPROXY") != "off" // else there is nothing to get
	logErrors(io.Discard)                         // from here on they are cells' errors, which Jupyter shows
	dispatcher.RunKernel(k, state)
	err = state.Stop()
	k.ExitWait()
	return err
}

// linkProgram puts the relay's runner where GoNB finds the program that it has built. The go command that the relay puts on
// PATH builds it beside that. Without a relay, nothing changes.
func linkProgram(path string) error {
	folder := os.Getenv(FolderVariable)
	if folder == "" {
		return nil
	}
	return os.Symlink(filepath.Join(folder, "bin", runner), path)
}

// limitStack adds a file to the programs of cells that lets infinite recursion end after 128 MB, in half a second, and not
// after 1 GB, which takes many. GoNB reads and writes main.go alone.
func limitStack(folder string) error {
	const text = "package main\n\nimport \"runtime/debug\"\n\nfunc init() { debug.SetMaxStack(128 << 20) }\n"
	return os.WriteFile(filepath.Join(folder, "stack.go"), []byte(text), 0o600)
}

// logErrors sends GoNB's log of errors to w and the rest of its log, which quotes cells, nowhere.
func logErrors(w io.Writer) {
	flags := flag.NewFlagSet("klog", flag.PanicOnError)
	klog.InitFlags(flags)
	flags.Parse([]string{"-logtostderr=false", "-stderrthreshold=FATAL", "-one_output"})
	klog.SetOutput(io.Discard)
	klog.SetOutputBySeverity("ERROR", w)
}

// uniqueID names GoNB's module and its folder below TMPDIR.
func uniqueID() string {
	var b [4]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
