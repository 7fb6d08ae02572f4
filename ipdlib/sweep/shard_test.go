package sweep

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestShardsCover deals trainings out: each is in one shard, and shards differ by one training at most.
func TestShardsCover(t *testing.T) {
	for _, trainings := range []int{1, 8, 54} {
		for of := 1; of <= 60; of++ {
			var all []int
			least, most := trainings, 0
			for number := 1; number <= of; number++ {
				part := Shard{number, of}.Numbers(trainings)
				if part == nil {
					t.Fatal("an empty shard would be all")
				}
				least, most = min(least, len(part)), max(most, len(part))
				all = append(all, part...)
			}
			slices.Sort(all)
			if len(all) != trainings || len(slices.Compact(all)) != trainings || most-least > 1 {
				t.Errorf("%d trainings in %d shards: %v, %d to %d each", trainings, of, all, least, most)
			}
		}
	}
}

func TestParseShard(t *testing.T) {
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

		{"", "", "it must be like 3/18"},
		{"3", "", "it must be like 3/18"},
		{"0/3", "", "from 1 to 3"},
		{"4/3", "", "from 1 to 3"},
		{"x/3", "", "from 1 to 3"},
		{"1/0", "", "how many there are"},
		{"1/x", "", "how many there are"},
		{"1/2/3", "", "how many there are"},
		{"auto", "", "none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and PARALLEL_SEQ is set"},
		{"auto", gaps, "an array with gaps"},
		{"auto", "SLURM_ARRAY_TASK_ID=4", "SLURM_ARRAY_TASK_"},
		{"auto", whole + " PARALLEL_SEQ=2", "SLURM_ARRAY_TASK_ID and PARALLEL_SEQ are both set"},
		{"auto", "JOB_COMPLETION_INDEX=0", "but not of how many; say it, as in auto/18"},
		{"auto", "PARALLEL_SEQ=1", "but not of how many"},
		{"auto/4", "JOB_COMPLETION_INDEX=4", "gives shard 5, which isn't one of 1 to 4"},
		{"auto/4", "PARALLEL_SEQ=5", "gives shard 5"},
		{"auto/4", "SLURM_ARRAY_TASK_ID=0", "gives shard 0"},
		{"auto/4", "PARALLEL_SEQ=two", `PARALLEL_SEQ is "two"; it must be a number`},
	} {
		getenv := func(name string) string {
			for pair := range strings.FieldsSeq(c.env) {
				if value, ok := strings.CutPrefix(pair, name+"="); ok {
					return value
				}
			}
			return ""
		}
		s, err := ParseShard(c.text, getenv)
		if err == nil && s.String() == c.want {
			continue
		}
		if err == nil || !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q with %q gives %v, %v; want %s", c.text, c.env, s, err, c.want)
		}
	}
}

func TestSelect(t *testing.T) {
	all := tiny().Trainings()
	names := fmt.Sprintf("%s, %s,%s", Name(2, all[2]), all[7].Key(), Name(0, all[0]))
	if got, err := Select(tiny(), names); err != nil || !slices.Equal(got, []int{2, 7, 0}) {
		t.Errorf("%s: %v, %v", names, got, err)
	}
	for names, want := range map[string]string{
		"":                        "no training of these settings has the key",
		"0123456789abcdef":        "`ipd status` names those that are missing",
		"9:" + all[7].Key():       "isn't one of these settings",
		"0:" + all[7].Key():       "isn't one of these settings",
		"7:" + all[7].Key():       "isn't one of these settings", // it is number 8
		Name(0, all[0]) + ",oops": "oops",
	} {
		if got, err := Select(tiny(), names); !errors.Is(err, ErrSettings) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want %q", names, got, err, want)
		}
	}
}

// TestPartMustBeTrainings refuses numbers that are none.
func TestPartMustBeTrainings(t *testing.T) {
	for _, part := range [][]int{{8}, {-1}, {1, 1}} {
		if _, err := Run(t.Context(), tiny(), Options{Dir: t.TempDir(), Part: part}); !errors.Is(err, ErrSettings) {
			t.Errorf("part %v: error %v", part, err)
		}
	}
}
