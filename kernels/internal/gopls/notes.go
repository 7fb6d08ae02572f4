package gopls

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
)

// A Note is what gopls says of one completion.
type Note struct {
	Text string `json:"text"` // what it inserts
	Kind string `json:"kind"` // as Jupyter's front ends call it
	Type string `json:"type"` // as Go writes it; empty for packages and keywords
}

func notesPath(folder string) string { return filepath.Join(folder, "completions.json") }

// relay copies gopls' messages, and writes down what completions are before GoNB has them. A message is a header as in HTTP, an
// empty line, and JSON (Language Server Protocol, "Base Protocol").
func relay(folder string, to io.Writer, from io.Reader) error {
	in := bufio.NewReader(from)
	for {
		head, err := textproto.NewReader(in).ReadMIMEHeader()
		if err != nil {
			return err
		}
		size, err := strconv.Atoi(head.Get("Content-Length"))
		if err != nil || size < 0 {
			return fmt.Errorf("gopls: a message of %q bytes", head.Get("Content-Length"))
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(in, body); err != nil {
			return err
		}
		if found := notes(body); len(found) > 0 {
			write(folder, found) // without it the list has no types
		}
		if _, err := fmt.Fprintf(to, "Content-Length: %d\r\n\r\n%s", size, body); err != nil {
			return err
		}
	}
}

// kinds are Jupyter's words for the Language Server Protocol's CompletionItemKind.
var kinds = map[int]string{
	2: "function", 3: "function", 5: "property", 6: "variable", 7: "type", 8: "interface", 9: "module", 14: "keyword", 21: "constant", 22: "type", 25: "type",
}

// notes reads the answer to a request for completions; none if the message is something else.
func notes(message []byte) (found []Note) {
	if !bytes.Contains(message, []byte(`"textEdit"`)) {
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
	for _, i := range answer.Result.Items {
		n := Note{Text: i.Edit.NewText, Kind: kinds[i.Kind], Type: i.Detail}
		if n.Kind == "module" || n.Kind == "keyword" {
			n.Type = "" // an import path
		}
		found = append(found, n)
	}
	return found
}

func write(folder string, found []Note) error {
	text, err := json.Marshal(found)
	if err != nil {
		return err
	}
	path := notesPath(folder)
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Take returns the notes of the latest completions by what they insert, and forgets them.
func Take(folder string) map[string]Note {
	text, err := os.ReadFile(notesPath(folder))
	if err != nil {
		return nil
	}
	os.Remove(notesPath(folder))
	var found []Note
	if json.Unmarshal(text, &found) != nil {
		return nil
	}
	by := map[string]Note{}
	for _, n := range found {
		by[n.Text] = n
	}
	return by
}
