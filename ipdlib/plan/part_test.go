package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestSharesCover deals trainings out: each is in one part, and the sizes of parts differ by one at most.
func TestSharesCover(t *testing.T) {
	for _, trainings := range []int{1, 8, 54} {
		for of := 1; of <= 60; of++ {
			var all []int
			least, most := trainings, 0
			for number := 1; number <= of; number++ {
				part := share(number, of, trainings).Numbers
				if part == nil {
					t.Fatal("an empty part would be all")
				}
				least, most = min(least, len(part)), max(most, len(part))
				all = append(all, part...)
			}
			slices.Sort(all)
			if len(all) != trainings || len(slices.Compact(all)) != trainings || most-least > 1 {
				t.Errorf("%d trainings in %d parts: %v, %d to %d each", trainings, of, all, least, most)
			}
		}
	}
}

func TestPart(t *testing.T) {
	// As Slurm says it in task 7 of --array=1-18, 5 of 0-17, 7 of 1-17:3 and 4 of 1,4,9.
	whole := "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=18 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=18 SLURM_ARRAY_TASK_STEP=1"
	zero := "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=18 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=17 SLURM_ARRAY_TASK_STEP=1"
	step := "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=6 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=17 SLURM_ARRAY_TASK_STEP=3"
	gaps := "SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=9 SLURM_ARRAY_TASK_STEP=1"
	for _, c := range []struct{ text, env, want string }{
		{"3/18", "", "3/18"},
		{"1/1", whole, "1/1"}, // what is said goes first
		{"auto", whole, "7/18"},
		{"auto", zero, "6/18"},
		{"auto", step, "3/6"},
		{"auto/18", "SLURM_ARRAY_TASK_ID=3", "3/18"}, // --array=3 alone, the only one that is missing
		{"auto/4", "JOB_COMPLETION_INDEX=0", "1/4"},
		{"auto/4", "JOB_COMPLETION_INDEX=3", "4/4"},
		{"auto/4", "PARALLEL_SEQ=4", "4/4"},

		{"", "", "want K/N, such as 3/18, auto, or names of trainings"},
		{"3", "", "want K/N, such as 3/18, auto, or names of trainings"},
		{"0/3", "", "from 1 to 3"},
		{"4/3", "", "from 1 to 3"},
		{"x/3", "", "from 1 to 3"},
		{"1/0", "", "with N of 1 or more"},
		{"1/x", "", "with N of 1 or more"},
		{"1/2/3", "", "with N of 1 or more"},
		{"auto", "", "none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and PARALLEL_SEQ is set"},
		{"auto", gaps, "in an array with gaps"},
		{"auto", "SLURM_ARRAY_TASK_ID=4", "SLURM_ARRAY_TASK_"},
		{"auto", whole + " PARALLEL_SEQ=2", "SLURM_ARRAY_TASK_ID and PARALLEL_SEQ are both set"},
		{"auto", "JOB_COMPLETION_INDEX=0", "but not how many parts there are; give that too, such as auto/18"},
		{"auto", "PARALLEL_SEQ=1", "but not how many parts there are"},
		{"auto/4", "JOB_COMPLETION_INDEX=4", "means part 5; want 1 to 4"},
		{"auto/4", "PARALLEL_SEQ=5", "means part 5"},
		{"auto/4", "SLURM_ARRAY_TASK_ID=0", "means part 0"},
		{"auto/4", "PARALLEL_SEQ=two", `PARALLEL_SEQ is "two"; it must be a number`},
	} {
		env := map[string]string{}
		for pair := range strings.FieldsSeq(c.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		for _, name := range []string{slurmTask, "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP", kubernetes, gnuParallel} {
			t.Setenv(name, env[name])
		}
		p, err := tiny().Part(c.text)
		if err == nil && p.String() == c.want {
			continue
		}
		if err == nil || !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q with %q gives %v, %v; want %s", c.text, c.env, p, err, c.want)
		}
	}
}

func TestPartByNames(t *testing.T) {
	all := tiny().Trainings()
	names := fmt.Sprintf("%s, %s,%s", all[2].Name(2), all[7].Key(), all[0].Name(0))
	if got, err := tiny().Part(names); err != nil || !slices.Equal(got.Numbers, []int{2, 7, 0}) || got.String() != names {
		t.Errorf("%s: %v, %v", names, got, err)
	}
	for names, want := range map[string]string{
		"0123456789abcdef":       "`ipd status` names those that are missing",
		"9:" + all[7].Key():      "these settings have no training",
		"0:" + all[7].Key():      "these settings have no training",
		"7:" + all[7].Key():      "these settings have no training", // it is number 8
		all[0].Name(0) + ",oops": "oops",
	} {
		if got, err := tiny().Part(names); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want %q", names, got, err, want)
		}
	}
}

// TestTrainingsIn lists the trainings of parts.
func TestTrainingsIn(t *testing.T) {
	s := tiny()
	all := s.Trainings()
	if got := s.TrainingsIn(Part{Numbers: []int{6, 1}}); len(got) != 2 || !got[0].Equal(all[6]) || !got[1].Equal(all[1]) {
		t.Errorf("trainings %v", got)
	}
	if numbers, err := (Part{}).Of(3); err != nil || !slices.Equal(numbers, []int{0, 1, 2}) {
		t.Errorf("the whole of three: %v, %v", numbers, err)
	}
	for _, numbers := range [][]int{{8}, {-1}, {1, 1}} {
		if _, err := (Part{Numbers: numbers}).Of(8); !errors.Is(err, ErrSettings) {
			t.Errorf("part %v: error %v", numbers, err)
		}
	}
}
