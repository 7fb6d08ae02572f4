package slurm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A Log is the log of the last task that tried a training.
type Log struct {
	Path string
	Last string // its last line
}

// Logs finds for each key the log of the last task that tried its training, if there is one.
func Logs(dir string, keys []string) (map[string]Log, error) {
	jobs, err := jobFolders(dir)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, key := range keys {
		wanted[key] = true
	}
	latest := map[string]os.FileInfo{}
	logs := map[string]Log{}
	for _, hash := range jobs {
		job := filepath.Join(dir, jobsName, hash)
		tasks, err := taskKeys(job)
		if err != nil {
			return nil, err
		}
		for i, keys := range tasks {
			path := filepath.Join(job, logsName, fmt.Sprintf("%d.log", i+1))
			var info os.FileInfo
			for _, key := range keys {
				if !wanted[key] {
					continue
				}
				if info == nil {
					if info, err = os.Stat(path); err != nil {
						break // it has not begun
					}
				}
				if before := latest[key]; before == nil || info.ModTime().After(before.ModTime()) {
					latest[key], logs[key] = info, Log{Path: path}
				}
			}
		}
	}
	lines := map[string]string{}
	for key, log := range logs {
		last, ok := lines[log.Path]
		if !ok {
			last = lastLine(log.Path)
			lines[log.Path] = last
		}
		logs[key] = Log{Path: log.Path, Last: last}
	}
	return logs, nil
}

// lastLine returns the last non-empty line of a file, or "" if the file can't be read.
func lastLine(path string) string {
	const enough = 4096
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > enough {
		if _, err := f.Seek(-enough, io.SeekEnd); err != nil && !errors.Is(err, io.EOF) {
			return ""
		}
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return ""
	}
	lines := strings.Split(string(bytes.TrimSpace(text)), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
