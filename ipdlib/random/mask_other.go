//go:build !amd64

package random

func (m *maskColumn) fillFast([]uint32, int, int) bool { return false }
