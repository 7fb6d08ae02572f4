// Package process finds and ends processes by their place in the tree, read from Linux's /proc.
package process

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// An Entry is what /proc/PID/stat says about a process.
type Entry struct {
	PID, Parent int
	Started     uint64 // clock ticks after boot, in the same unit for all
	Zombie      bool
}

// A Table is a snapshot of all processes.
type Table map[int]Entry

// Snapshot reads the table. Processes that end meanwhile are left out.
func Snapshot() Table {
	t := Table{}
	proc, err := os.Open("/proc")
	if err != nil {
		return t
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(-1)
	for _, name := range names {
		if name[0] < '0' || name[0] > '9' {
			continue
		}
		text, err := os.ReadFile("/proc/" + name + "/stat")
		if err != nil {
			continue
		}
		if e, ok := parseStat(text); ok {
			t[e.PID] = e
		}
	}
	return t
}

// parseStat reads a line of proc(5)'s stat: "PID (name) state parent ..."; the name may hold anything, brackets too. Field 22
// is the time of the start.
func parseStat(text []byte) (e Entry, ok bool) {
	open, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if open < 0 || end < open {
		return e, false
	}
	fields := bytes.Fields(text[end+1:]) // from field 3 on
	if len(fields) < 20 {
		return e, false
	}
	var wrong [3]error
	e.PID, wrong[0] = strconv.Atoi(string(bytes.TrimSpace(text[:open])))
	e.Parent, wrong[1] = strconv.Atoi(string(fields[1]))
	e.Started, wrong[2] = strconv.ParseUint(string(fields[19]), 10, 64)
	e.Zombie = string(fields[0]) == "Z"
	return e, wrong == [3]error{}
}

// Children are the processes that root started, or that it inherited as a subreaper.
func (t Table) Children(root int) []Entry {
	var list []Entry
	for _, e := range t {
		if e.Parent == root {
			list = append(list, e)
		}
	}
	return list
}

// Descendants are all processes below root.
func (t Table) Descendants(root int) []Entry {
	list := t.Children(root)
	for i := 0; i < len(list); i++ {
		list = append(list, t.Children(list[i].PID)...)
	}
	return list
}

// Name is the name under which a process was started, at most 15 bytes of it (proc(5), comm), "" if it has ended.
func Name(pid int) string {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/comm")
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(text), "\n")
}
