package gopls

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"ipd/kernels/internal/overwrite"
)

// A Note is what gopls says of one completion.
type Note struct {
	Kind string // as Jupyter's front ends call it
	Type string // as Go writes it; empty for packages and keywords
}

func notesPath(folder string) string { return filepath.Join(folder, "completions.json") }

// relay copies gopls' messages, and puts completions into a file before GoNB has them.
func relay(folder string, to io.Writer, from io.Reader) error {
	in := bufio.NewReader(from)
	for {
		message, err := receive(in)
		if err != nil {
			return err
		}
		if bytes.Contains(message, []byte(`"textEdit"`)) {
			overwrite.File(notesPath(folder), message) // without it the list has no types
		}
		if err := send(to, message); err != nil {
			return err
		}
	}
}

// kinds are Jupyter's words for the Language Server Protocol's CompletionItemKind.
var kinds = map[int]string{
	2: "function", 3: "function", 5: "property", 6: "variable", 7: "type", 8: "interface", 9: "module", 14: "keyword", 21: "constant", 22: "type", 25: "type",
}

// Notes are those of the latest completions, by what they insert.
func Notes(folder string) map[string]Note {
	message, err := os.ReadFile(notesPath(folder))
	if err != nil {
		return nil
	}
	var answer struct {
		Result struct {
			Items []struct {
				Kind   int
				Detail string
				Edit   struct{ NewText string } `json:"textEdit"`
			}
		}
	}
	if json.Unmarshal(message, &answer) != nil {
		return nil
	}
	by := map[string]Note{}
	for _, i := range answer.Result.Items {
		n := Note{Kind: kinds[i.Kind], Type: i.Detail}
		if n.Kind == "module" || n.Kind == "keyword" {
			n.Type = "" // an import path
		}
		by[i.Edit.NewText] = n
	}
	return by
}
