package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"
)

// vector is a message as testdata/vectors.py wrote it with jupyter_client.
type vector struct {
	Key, Type, ID, Parent string
	Frames                []string
}

func (v vector) key(t testing.TB) Key { return unhex(t, v.Key) }

func (v vector) frames(t testing.TB) (frames [][]byte) {
	for _, f := range v.Frames {
		frames = append(frames, unhex(t, f))
	}
	return frames
}

func unhex(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func vectors(t testing.TB) (list []vector) {
	text, err := os.ReadFile("testdata/jupyter_client.json")
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	if err != nil || len(list) == 0 {
		t.Fatalf("%d vectors: %v", len(list), err)
	}
	return list
}

func equalFrames(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) }

func TestParseReadsWhatJupyterClientWrites(t *testing.T) {
	for _, v := range vectors(t) {
		m, err := Parse(v.frames(t), v.key(t))
		if err != nil {
			t.Errorf("%s: %v", v.Type, err)
			continue
		}
		if m.Head.Type != v.Type || m.Head.ID != v.ID || m.ParentID() != v.Parent || m.Head.Session != "5f2c6b5e" {
			t.Errorf("%s: read as %+v with parent %s", v.Type, m.Head, m.ParentID())
		}
		if !equalFrames(m.Frames(m.Route, v.key(t)), v.frames(t)) {
			t.Errorf("%s: passed on, its bytes differ", v.Type)
		}
	}
}

func TestSignatureIsJupyterClients(t *testing.T) {
	for _, v := range vectors(t) {
		m, err := Parse(v.frames(t), v.key(t))
		if err != nil {
			t.Fatal(err)
		}
		m.Changed() // so that Frames has to sign
		if got := m.Frames(m.Route, v.key(t)); !equalFrames(got, v.frames(t)) {
			t.Errorf("%s: signed %s, jupyter_client %s", v.Type, got[2], v.frames(t)[2])
		}
	}
}

func TestParseRefusesEveryChangedByte(t *testing.T) {
	v := vectors(t)[0]
	for i := 2; i < 7; i++ { // signature and the four dictionaries
		frames := v.frames(t)
		frames[i][len(frames[i])/2] ^= 1
		if _, err := Parse(frames, v.key(t)); !errors.Is(err, ErrSignature) {
			t.Errorf("frame %d changed: %v, want ErrSignature", i, err)
		}
	}
	if _, err := Parse(v.frames(t), Key("another")); !errors.Is(err, ErrSignature) {
		t.Errorf("another key: %v, want ErrSignature", err)
	}
}

func TestParseRefuses(t *testing.T) {
	frame := func(s ...string) (frames [][]byte) {
		for _, f := range s {
			frames = append(frames, []byte(f))
		}
		return frames
	}
	for _, c := range []struct {
		frames [][]byte
		want   error
	}{
		{nil, ErrNoDelimiter},
		{frame("id", "", "{}", "{}", "{}", "{}"), ErrNoDelimiter},
		{frame("<IDS|MSG>", "", "{}", "{}", "{}"), ErrTooFew},
		{frame("<IDS|MSG>", "", "[]", "{}", "{}", "{}"), nil},
		{frame("<IDS|MSG>", "", "{}", "{", "{}", "{}"), nil},
		{frame("<IDS|MSG>", "", "{}", "{}", "{}", ""), nil},
	} {
		if _, err := Parse(c.frames, nil); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%q: error %v, want %v", c.frames, err, c.want)
		}
	}
}

func TestAnswerGoesBackToWhoAsked(t *testing.T) {
	v := vectors(t)[0]
	request, err := Parse(v.frames(t), v.key(t))
	if err != nil {
		t.Fatal(err)
	}
	answer := request.Answer("execute_reply", map[string]any{"status": "ok"})
	got, err := Parse(answer.Frames(answer.Route, v.key(t)), v.key(t))
	if err != nil {
		t.Fatal(err)
	}
	if got.ParentID() != v.ID || got.Head.Session != request.Head.Session || string(got.Route[0]) != "client" || got.Head.ID == request.Head.ID {
		t.Errorf("answer %+v along %q with parent %s", got.Head, got.Route, got.ParentID())
	}
}

func TestSetContentKeepsOtherFields(t *testing.T) {
	v := vectors(t)[0]
	m, err := Parse(v.frames(t), v.key(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(m.SetContent(map[string]any{"silent": true, "new": 1}), m.Restamp()); err != nil {
		t.Fatal(err)
	}
	m, err = Parse(m.Frames(m.Route, v.key(t)), v.key(t))
	if err != nil {
		t.Fatal(err)
	}
	var content map[string]any
	if err := m.Decode(&content); err != nil || content["silent"] != true || content["new"] != 1.0 || content["code"] != "%%\nfmt.Println(\"ü <&> \u2028\")" {
		t.Errorf("content %v, error %v", content, err)
	}
	if m.Head.ID != v.ID || m.Head.Username != "k" {
		t.Errorf("a new date changed the header: %+v", m.Head)
	}
}

// FuzzParse: no bytes crash the reader, and what it reads it writes back.
func FuzzParse(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(bytes.Join(v.frames(f), []byte{0xfe}))
	}
	f.Add([]byte("\xfe<IDS|MSG>\xfe\xfenull\xfenull\xfenull\xfenull"))
	f.Fuzz(func(t *testing.T, b []byte) {
		frames := bytes.Split(b, []byte{0xfe})
		m, err := Parse(frames, nil)
		if err != nil {
			return
		}
		if !equalFrames(m.Frames(m.Route, nil), frames) {
			t.Fatalf("%q: passed on as %q", frames, m.Frames(m.Route, nil))
		}
		m.ParentID()
		if m.SetContent(map[string]any{"a": 1}) == nil {
			if _, err := Parse(m.Frames(m.Route, nil), nil); err != nil {
				t.Fatalf("%q: changed, it can't be read: %v", frames, err)
			}
		}
	})
}
