package gopls

import (
	"bufio"
	"encoding/json"
	"io"
)

// options keep gopls from looking for errors, since GoNB asks it only for completions and documentation. Else gopls checks every
// package of the repository when the kernel starts, while the first cell compiles, and runs the go command after each completion.
var options = map[string]any{
	"expandWorkspaceToModule": false,  // only what lies in GoNB's folder is checked,
	"diagnosticsTrigger":      "Save", // not when it changes,
	"diagnosticsDelay":        "24h",  // and no more than its types
}

// configure copies GoNB's messages. The first is its request to initialize, which gets the options.
func configure(to io.Writer, from io.Reader) error {
	in := bufio.NewReader(from)
	message, err := receive(in)
	if err != nil {
		return err
	}
	if err := send(to, withOptions(message)); err != nil {
		return err
	}
	_, err = io.Copy(to, in)
	return err
}

// withOptions adds the options to a request to initialize; any other message stays as it is.
func withOptions(message []byte) []byte {
	var request map[string]json.RawMessage
	var params map[string]any
	if json.Unmarshal(message, &request) != nil || string(request["method"]) != `"initialize"` || json.Unmarshal(request["params"], &params) != nil {
		return message
	}
	params["initializationOptions"] = options
	text, err := json.Marshal(params)
	if err != nil {
		return message
	}
	request["params"] = text
	if text, err = json.Marshal(request); err != nil {
		return message
	}
	return text
}
