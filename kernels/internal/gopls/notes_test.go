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
	found := Notes(folder)
	for text, want := range map[string]Note{"Println": {"function", "func(a ...any) (n int, err error)"}, "math": {"module", ""}} {
		if found[text] != want {
			t.Errorf("%s: %+v, want %+v", text, found[text], want)
		}
	}
}

// TestConfigure adds the options to the first message and nothing else to any.
func TestConfigure(t *testing.T) {
	frame := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }
	rest := frame(`{"method":"initialized","params":{}}`) + frame(`{"method":"initialize","params":{}}`)
	for first, want := range map[string]string{
		`{"id":1,"jsonrpc":"2.0","method":"initialize","params":{"processId":7}}`: `{"id":1,"jsonrpc":"2.0","method":"initialize","params":{` +
			`"initializationOptions":{"diagnosticsDelay":"24h","diagnosticsTrigger":"Save","expandWorkspaceToModule":false},"processId":7}}`,
		`{"method":"other","params":{}}`: `{"method":"other","params":{}}`,
	} {
		var got bytes.Buffer
		if err := configure(&got, strings.NewReader(frame(first)+rest)); err != nil || got.String() != frame(want)+rest {
			t.Errorf("%v:\n%q, want\n%q", err, &got, frame(want)+rest)
		}
	}
}
