package gopls

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestRelay passes messages on to the byte and keeps what gopls says of completions.
func TestRelay(t *testing.T) {
	frame := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }
	sent := frame(`{"jsonrpc":"2.0","method":"window/logMessage","params":{"message":"é \"textEdit\""}}`) +
		frame(`{"jsonrpc":"2.0","result":{"isIncomplete":true,"items":[`+
			`{"label":"Println","kind":3,"detail":"func(a ...any) (n int, err error)","textEdit":{"range":{"start":{"line":4,"character":5},"end":{"line":4,"character":8}},"newText":"Println"}},`+
			`{"label":"math","kind":9,"detail":"\"math\"","textEdit":{"newText":"math"}},`+
			`{"label":"snippet"}]},"id":7}`) +
		frame(`{"jsonrpc":"2.0","result":null,"id":8}`)
	folder := t.TempDir()
	var got bytes.Buffer
	if err := relay(folder, &got, strings.NewReader(sent+"Content-Length: x\r\n\r\n")); err == nil || !strings.Contains(err.Error(), `"x"`) {
		t.Errorf("a message without a size: %v", err)
	}
	if got.String() != sent {
		t.Errorf("passed on:\n%q, want\n%q", &got, sent)
	}
	found := Take(folder)
	for _, want := range []Note{{"Println", "function", "func(a ...any) (n int, err error)"}, {"math", "module", ""}} {
		if found[want.Text] != want {
			t.Errorf("%+v, want %+v", found[want.Text], want)
		}
	}
	if len(Take(folder)) != 0 {
		t.Error("notes are taken twice")
	}
}
