package device

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A plugin is one of the shared libraries that the project pins, as installed below <root>/.venv.
type plugin struct {
	title        string // for sentences
	requirements string // the pinned packages, relative to the project's folder, with slashes
	library      string // the shared library, relative to site-packages, with slashes
	stamp        string // name of the stamp file in .venv
	download     string // how much comes over the network, for sentences
	command      string // what a person types to install it
}

var (
	cpuPlugin = plugin{
		title:        "XLA's CPU plugin",
		requirements: "kernels/requirements/xla-cpu.txt",
		library:      "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
		stamp:        "ipd-xla-cpu.json",
		download:     "63 MB",
		command:      "go run ./ipdlib/cmd/ipd doctor -install",
	}
	cudaPlugin = plugin{
		title:        "XLA's CUDA plugin",
		requirements: "kernels/requirements/cuda.txt",
		library:      "jax_plugins/xla_cuda13/xla_cuda_plugin.so",
		stamp:        "ipd-xla-cuda.json",
		download:     "2.5 GB",
		command:      "go run ./ipdlib/cmd/ipd doctor -install-cuda",
	}
)

// A stamp is written last, when an installation is complete and its library has been read back and compared. So its absence
// shows that a process was killed half way, and its numbers show whether the library is still the same file.
type stamp struct {
	Requirements string    `json:"requirements_sha256"` // of what the requirements file pins: a new pin asks for a new installation
	Library      string    `json:"library"`             // relative to .venv, with slashes
	Size         int64     `json:"size_bytes"`
	Modified     time.Time `json:"modified"`
	Sum          string    `json:"library_sha256"`
}

func venvDir(root string) string { return filepath.Join(root, ".venv") }

// pinned returns the first package of the requirements file, as "name version", and a checksum of all that it pins.
func (p plugin) pinned(root string) (version, sum string, err error) {
	path := filepath.Join(root, filepath.FromSlash(p.requirements))
	text, err := os.ReadFile(path)
	if err != nil {
		return "", "", fmt.Errorf("%s can't be installed without its list of packages: %w; restore the file, as with git checkout", p.title, err)
	}
	hash := sha256.New()
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#") // a new comment is no reason to install again
		if line == "" {
			continue
		}
		fmt.Fprintln(hash, line)
		name, rest, ok := strings.Cut(line, "==")
		if fields := strings.Fields(rest); ok && len(fields) > 0 && version == "" {
			version = name + " " + fields[0]
		}
	}
	if version == "" {
		return "", "", fmt.Errorf("%s names no package by name==version; restore the file, as with git checkout", path)
	}
	return version, hex.EncodeToString(hash.Sum(nil)), nil
}

// find returns the absolute path of the installed library after comparing it with the stamp. Size and time are compared; the
// content (200 MB: half a second) only where the time differs, as after copying the folder, or where full is set.
func (p plugin) find(root string, full bool) (path string, err error) {
	_, sum, err := p.pinned(root)
	if err != nil {
		return "", err
	}
	stampPath := filepath.Join(venvDir(root), p.stamp)
	s, err := readStamp(stampPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%w: %s is not in %s, or only half of it; run %s", ErrNotInstalled, p.title, venvDir(root), p.command)
	case err != nil:
		return "", fmt.Errorf("%w: %s can't be checked (%w); run %s", ErrCorrupt, p.title, err, p.command)
	case s.Requirements != sum:
		return "", fmt.Errorf("%w: %s has changed since %s was installed; run %s", ErrNotInstalled, p.requirements, p.title, p.command)
	}
	path = filepath.Join(venvDir(root), filepath.FromSlash(s.Library))
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%w: %s is gone from %s; run %s", ErrNotInstalled, p.title, path, p.command)
	case err != nil:
		return "", fmt.Errorf("%w: %s can't be read: %w; mend its permissions or run %s", ErrCorrupt, p.title, err, p.command)
	case info.Size() != s.Size:
		return "", fmt.Errorf("%w: %s has %d bytes instead of %d; run %s", ErrCorrupt, path, info.Size(), s.Size, p.command)
	case !full && info.ModTime().Equal(s.Modified):
		return path, nil
	}
	got, err := sumOf(path)
	if err != nil {
		return "", fmt.Errorf("%w: %s can't be read: %w; run %s", ErrCorrupt, p.title, err, p.command)
	}
	if got != s.Sum {
		return "", fmt.Errorf("%w: %s has sha256 %s instead of %s; run %s", ErrCorrupt, path, got, s.Sum, p.command)
	}
	s.Modified = info.ModTime()
	_ = writeStamp(stampPath, s) // it only saves the next process this half second; a read-only folder is no failure
	return path, nil
}

// seal reads the installed library back, compares it with what the wheel says of it and writes the stamp.
func (p plugin) seal(root string) error {
	_, sum, err := p.pinned(root)
	if err != nil {
		return err
	}
	pattern := filepath.Join(venvDir(root), "lib*", "python3*", "site-packages", filepath.FromSlash(p.library))
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		return fmt.Errorf("%w: pip reported success, but there is no %s", ErrInstall, pattern)
	}
	path := found[0]
	got, err := sumOf(path)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, p.title, err)
	}
	want, err := recordedSum(strings.TrimSuffix(path, filepath.FromSlash(p.library)), p.library)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, p.title, err)
	}
	if got != want {
		return fmt.Errorf("%w: %s has sha256 %s, the wheel says %s; the disk or memory may be failing: try again", ErrInstall, path, got, want)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, p.title, err)
	}
	relative, err := filepath.Rel(venvDir(root), path)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, p.title, err)
	}
	s := stamp{Requirements: sum, Library: filepath.ToSlash(relative), Size: info.Size(), Modified: info.ModTime(), Sum: got}
	if err := writeStamp(filepath.Join(venvDir(root), p.stamp), s); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, p.title, err)
	}
	return nil
}

// unseal removes the stamp, so that whatever happens next is not taken for a complete installation.
func (p plugin) unseal(root string) error {
	err := os.Remove(filepath.Join(venvDir(root), p.stamp))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w; mend the folder's permissions", ErrInstall, err)
	}
	return nil
}

func readStamp(path string) (stamp, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return stamp{}, err
	}
	var s stamp
	if err := json.Unmarshal(text, &s); err != nil {
		return stamp{}, fmt.Errorf("%s: %w", path, err)
	}
	if !filepath.IsLocal(filepath.FromSlash(s.Library)) {
		return stamp{}, fmt.Errorf("%s: library %q does not lie in .venv", path, s.Library)
	}
	return s, nil
}

// writeStamp writes to a temporary name and renames: no reader ever sees half a stamp.
func writeStamp(path string, s stamp) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(append(text, '\n')); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// recordedSum returns what the wheel's own list of files (RECORD, in the one .dist-info folder that names the library) says.
func recordedSum(sitePackages, library string) (string, error) {
	records, err := filepath.Glob(filepath.Join(sitePackages, "*.dist-info", "RECORD"))
	if err != nil {
		return "", err
	}
	for _, record := range records {
		f, err := os.Open(record)
		if err != nil {
			return "", err
		}
		rows, err := csv.NewReader(bufio.NewReader(f)).ReadAll()
		f.Close()
		if err != nil {
			return "", fmt.Errorf("%s: %w", record, err)
		}
		for _, row := range rows {
			if len(row) != 3 || row[0] != library {
				continue
			}
			sum, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(row[1], "sha256="))
			if err != nil {
				return "", fmt.Errorf("%s: %w", record, err)
			}
			return hex.EncodeToString(sum), nil
		}
	}
	return "", fmt.Errorf("no RECORD in %s names %s", sitePackages, library)
}

func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
