package summary

import (
	"cmp"
	"slices"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/settings"
)

// A Group holds the records with the same value of a setting.
type Group struct {
	plan.Choice
	Records []*record.Record
}

// Values returns the group's values of a quantity, without records that lack it.
func (g Group) Values(q record.Quantity) []float64 { return valuesOf(q, g.Records) }

// GroupBy groups records with the same value of a setting. field is any setting of a training, named as for plan.FieldNamed.
// Numbers are in rising order; other values are in the order of the records. nil records, of trainings that are not done, are
// left out.
func GroupBy(records []*record.Record, field string) ([]Group, error) {
	f, err := plan.FieldOfTraining(field)
	if err != nil {
		return nil, err
	}
	var groups []Group
	at := map[string]int{}
	for _, r := range records {
		if r == nil {
			continue
		}
		c := plan.Choice{Field: f, Value: f.Value(r.Settings)}
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

// Differing lists the settings of trainings in which records differ, in the order of plan.Fields.
func Differing(records []*record.Record) []settings.Field {
	var fields []settings.Field
	for _, f := range plan.Fields {
		if groups, err := GroupBy(records, f.Name); err == nil && len(groups) > 1 { // the sweep's own fields are an error
			fields = append(fields, f)
		}
	}
	return fields
}
