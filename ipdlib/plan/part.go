package plan

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A Part is a subset of a sweep's trainings, for processes that share its folder. The zero value is the whole sweep.
type Part struct {
	// Numbers are the positions of the trainings in Settings.Trainings, from 0. nil: all of them; empty: none.
	Numbers []int

	text string
}

// String returns, for example, 3/18, or the names of the trainings.
func (p Part) String() string { return p.text }

// Of lists the positions of the part's trainings among n. A position out of range, or one given twice, is an error.
func (p Part) Of(n int) ([]int, error) {
	if p.Numbers == nil {
		return share(1, 1, n).Numbers, nil
	}
	seen := map[int]bool{}
	for _, i := range p.Numbers {
		if i < 0 || i >= n || seen[i] {
			return nil, fmt.Errorf("%w: part: training %d; want each once, from 0 to %d", ErrSettings, i, n-1)
		}
		seen[i] = true
	}
	return p.Numbers, nil
}

// share deals n trainings to equal parts, like cards, so that their sizes differ by at most one. What a part gets depends only
// on the settings, not on what is already done. number is from 1.
func share(number, of, n int) Part {
	p := Part{Numbers: []int{}, text: fmt.Sprintf("%d/%d", number, of)}
	for i := number - 1; i < n; i += of {
		p.Numbers = append(p.Numbers, i)
	}
	return p
}

// Part reads a part of the sweep: 3/18, the third of eighteen equal parts; auto, which takes both numbers from the environment
// variables that a scheduler sets for its tasks, or auto/18, which takes only the first from there; or names of trainings (see
// Training.Name), separated by commas. A key without its number also works, but takes longer to find.
func (s Settings) Part(text string) (Part, error) {
	e := s.enumerate()
	first, last, divided := strings.Cut(text, "/")
	if !divided && first != "auto" {
		return e.named(text)
	}
	number, of, err := shareOf(first, last, divided)
	if err != nil {
		return Part{}, fmt.Errorf("%w: part %q: %w", ErrSettings, text, err)
	}
	return share(number, of, e.count()), nil
}

func shareOf(first, last string, divided bool) (number, of int, err error) {
	if divided {
		if of, err = strconv.Atoi(last); err != nil || of < 1 {
			return 0, 0, fmt.Errorf("want K/N, such as 3/18, with N of 1 or more")
		}
	}
	if first == "auto" {
		return shareFromEnvironment(of)
	}
	if number, err = strconv.Atoi(first); err != nil || number < 1 || number > of {
		return 0, 0, fmt.Errorf("want K/N, such as 3/18, with K from 1 to %d", of)
	}
	return number, of, nil
}

// named finds trainings by their names.
func (e enumeration) named(names string) (Part, error) {
	p := Part{Numbers: []int{}, text: names}
	var byKey map[string]int
	for name := range strings.SplitSeq(names, ",") {
		number, key, numbered := strings.Cut(strings.TrimSpace(name), ":")
		if numbered {
			i, err := strconv.Atoi(number)
			if err != nil || i < 1 || i > e.count() || e.at(i-1).Key() != key {
				return Part{}, fmt.Errorf("%w: these settings have no training %q: the name belongs to other settings", ErrSettings, name)
			}
			p.Numbers = append(p.Numbers, i-1)
			continue
		}
		if byKey == nil {
			byKey = map[string]int{}
			for i := range e.count() {
				byKey[e.at(i).Key()] = i
			}
		}
		i, ok := byKey[number]
		if !ok {
			return Part{}, fmt.Errorf("%w: part %q: want K/N, such as 3/18, auto, or names of trainings; these settings have no training with the key %q; "+
				"`ipd status` names those that are missing", ErrSettings, names, number)
		}
		p.Numbers = append(p.Numbers, i)
	}
	return p, nil
}

// Environment variables with which schedulers number their tasks.
const (
	slurmTask   = "SLURM_ARRAY_TASK_ID"  // of a job array; with it come _COUNT, _MIN, _MAX and _STEP
	kubernetes  = "JOB_COMPLETION_INDEX" // of an indexed job, from 0; gives no number of tasks
	gnuParallel = "PARALLEL_SEQ"         // of GNU parallel, from 1; gives no number of tasks
)

// shareFromEnvironment finds out which part this process does. of is 0 if the environment must give the number of parts.
func shareFromEnvironment(of int) (number, parts int, err error) {
	var found []string
	for _, name := range []string{slurmTask, kubernetes, gnuParallel} {
		if os.Getenv(name) != "" {
			found = append(found, name)
		}
	}
	switch len(found) {
	case 0:
		return 0, 0, fmt.Errorf("none of %s, %s and %s is set, so this is not a task of Slurm, Kubernetes or GNU parallel; name the part, such as 3/18",
			slurmTask, kubernetes, gnuParallel)
	case 1:
	default:
		return 0, 0, fmt.Errorf("%s are both set, so it is unclear which part this is; name it, such as 3/18", strings.Join(found, " and "))
	}
	name := found[0]
	if number, err = numberFrom(name); err != nil {
		return 0, 0, err
	}
	if name == slurmTask && of == 0 {
		return shareFromArray(number)
	}
	if name == kubernetes {
		number++
	}
	if of == 0 {
		return 0, 0, fmt.Errorf("%s=%s gives the number of this part, but not how many parts there are; give that too, such as auto/18", name, os.Getenv(name))
	}
	if number < 1 || number > of {
		return 0, 0, fmt.Errorf("%s=%s means part %d; want 1 to %d", name, os.Getenv(name), number, of)
	}
	return number, of, nil
}

// shareFromArray makes each task of a Slurm array do one part.
func shareFromArray(id int) (number, of int, err error) {
	var count, first, last, step int
	for suffix, to := range map[string]*int{"COUNT": &count, "MIN": &first, "MAX": &last, "STEP": &step} {
		if *to, err = numberFrom("SLURM_ARRAY_TASK_" + suffix); err != nil {
			return 0, 0, err
		}
	}
	if step < 1 || (id-first)%step != 0 || id < first || id > last || (last-first)/step+1 != count {
		return 0, 0, fmt.Errorf("task %d of an array of %d tasks from %d to %d by %d: in an array with gaps it is unclear which part this is; "+
			"submit --array=1-N, or use auto/N", id, count, first, last, step)
	}
	return (id-first)/step + 1, count, nil
}

func numberFrom(name string) (int, error) {
	n, err := strconv.Atoi(os.Getenv(name))
	if err != nil {
		return 0, fmt.Errorf("%s is %q; it must be a number", name, os.Getenv(name))
	}
	return n, nil
}
