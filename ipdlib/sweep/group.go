package sweep

import (
	"cmp"
	"slices"
)

// A Group is the records that have one value of a field.
type Group struct {
	Choice
	Records []*Record
}

// Values are what the group's records have of a metric; those that were not measured it are left out.
func (g Group) Values(m Metric) []float64 { return valuesOf(m, g.Records) }

// GroupBy puts records that have the same value of a setting together: any setting of a training, named as FieldNamed takes
// it. Numbers rise; other values come in the order of the records. nil records, of trainings that are not done, are left out.
//
//	groups, err := sweep.GroupBy(records, "membrane_time_constant_s")
//	for _, g := range groups {
//		cell := sweep.NewCell(sweep.TestAccuracy, 0, 0, g.Values(sweep.TestAccuracy))
//		fmt.Println(g.Value, cell.Mean, cell.Low, cell.High)
//	}
func GroupBy(records []*Record, field string) ([]Group, error) {
	f, err := FieldNamed(field)
	if err != nil {
		return nil, err
	}
	if f.ofSweep() {
		return nil, errNotOfTraining(f)
	}
	var groups []Group
	at := map[string]int{}
	for _, r := range records {
		if r == nil {
			continue
		}
		c := Choice{f, valueAt(r.Settings, f.Name)}
		i, ok := at[c.Text()]
		if !ok {
			i = len(groups)
			at[c.Text()] = i
			groups = append(groups, Group{Choice: c})
		}
		groups[i].Records = append(groups[i].Records, r)
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return compareNumbers(a.Value, b.Value) })
	return groups, nil
}

// compareNumbers compares values that are numbers; all others are equal.
func compareNumbers(a, b any) int {
	x, isNumber := a.(float64)
	y, areNumbers := b.(float64)
	if !isNumber || !areNumbers {
		return 0
	}
	return cmp.Compare(x, y)
}

// Differing lists the settings of trainings in which records differ, in the order of Fields.
func Differing(records []*Record) []Field {
	var fields []Field
	for _, f := range Fields {
		if f.ofSweep() {
			continue
		}
		if groups, err := GroupBy(records, f.Name); err == nil && len(groups) > 1 {
			fields = append(fields, f)
		}
	}
	return fields
}
