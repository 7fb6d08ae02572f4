package program

import (
	"encoding/gob"
	"fmt"
	"os"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"ipd/kernels/internal/link"
)

// TestSync: what asks whether everything has arrived is answered, each time; and a second stream in the same pipe is read.
func TestSync(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	shown := 0
	d := newDisplays(func(link.Kind, []byte) error { shown++; return nil }, write)
	answers := gob.NewDecoder(read)
	for stream := range 2 {
		encoder := gob.NewEncoder(writer(func(b []byte) error { return d.add(b) }))
		for i := range 3 {
			html := &protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMETextHTML: "x"}}
			sync := &protocol.DisplayData{Data: map[protocol.MIMEType]any{
				protocol.MIMECommValue: &protocol.CommValue{Address: protocol.GonbuiSyncAddress, Value: 10*stream + i}}}
			for _, message := range []*protocol.DisplayData{html, sync} {
				if err := encoder.Encode(message); err != nil {
					t.Fatal(err)
				}
			}
			var answer protocol.CommValue
			if err := answers.Decode(&answer); err != nil || answer.Address != protocol.GonbuiSyncAckAddress || fmt.Sprint(answer.Value) != fmt.Sprint(10*stream+i) {
				t.Errorf("answer %+v, %v", answer, err)
			}
		}
	}
	if shown != 6 {
		t.Errorf("%d displays", shown)
	}
}

type writer func([]byte) error

func (w writer) Write(b []byte) (int, error) { return len(b), w(b) }
