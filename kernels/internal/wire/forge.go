package wire

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Version of the protocol that forged messages follow, GoNB's own.
const Version = "5.4"

// now is the date of a header: microseconds, as jupyter_client writes them (GoNB writes whole seconds).
func now() string { return time.Now().UTC().Format("2006-01-02T15:04:05.000000Z") }

// NewID is a message id nobody else uses.
func NewID() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Answer makes a message of the given type that answers request: on its way back along the same route, in the request's
// session, with the request's header as parent.
func (m *Message) Answer(msgType string, content any) *Message {
	head := Header{ID: NewID(), Session: m.Head.Session, Username: m.Head.Username, Type: msgType, Version: Version, Date: now()}
	return &Message{Route: m.Route, Header: mustJSON(head), Parent: m.Header, Metadata: []byte("{}"), Content: mustJSON(content), Head: head}
}

// Request makes a message of the given type that answers nothing.
func Request(session, msgType string, content any) *Message {
	head := Header{ID: NewID(), Session: session, Username: "ipd-kernel", Type: msgType, Version: Version, Date: now()}
	return &Message{Header: mustJSON(head), Parent: []byte("{}"), Metadata: []byte("{}"), Content: mustJSON(content), Head: head}
}

// Restamp dates the message now.
func (m *Message) Restamp() error {
	m.Head.Date = now()
	header, err := merge(m.Header, map[string]any{"date": m.Head.Date})
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	m.Header = header
	m.Changed()
	return nil
}

// mustJSON encodes what this program itself has put together: strings, numbers, lists and maps of them.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("wire: " + err.Error())
	}
	return b
}
