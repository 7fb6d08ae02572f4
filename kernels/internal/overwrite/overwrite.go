// Package overwrite writes the small files in the kernel's folder that each cell or completion needs anew.
package overwrite

import (
	"errors"
	"os"
)

// File is os.WriteFile for a file of mode 0600, but cuts it at its new end instead of emptying it first: ext4 waits 0.2 ms for
// the disk when a file that was emptied is written again. Whoever reads meanwhile may find a mixture.
func File(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Truncate(int64(len(data))), f.Close())
}
