package venv

import (
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

// A stamp is written last, when an installation is complete and its library has been read back and compared. So its
// absence shows that a process was killed half way, and its numbers show whether the library is still the same file.
type stamp struct {
	Requirements string    `json:"requirements_sha256"` // of what the requirements file pins: a new pin asks for a new installation
	Library      string    `json:"library,omitempty"`   // relative to .venv, with slashes
	Size         int64     `json:"size_bytes"`
	Modified     time.Time `json:"modified"`
	Sum          string    `json:"library_sha256"`
}

// seal reads the installed library back, compares it with what the wheel says of it and writes the stamp.
func (l List) seal(root string) error {
	_, sum, err := l.Pinned(root)
	if err != nil {
		return err
	}
	if l.Library == "" {
		return l.writeSeal(root, stamp{Requirements: sum})
	}
	pattern := filepath.Join(Dir(root), "lib*", "python3*", "site-packages", filepath.FromSlash(l.Library))
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		return fmt.Errorf("%w: pip reported success, but there is no %s", ErrInstall, pattern)
	}
	path := found[0]
	got, err := sumOf(path)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, l.Title, err)
	}
	want, err := recordedSum(strings.TrimSuffix(path, filepath.FromSlash(l.Library)), l.Library)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, l.Title, err)
	}
	if got != want {
		return fmt.Errorf("%w: %s has sha256 %s, but the wheel lists %s; the disk or memory may be failing: try again", ErrInstall, path, got, want)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, l.Title, err)
	}
	relative, err := filepath.Rel(Dir(root), path)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, l.Title, err)
	}
	return l.writeSeal(root, stamp{Requirements: sum, Library: filepath.ToSlash(relative), Size: info.Size(), Modified: info.ModTime(), Sum: got})
}

func (l List) writeSeal(root string, s stamp) error {
	if err := writeStamp(filepath.Join(Dir(root), l.Stamp), s); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrInstall, l.Title, err)
	}
	return nil
}

// unseal removes the stamp, so that whatever happens next is not taken for a complete installation.
func (l List) unseal(root string) error {
	err := os.Remove(filepath.Join(Dir(root), l.Stamp))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w; fix the folder's permissions", ErrInstall, err)
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
	if s.Library != "" && !filepath.IsLocal(filepath.FromSlash(s.Library)) {
		return stamp{}, fmt.Errorf("%s: library %q is not in .venv", path, s.Library)
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
	if err := temporary.Chmod(0o644); err != nil { // an installation may serve other users, too
		return err
	}
	if _, err := temporary.Write(append(text, '\n')); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// recordedSum returns what the wheel's own list of files (RECORD, in the one .dist-info folder that names the library)
// says.
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
		rows, err := csv.NewReader(f).ReadAll()
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
