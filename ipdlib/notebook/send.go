package notebook

import (
	"fmt"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// content is one thing to show, in several forms: Jupyter shows the richest that it can.
type content struct {
	plain    string         // for terminals, for readers of the raw file, and where HTML is not shown
	rich     map[string]any // by MIME type: a string, or bytes of a picture
	metadata map[string]any
	id       string // of what can be replaced later; empty: it stays
}

// show sends the content to the notebook and waits until it is there. Outside a notebook it prints the plain form.
func show(c content) {
	if !gonbui.IsNotebook {
		fmt.Println(c.plain)
		return
	}
	drain()
	send(c)
	gonbui.Sync()
}

// send doesn't wait.
func send(c content) {
	data := map[protocol.MIMEType]any{protocol.MIMETextPlain: c.plain}
	for mime, x := range c.rich {
		data[protocol.MIMEType(mime)] = x
	}
	gonbui.SendData(&protocol.DisplayData{Data: data, Metadata: c.metadata, DisplayID: c.id})
}
