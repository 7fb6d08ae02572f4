package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ipd/ipdlib/teaching/exercise"
)

// tally prints how often each answer was given to each question, the most frequent first:
//
//	18 files
//	8.1   C  12 ############
//	      B   6 ######
func tally(w io.Writer, folder string) error {
	votes, files, err := exercise.TallyFolder(folder)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d files\n", files)
	for _, question := range slices.Sorted(maps.Keys(votes)) {
		counts := votes[question]
		answers := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
		})
		name := question
		for _, answer := range answers {
			fmt.Fprintf(w, "%-5s %-8s %3d %s\n", name, answer, counts[answer], strings.Repeat("#", counts[answer]))
			name = ""
		}
	}
	return nil
}
