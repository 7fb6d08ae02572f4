// Package summary groups records and computes means with their errors.
//
//	groups, err := summary.GroupBy(records, "membrane_time_constant_s")
//	if err != nil {
//		return err
//	}
//	for _, g := range groups {
//		c := summary.NewCell(record.TestAccuracy, 0, 0, g.Values(record.TestAccuracy))
//		fmt.Println(g.Value, c.Mean, c.Low, c.High)
//	}
//	err = summary.Of(records).WriteCSV("results/robustness/summary.csv")
//
// Files:
//
//	summary.go      Summary and Cell: means over the runs
//	group.go        records by any setting
//	csv.go          tables as comma-separated values
//	difference.go   differences of means
package summary
