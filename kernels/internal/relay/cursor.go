package relay

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/gopls"
	"ipd/kernels/internal/process"
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
	request.Code, cursor = cleaned(request.Code, cursor)
	if m.Head.Type == "complete_request" {
		if matches, begin, end, ok := cell.Completions(request.Code, cursor, r.cwd, os.Getenv("IPD_HOME")); ok {
			r.answer(r.shell, m, "complete_reply", completed(matches, begin, end))
			return
		}
	}
	fields := map[string]any{"code": cell.Plain(request.Code, cursor)}
	if m.Head.Type == "inspect_request" {
		fields["detail_level"] = request.Detail
		if cell.OnGo(request.Code, cursor) {
			place, found := cell.Identifier(request.Code, cursor)
			if !found {
				r.answer(r.shell, m, "inspect_reply", nothingFound())
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
	r.asked[m.Head.ID] = cell.OnGo(request.Code, cursor)
	r.gonb.send(r.gonb.shell, m, r.key)
}

// cleaned is cell.Clean with the cursor moved along.
func cleaned(code string, cursor int) (string, int) {
	text := []rune(code)
	return cell.Clean(code), len([]rune(cell.Clean(string(text[:max(0, min(cursor, len(text)))]))))
}

// mend takes what doesn't belong there from GoNB's answer to a request of ask: matches that come twice, because GoNB puts
// declarations into two files, and gopls' own errors, which GoNB shows as if they were the documentation.
func (r *relay) mend(m *wire.Message) {
	onGo, asked := r.asked[m.ParentID()]
	delete(r.asked, m.ParentID())
	if !asked {
		return
	}
	var content struct {
		Matches []string       `json:"matches"`
		Begin   int            `json:"cursor_start"`
		End     int            `json:"cursor_end"`
		Data    map[string]any `json:"data"`
	}
	if m.Decode(&content) != nil {
		return
	}
	switch _, documented := content.Data["text/markdown"]; {
	case m.Head.Type == "complete_reply" && len(content.Matches) > 0:
		seen := map[string]bool{}
		once := slices.DeleteFunc(content.Matches, func(match string) bool {
			again := seen[match]
			seen[match] = true
			return again
		})
		m.SetContent(map[string]any{"matches": once, "metadata": typesOf(once, gopls.Notes(r.folder), content.Begin, content.End)})
	case m.Head.Type == "complete_reply":
		m.SetContent(map[string]any{"status": "ok", "matches": []string{}}) // also where gopls has failed
	case m.Head.Type == "inspect_reply" && onGo && !documented:
		m.SetContent(nothingFound())
	}
}

// longestType is how many characters of a type fit into a list of completions.
const longestType = 60

// typesOf is the metadata of a complete_reply as ipykernel writes it. Front ends show the type beside each match: Go's, or else
// what kind of thing it is.
func typesOf(matches []string, notes map[string]gopls.Note, begin, end int) map[string]any {
	list := make([]map[string]any, len(matches))
	for i, match := range matches {
		n := notes[match]
		shown := n.Type
		if shown == "" || len(shown) > longestType {
			shown = n.Kind
		}
		list[i] = map[string]any{"start": begin, "end": end, "text": match, "type": shown, "signature": n.Type}
	}
	return map[string]any{"_jupyter_types_experimental": list}
}

func nothingFound() map[string]any {
	return map[string]any{"status": "ok", "found": false, "data": map[string]any{}, "metadata": map[string]any{}}
}

func completed(matches []string, begin, end int) map[string]any {
	if matches == nil {
		matches = []string{}
	}
	return map[string]any{"status": "ok", "matches": matches, "cursor_start": begin, "cursor_end": end, "metadata": map[string]any{}}
}

// cwd is where GoNB and shell lines run: %cd changes it.
func (r *relay) cwd() string {
	if path, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", r.gonb.pid(process.Snapshot()))); err == nil {
		return path
	}
	path, _ := os.Getwd()
	return path
}
