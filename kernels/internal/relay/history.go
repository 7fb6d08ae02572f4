package relay

import (
	"path"
	"slices"

	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/wire"
)

// history is what was executed in this kernel, in order.
type history []cell.Cell

// thisSession is the number of the only session there is: GoNB keeps no history over its end.
const thisSession = 1

// reply is the content of history_reply: a list of (session, line, input), or (session, line, (input, output)) where output is
// asked for; GoNB has no results to keep.
func (h history) reply(m *wire.Message) map[string]any {
	request := struct {
		Output  bool   `json:"output"`
		Type    string `json:"hist_access_type"`
		Session int    `json:"session"`
		Start   int    `json:"start"`
		Stop    *int   `json:"stop"`
		N       *int   `json:"n"`
		Pattern string `json:"pattern"`
		Unique  bool   `json:"unique"`
	}{}
	list := []any{}
	if m.Decode(&request) == nil {
		var found []cell.Cell
		switch request.Type {
		case "range":
			found = h.between(request.Session, request.Start, request.Stop)
		case "search":
			found = last(h.matching(request.Pattern, request.Unique), request.N)
		case "tail":
			found = last(h, request.N)
		}
		for _, c := range found {
			if request.Output {
				list = append(list, []any{thisSession, c.Number, []any{c.Code, nil}})
			} else {
				list = append(list, []any{thisSession, c.Number, c.Code})
			}
		}
	}
	return map[string]any{"status": "ok", "history": list}
}

// between are the cells from number start up to, without, stop. Session 0 is this one, negative ones lie before it.
func (h history) between(session, start int, stop *int) (found []cell.Cell) {
	if session != 0 && session != thisSession {
		return nil
	}
	for _, c := range h {
		if c.Number >= start && (stop == nil || c.Number < *stop) {
			found = append(found, c)
		}
	}
	return found
}

// matching are the cells whose whole code fits a glob pattern; of equal ones only the last if unique.
func (h history) matching(pattern string, unique bool) (found []cell.Cell) {
	seen := map[string]bool{}
	for _, c := range slices.Backward(h) {
		if pattern != "" && !glob(pattern, c.Code) || unique && seen[c.Code] {
			continue
		}
		seen[c.Code] = true
		found = append(found, c)
	}
	slices.Reverse(found)
	return found
}

// glob matches as SQLite's GLOB, in which IPython searches: a star crosses slashes, too.
func glob(pattern, text string) bool {
	hide := func(s string) string {
		runes := []rune(s)
		for i, r := range runes {
			if r == '/' {
				runes[i] = 0
			}
		}
		return string(runes)
	}
	ok, err := path.Match(hide(pattern), hide(text))
	return err == nil && ok
}

func last(cells []cell.Cell, n *int) []cell.Cell {
	if n == nil || *n >= len(cells) {
		return cells
	}
	return cells[len(cells)-max(*n, 0):]
}
