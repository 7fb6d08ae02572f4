package document

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/notebooktest"
)

// given are, for each text, the phrases with numbers that no cell and no record has: definitions, settings of the study, arithmetic, citations.
var given = map[string][]string{
	"README.md": {
		"200 auditory-nerve fibres", "Go 1.26.5 or newer", "Python 3.10 or newer", "95 % intervals", "(2023)", "eNeuro 2025", "Apache License 2.0",
		"70 of the 72 means lie within 3 combined standard errors", "All 72 means beside the published ones", // TestReadmeTable
	},
	"notebooks/" + document: {
		"(2023)", "*eNeuro* 2025", "by less than 10⁻⁶", "spread evenly from 0 to", "each step of 1 ms", "from −90° to 90°", "Fibres 0 to 99",
		"on average, 3.75°", "exceeds 1.", "2.6 and 1.6 times as wide", "always takes 5 ms",
	},
	"notebooks/analysis/README.md": {"2.5 s per training"},
	"notebooks/analysis/any_parameter.ipynb": {
		"time constant is 5 ms", "2, 5, 10 and 20 ms", "95 % intervals", "95 of 100 such intervals", "Between 2 and 5 ms", "at 20 ms",
	},
	"notebooks/analysis/inside_the_network.ipynb": {
		"the tone's 20 Hz are visible, one cycle every 50 ms", "A bin of 2 ms", "is 0 for a unit that fires equally for all directions and 1 for one",
	},
	"notebooks/analysis/noise_in_training_and_test.ipynb": {},
	"notebooks/analysis/open_questions.ipynb": {
		"95 % intervals", "below 0.05", "its 30 hidden units", "layers of 30", "the 200 wrong delays", "all its 4096 sounds", "each batch of 64 sounds",
		"at 5 %", "10 000 resamples",
		"lost 0.2 and 5.4 points to", // the notebook's outputs in commit 3725b8c
	},
}

// notCompared is what of Markdown files has its own source: tables, of which TestReadmeTable computes the results', and the
// section of times, which were measured on one machine.
var notCompared = regexp.MustCompile(`(?ms)^## How fast$.*?^## |^\|.*?$`)

// All numbers in the prose of README, the document and the analyses name the cell or the record that they come from, or are given.
func TestNumbersInProse(t *testing.T) {
	root, err := device.Root()
	if err != nil {
		t.Fatal(err)
	}
	for path, phrases := range given {
		t.Run(path, func(t *testing.T) {
			full := filepath.Join(root, path)
			if filepath.Ext(path) == ".md" {
				raw, err := os.ReadFile(full)
				if err != nil {
					t.Fatal(err)
				}
				notebooktest.CheckNumbers(t, root, notCompared.ReplaceAllString(string(raw), ""), notebooktest.File{}, phrases)
				return
			}
			nb := notebooktest.Read(t, full)
			var text strings.Builder
			for _, c := range nb.Cells {
				if c.Type == "markdown" {
					text.WriteString(string(c.Source) + "\n\n")
				}
			}
			notebooktest.CheckNumbers(t, root, text.String(), nb, phrases)
		})
	}
}
