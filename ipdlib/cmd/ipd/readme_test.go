package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ipd/ipdlib/original"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// TestReadmeTable computes README's table of 72 means again, and how many of them agree, from the 180 runs that are kept in
// docs/ten_runs.csv.
func TestReadmeTable(t *testing.T) {
	file, err := os.Open("../../../docs/ten_runs.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(line []string, column string) float64 {
		x, err := strconv.ParseFloat(line[slices.Index(lines[0], column)], 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	var s summary.Summary
	for _, q := range []record.Quantity{record.TrainAccuracy, record.TrainError, record.TestAccuracy, record.TestError} {
		for _, p := range plan.Default().Grid.Dropouts {
			for _, sigma := range plan.Default().Grid.Sigmas {
				var values []float64
				for _, line := range lines[1:] {
					if number(line, "dropout") == p && number(line, "sigma_rad") == sigma {
						values = append(values, number(line, q.String()))
					}
				}
				s.Cells = append(s.Cells, summary.NewCell(q, p, sigma, values))
			}
		}
	}
	var out strings.Builder
	compared, agreeing := original.Compare(s), 0
	for _, c := range compared {
		if c.Agrees() {
			agreeing++
		}
	}
	if err := printMarkdown(&out, compared); err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	table, _, _ := strings.Cut(out.String(), "\n\n")
	if !strings.Contains(string(readme), table) {
		t.Errorf("README's table is not that of docs/ten_runs.csv, which is\n%s", table)
	}
	if says := fmt.Sprintf("%d of the %d means lie within 3 combined standard errors", agreeing, len(compared)); !strings.Contains(strings.Join(strings.Fields(string(readme)), " "), says) {
		t.Errorf("README doesn't say that %s", says)
	}
}
