package relay

import "ipd/kernels/internal/wire"

// comms are the open connections between widgets in the browser and the cell: target by id.
type comms map[string]string

// follow takes note of comms that open and close, on either side.
func (c comms) follow(m *wire.Message) {
	var content struct {
		ID     string `json:"comm_id"`
		Target string `json:"target_name"`
	}
	if m.Decode(&content) != nil || content.ID == "" {
		return
	}
	switch m.Head.Type {
	case "comm_open":
		c[content.ID] = content.Target
	case "comm_close":
		delete(c, content.ID)
	}
}

// info is the content of comm_info_reply: all comms, or those of the target that the request names.
func (c comms) info(m *wire.Message) map[string]any {
	var request struct {
		Target string `json:"target_name"`
	}
	m.Decode(&request) // no target means all
	list := map[string]any{}
	for id, target := range c {
		if request.Target == "" || request.Target == target {
			list[id] = map[string]any{"target_name": target}
		}
	}
	return map[string]any{"status": "ok", "comms": list}
}
