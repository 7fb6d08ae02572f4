//go:build !linux

package device

func threadsLeft() (left int, limit string) { return -1, "" }
