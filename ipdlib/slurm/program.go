package slurm

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// InstallProgram copies an executable, such as this process's own, into the folder of a sweep's jobs, under the hash of its
// content, and returns the absolute path of the copy. So the nodes run exactly the program that submitted the job, even if the
// original is gone or rebuilt: `go run` removes its executable.
func InstallProgram(dir, executable string) (path string, err error) {
	source, err := os.Open(executable)
	if err != nil {
		return "", fmt.Errorf("copying the program for the nodes: %w", err)
	}
	defer source.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, source)
	if err != nil {
		return "", fmt.Errorf("copying the program for the nodes: %w", err)
	}
	path, err = filepath.Abs(filepath.Join(dir, jobsName, "ipd-"+hex.EncodeToString(sum.Sum(nil))[:12]))
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == size {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return "", fmt.Errorf("copying the program for the nodes: %w", err)
	}
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	copied, err := os.CreateTemp(filepath.Dir(path), ".ipd.*.tmp")
	if err != nil {
		return "", fmt.Errorf("copying the program for the nodes: %w", err)
	}
	_, err = io.Copy(copied, source)
	if err = errors.Join(err, copied.Chmod(0o755), copied.Sync(), copied.Close()); err == nil {
		err = os.Rename(copied.Name(), path)
	}
	if err != nil {
		return "", fmt.Errorf("copying the program for the nodes: %w", errors.Join(err, os.Remove(copied.Name())))
	}
	return path, nil
}
