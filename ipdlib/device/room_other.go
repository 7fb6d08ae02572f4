//go:build !linux

package device

import "errors"

var errUnmeasured = errors.New("not measured on this system")

func memoryAvailable() (uint64, error) { return 0, errUnmeasured }

func diskFree(string) (uint64, error) { return 0, errUnmeasured }
