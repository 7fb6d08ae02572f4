// Package wire reads, signs and writes the messages of Jupyter's protocol, version 5, as they stand in ZeroMQ frames.
//
// A message is (jupyter-client's documentation, "Messaging in Jupyter", the wire protocol)
//
//	identity ... | <IDS|MSG> | signature | header | parent header | metadata | content | buffer ...
//
// The four dictionaries stay the bytes that came in, so a message that is only passed on goes out byte for byte, with the
// signature it came with.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Delimiter stands between the identities and the signature.
var Delimiter = []byte("<IDS|MSG>")

// What is wrong with frames that Parse refuses.
var (
	ErrNoDelimiter = errors.New("no <IDS|MSG> frame")
	ErrTooFew      = errors.New("fewer than the five frames that follow <IDS|MSG>")
	ErrSignature   = errors.New("the signature does not fit the connection file's key")
)

// Header is a message's header, as far as the relay looks at it.
type Header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
	Date     string `json:"date"`
}

// A Message is one message of the protocol. Whoever changes one of its four dictionaries calls Changed.
type Message struct {
	Route    [][]byte // identities of the peers between here and the client, nearest first
	Header   []byte   // the four dictionaries, JSON
	Parent   []byte
	Metadata []byte
	Content  []byte
	Buffers  [][]byte

	Head      Header // what Header says
	signature []byte // of the four dictionaries as they came in; nil once they have changed
}

// Parse reads a message from its frames and checks its signature.
func Parse(frames [][]byte, key Key) (*Message, error) {
	at := 0
	for ; at < len(frames) && !bytes.Equal(frames[at], Delimiter); at++ {
	}
	if at == len(frames) {
		return nil, ErrNoDelimiter
	}
	rest := frames[at+1:]
	if len(rest) < 5 {
		return nil, ErrTooFew
	}
	if !key.fits(rest[0], rest[1:5]) {
		return nil, ErrSignature
	}
	m := &Message{Route: frames[:at], Header: rest[1], Parent: rest[2], Metadata: rest[3], Content: rest[4], Buffers: rest[5:], signature: rest[0]}
	if err := json.Unmarshal(m.Header, &m.Head); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	for _, part := range []struct {
		name string
		json []byte
	}{{"parent header", m.Parent}, {"metadata", m.Metadata}, {"content", m.Content}} {
		if !json.Valid(part.json) {
			return nil, fmt.Errorf("%s is not JSON", part.name)
		}
	}
	return m, nil
}

// Frames writes the message, behind the identities in route.
func (m *Message) Frames(route [][]byte, key Key) [][]byte {
	signature := m.signature
	if signature == nil {
		signature = key.sign(m.Header, m.Parent, m.Metadata, m.Content)
	}
	frames := make([][]byte, 0, len(route)+6+len(m.Buffers))
	frames = append(frames, route...)
	frames = append(frames, Delimiter, signature, m.Header, m.Parent, m.Metadata, m.Content)
	return append(frames, m.Buffers...)
}

// Changed says that one of the dictionaries is no longer what came in: Frames signs anew.
func (m *Message) Changed() { m.signature = nil }

// ParentID is the id of the request that the message answers, "" if it answers none.
func (m *Message) ParentID() string {
	var parent struct {
		ID string `json:"msg_id"`
	}
	json.Unmarshal(m.Parent, &parent) // a parent of another shape names no request of ours
	return parent.ID
}

// Decode reads the content into v.
func (m *Message) Decode(v any) error {
	if err := json.Unmarshal(m.Content, v); err != nil {
		return fmt.Errorf("%s: content: %w", m.Head.Type, err)
	}
	return nil
}

// SetContent replaces fields of the content and leaves the others as they are.
func (m *Message) SetContent(fields map[string]any) error {
	content, err := merge(m.Content, fields)
	if err != nil {
		return fmt.Errorf("%s: content: %w", m.Head.Type, err)
	}
	m.Content = content
	m.Changed()
	return nil
}

// merge replaces fields of the JSON object in text.
func merge(text []byte, fields map[string]any) ([]byte, error) {
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	if all == nil { // text was null
		all = map[string]json.RawMessage{}
	}
	for name, value := range fields {
		raw, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		all[name] = raw
	}
	return json.Marshal(all)
}
