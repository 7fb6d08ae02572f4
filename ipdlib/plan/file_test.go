package plan

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// TestAllJSON writes every field, and is read as the same settings.
func TestAllJSON(t *testing.T) {
	s := Default()
	s.Network.Variant.Reset, s.Network.Variant.FurtherLayers = "subtract", []int{20, 10}
	s.Grid.Seed = 1<<64 - 1
	s.Grid.Vary = []Axis{{"readout", []any{"mean", "maximum"}}}
	for name, s := range map[string]Settings{"study": Default(), "other": s} {
		text, err := s.AllJSON()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Read(text); err != nil || !reflect.DeepEqual(back, s) {
			t.Errorf("%s: %s comes back as %+v, %v", name, text, back, err)
		}
		var all any
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		for _, f := range Fields {
			at := all
			for part := range strings.SplitSeq(f.Name, ".") {
				at = at.(map[string]any)[part]
			}
			if at == nil {
				t.Errorf("%s: %s is not there", name, f.Name)
			}
		}
		if name == "study" && !strings.Contains(string(text), `"reset": "late"`) {
			t.Errorf("the study's word for a reset is not in\n%s", text)
		}
	}
}
