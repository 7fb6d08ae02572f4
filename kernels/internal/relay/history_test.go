package relay

import (
	"encoding/json"
	"fmt"
	"testing"

	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/wire"
)

func TestHistory(t *testing.T) {
	h := history{{Number: 1, Code: "a"}, {Number: 2, Code: "x/a"}, {Number: 3, Code: "b"}, {Number: 4, Code: "a"}}
	for request, want := range map[string]string{
		`{"hist_access_type": "tail", "n": 2}`:                                                 `[[1,3,"b"],[1,4,"a"]]`,
		`{"hist_access_type": "tail", "n": 9, "output": true}`:                                 `[[1,1,["a",null]],[1,2,["x/a",null]],[1,3,["b",null]],[1,4,["a",null]]]`,
		`{"hist_access_type": "tail", "n": -1}`:                                                `[]`,
		`{"hist_access_type": "range", "session": 0, "start": 2, "stop": 4}`:                   `[[1,2,"x/a"],[1,3,"b"]]`,
		`{"hist_access_type": "range", "session": 1, "start": 4, "stop": null}`:                `[[1,4,"a"]]`,
		`{"hist_access_type": "range", "session": -1, "start": 0}`:                             `[]`,
		`{"hist_access_type": "search", "pattern": "*a"}`:                                      `[[1,1,"a"],[1,2,"x/a"],[1,4,"a"]]`,
		`{"hist_access_type": "search", "pattern": "?", "unique": true}`:                       `[[1,3,"b"],[1,4,"a"]]`,
		`{"hist_access_type": "search", "pattern": "*", "n": 1, "raw": true, "output": false}`: `[[1,4,"a"]]`,
		`{"hist_access_type": "search", "pattern": "["}`:                                       `[]`,
		`{"hist_access_type": "search"}`:                                                       `[[1,1,"a"],[1,2,"x/a"],[1,3,"b"],[1,4,"a"]]`,
		`{"hist_access_type": "tail", "n": "two"}`:                                             `[]`,
		`{}`: `[]`,
		`[]`: `[]`,
	} {
		content := h.reply(&wire.Message{Content: []byte(request)})
		if got, err := json.Marshal(content["history"]); err != nil || string(got) != want {
			t.Errorf("%s: %s, error %v; want %s", request, got, err, want)
		}
	}
	if len(h.matching("*", false)) != 4 || fmt.Sprint(last([]cell.Cell(h), nil)) != fmt.Sprint([]cell.Cell(h)) {
		t.Error("asking for everything gives less")
	}
}

func TestComms(t *testing.T) {
	c := comms{}
	follow := func(msgType, content string) {
		c.follow(&wire.Message{Head: wire.Header{Type: msgType}, Content: []byte(content)})
	}
	follow("comm_open", `{"comm_id": "1", "target_name": "a"}`)
	follow("comm_open", `{"comm_id": "2", "target_name": "b"}`)
	follow("comm_msg", `{"comm_id": "3"}`)
	follow("comm_open", `{}`)
	info := func(request string) string {
		text, err := json.Marshal(c.info(&wire.Message{Content: []byte(request)}))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got, want := info(`{}`), `{"comms":{"1":{"target_name":"a"},"2":{"target_name":"b"}},"status":"ok"}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	follow("comm_close", `{"comm_id": "1"}`)
	if got, want := info(`{"target_name": "a"}`), `{"comms":{},"status":"ok"}`; got != want {
		t.Errorf("after its end: %s, want %s", got, want)
	}
}
