package lineage

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Sum is a key for the value. The variable's own name is no part of it: the same code has the same value, in whatever
// notebook, under whatever name.
func (l Lineage) Sum(more ...string) string {
	h := sha256.New()
	for _, part := range slices.Sorted(maps.Keys(l)) {
		name, _, isRoot := strings.Cut(part, " ")
		if !isRoot || name != "var" {
			name = part
		}
		fmt.Fprintf(h, "%q %q\n", name, l[part])
	}
	fmt.Fprintf(h, "%q", more)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Changed lists the parts that differ from those of an older lineage, those of cells first.
func (l Lineage) Changed(old Lineage) (parts []string) {
	for part := range l {
		if value, had := old[part]; !had || value != l[part] {
			parts = append(parts, part)
		}
	}
	for part := range old {
		if _, has := l[part]; !has {
			parts = append(parts, part)
		}
	}
	slices.SortFunc(parts, func(a, b string) int {
		if x, y := strings.Count(a, "/"), strings.Count(b, "/"); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return parts
}
