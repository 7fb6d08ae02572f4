package main

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ipd/ipdlib/original"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// ofTenRuns sums up the first runs that are kept in docs/ten_runs.csv, as [summary.Of] does.
func ofTenRuns(t *testing.T, most float64) (s summary.Summary) {
	t.Helper()
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
	for _, q := range []record.Quantity{record.TrainAccuracy, record.TrainError, record.TestAccuracy, record.TestError} {
		for _, p := range plan.Default().Grid.Dropouts {
			for _, sigma := range plan.Default().Grid.Sigmas {
				var values []float64
				for _, line := range lines[1:] {
					if number(line, "dropout") == p && number(line, "sigma_rad") == sigma && number(line, "run") <= most {
						values = append(values, number(line, q.String()))
					}
				}
				s.Cells = append(s.Cells, summary.NewCell(q, p, sigma, values))
			}
		}
	}
	return s
}

// TestReadmeTable computes README's table of 72 means again, and how many of them agree.
func TestReadmeTable(t *testing.T) {
	compared, agreeing := original.Compare(ofTenRuns(t, 10)), 0
	for _, c := range compared {
		if c.Agrees() {
			agreeing++
		}
	}
	var out strings.Builder
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

// TestChecksum computes the checksum that ends the document, of the table of the study's three runs: they are the first of the ten.
func TestChecksum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "summary.csv")
	if err := ofTenRuns(t, float64(plan.Default().Grid.Runs)).WriteCSV(path); err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile("../../../notebooks/robustness_to_noise_and_dropout.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if sum := fmt.Sprintf("%x  results/check/summary.csv", sha256.Sum256(table)); !strings.Contains(string(document), sum) {
		t.Errorf("the document doesn't show %s", sum)
	}
}
