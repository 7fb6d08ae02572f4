package relay

import (
	"strings"

	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/wire"
)

// ask passes a complete_request or inspect_request on to GoNB, with the fields that GoNB takes for granted, the cursor on an
// identifier where GoNB would search for one, and without the characters that GoNB miscounts.
func (r *relay) ask(m *wire.Message) {
	var request struct {
		Code   string  `json:"code"`
		Cursor float64 `json:"cursor_pos"`
		Detail float64 `json:"detail_level"`
	}
	m.Decode(&request) // what can't be read stays empty, and gets an empty answer
	cursor := int(request.Cursor)
	fields := map[string]any{"code": cell.Plain(request.Code, cursor)}
	if m.Head.Type == "inspect_request" {
		fields["detail_level"] = request.Detail
		if cell.OnGo(request.Code, cursor) {
			place, found := cell.Identifier(request.Code, cursor)
			if !found {
				r.answer(r.shell, m, "inspect_reply", map[string]any{"status": "ok", "found": false, "data": map[string]any{}, "metadata": map[string]any{}})
				return
			}
			cursor = place
		}
	}
	fields["cursor_pos"] = cursor
	if err := m.SetContent(fields); err != nil { // not even an object
		reply := failure{name: "ProtocolError", value: err.Error()}.content()
		r.answer(r.shell, m, strings.Replace(m.Head.Type, "request", "reply", 1), reply)
		return
	}
	r.gonb.send(r.gonb.shell, m, r.key)
}
