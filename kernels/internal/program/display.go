package program

import (
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"ipd/kernels/internal/link"
)

func init() { // what programs put into messages, besides what protocol registers itself
	gob.Register(map[string]any{})
	gob.Register([]any{})
}

// displays reads what the cell's program sends to be displayed, as GoNB would: a stream of gob. GoNB closes the pipe when the
// program has ended, whatever is still in it; here it is read to its end.
//
// What isn't to be displayed, widgets' values and questions to the user, goes on to GoNB, and what GoNB answers goes back.
type displays struct {
	send    func(kind link.Kind, data []byte) error
	limit   int // bytes that may still be displayed
	told    bool
	left    int    // bytes of the message still to come
	message []byte // the message so far
	feed    feed
	err     error // what was wrong with the last display

	toGonb, fromGonb string // paths of GoNB's own pipes
	gonb             *gob.Encoder
	back             *os.File // to the program

	mu    sync.Mutex // of reply
	reply *gob.Encoder
}

// displayLimit is how many bytes one program may display.
const displayLimit = 100 << 20

func newDisplays(send func(link.Kind, []byte) error, back *os.File) *displays {
	d := &displays{send: send, limit: displayLimit, toGonb: os.Getenv(protocol.GONB_PIPE_ENV), fromGonb: os.Getenv(protocol.GONB_PIPE_BACK_ENV),
		back: back, reply: gob.NewEncoder(back), feed: feed{data: make(chan []byte), hungry: make(chan bool)}}
	go d.decode()
	<-d.feed.hungry
	return d
}

// add takes a piece of the stream, at most as long as need says.
func (d *displays) add(data []byte) error {
	d.message = append(d.message, data...)
	if d.left == 0 {
		size, ok := messageSize(d.message)
		if !ok {
			return nil
		}
		d.left = size - len(d.message)
	} else {
		d.left -= len(data)
	}
	if d.left > 0 {
		return nil
	}
	d.feed.give(d.message)
	d.message = d.message[:0]
	err := d.err
	d.err = nil
	return err
}

// need is how many bytes are to be read next, and whether a display has just been completed.
func (d *displays) need() (bytes int, whole bool) {
	switch {
	case len(d.message) == 0:
		return 1, d.feed.fresh
	case d.left == 0: // the length goes on
		return int(-int8(d.message[0])) + 1 - len(d.message), false
	}
	return d.left, false
}

// messageSize is the size of the gob message that b begins with, its own length included. A length is one byte below 128, or
// the negated number of bytes that follow, highest first (encoding/gob, "Encoding Details").
func messageSize(b []byte) (size int, ok bool) {
	if len(b) == 0 {
		return 0, false
	}
	if b[0] < 128 {
		return 1 + int(b[0]), true
	}
	digits := int(-int8(b[0]))
	if len(b) < 1+digits {
		return 0, false
	}
	for _, digit := range b[1 : 1+digits] {
		size = size<<8 | int(digit)
	}
	return 1 + digits + size, true
}

// decode is the goroutine that reads displays from the feed. It works only while the feed's owner waits for it.
func (d *displays) decode() {
	decoder := gob.NewDecoder(&d.feed)
	for {
		var message protocol.DisplayData
		d.feed.fresh = true
		err := decoder.Decode(&message)
		if err != nil && !d.feed.again { // another program below the cell's writes a stream of its own
			d.feed.again, d.feed.rest = true, d.feed.last
			decoder = gob.NewDecoder(&d.feed)
			continue
		}
		if err == nil {
			err = d.take(&message)
		}
		d.err = errors.Join(d.err, err)
		d.feed.again = false
	}
}

// A feed gives a decoder what it reads, message by message.
type feed struct {
	data   chan []byte
	hungry chan bool // somebody reads, and there is nothing
	rest   []byte    // of last, to be read
	last   []byte
	fresh  bool // nothing was read since the last display
	again  bool // last is read a second time
}

// give hands data to the reader and waits until that has read and handled it.
func (f *feed) give(data []byte) {
	f.data <- data
	<-f.hungry
}

func (f *feed) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		f.hungry <- true
		f.last = <-f.data
		f.rest, f.again = f.last, false
	}
	f.fresh = false
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// ReadByte spares the decoder a buffer of its own.
func (f *feed) ReadByte() (byte, error) {
	var b [1]byte
	_, err := f.Read(b[:])
	return b[0], err
}

func (d *displays) take(m *protocol.DisplayData) error {
	if value, found := m.Data[protocol.MIMECommValue].(protocol.CommValue); found && value.Address == protocol.GonbuiSyncAddress {
		return d.answer(&protocol.CommValue{Address: protocol.GonbuiSyncAckAddress, Value: value.Value})
	}
	for _, kind := range []protocol.MIMEType{protocol.MIMECommValue, protocol.MIMECommSubscribe, protocol.MIMEJupyterInput} {
		if _, found := m.Data[kind]; found {
			return d.forward(m)
		}
	}
	content := map[string]any{"data": m.Data, "metadata": m.Metadata, "transient": map[string]any{}}
	if m.Metadata == nil {
		content["metadata"] = map[string]any{}
	}
	if m.DisplayID != "" {
		content["transient"] = map[string]any{"display_id": m.DisplayID}
	}
	frame, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("display of what JSON can't hold: %w", err)
	}
	if m.DisplayID == "" { // an update takes the place of what it updates
		if d.limit -= len(frame); d.limit < 0 {
			return d.tooMuch()
		}
	}
	return d.send(link.Display, frame)
}

func (d *displays) tooMuch() error {
	if d.told {
		return nil
	}
	d.told = true
	return d.send(link.Stderr, []byte(fmt.Sprintf("\n[this program has displayed %s; whatever it displays from here on is left out]\n", megabytes(displayLimit))))
}

// forward hands a message on to GoNB, whose pipes are opened the first time. GoNB handles one after the other: so when it answers
// the request to synchronise that follows a question, it has put the question, and has noted who gets the answer.
func (d *displays) forward(m *protocol.DisplayData) error {
	if d.gonb == nil {
		to, err := os.OpenFile(d.toGonb, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		from, err := os.Open(d.fromGonb)
		if err != nil {
			return err
		}
		d.gonb = gob.NewEncoder(to)
		go d.answers(from)
	}
	err := d.gonb.Encode(m)
	if _, asks := m.Data[protocol.MIMEJupyterInput]; asks && err == nil {
		err = d.gonb.Encode(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
			protocol.MIMECommValue: &protocol.CommValue{Address: protocol.GonbuiSyncAddress, Value: 0}}})
	}
	return err
}

// answers hands GoNB's messages back to the program. The program's own requests to synchronise don't reach GoNB.
func (d *displays) answers(from io.Reader) {
	decoder := gob.NewDecoder(from)
	for {
		var value protocol.CommValue
		err := decoder.Decode(&value)
		switch {
		case err != nil:
		case value.Address == protocol.GonbuiSyncAckAddress:
			err = d.send(link.Asked, nil)
		default:
			err = d.answer(&value)
		}
		if err != nil {
			return
		}
	}
}

func (d *displays) answer(value *protocol.CommValue) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.reply.Encode(value)
}
