package depict

import (
	"fmt"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/stimulus"
)

// Rasters draws the spikes of all samples of a small data set, each under its IPD, in two rows.
func Rasters(set *stimulus.Dataset) (figure.Figure, error) {
	const most = 32 // more would be smaller than their titles
	if set.Len() > most {
		return figure.Figure{}, fmt.Errorf("depict: rasters of %d samples; at most %d fit into one figure", set.Len(), most)
	}
	data := figure.RastersData{IPD: set.IPD}
	for i := range set.Len() {
		raster, err := set.Raster(i)
		if err != nil {
			return figure.Figure{}, err
		}
		data.Spikes = append(data.Spikes, raster)
	}
	return figure.Rasters(data)
}
