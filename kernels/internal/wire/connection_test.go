package wire

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goodConnection = `{"transport": "tcp", "ip": "127.0.0.1", "shell_port": 1, "control_port": 2, "stdin_port": 3, "iopub_port": 4,
	"hb_port": 5, "signature_scheme": "hmac-sha256", "key": "SECRET", "kernel_name": "ipd-go", "jupyter_session": "x"}`

func readConnection(t testing.TB, text string) (Connection, error) {
	path := filepath.Join(t.TempDir(), "kernel-1.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return ReadConnection(path)
}

func TestConnection(t *testing.T) {
	c, err := readConnection(t, goodConnection)
	if err != nil {
		t.Fatal(err)
	}
	if network, address := c.Address(c.IOPub); network != "tcp" || address != "127.0.0.1:4" {
		t.Errorf("iopub at %s %s", network, address)
	}
	c.Transport, c.IP = "ipc", "/run/kernel"
	if network, address := c.Address(c.IOPub); network != "unix" || address != "/run/kernel-4" {
		t.Errorf("over ipc, iopub at %s %s", network, address)
	}
}

func TestConnectionRefusesWithoutQuotingTheKey(t *testing.T) {
	for name, text := range map[string]string{
		"empty":     "",
		"cut off":   goodConnection[:len(goodConnection)-9],
		"transport": strings.Replace(goodConnection, "tcp", "carrier pigeon", 1),
		"scheme":    strings.Replace(goodConnection, "sha256", "md5", 1),
		"port":      strings.Replace(goodConnection, `"hb_port": 5`, `"hb_port": 70000`, 1),
		"no port":   strings.Replace(goodConnection, `"hb_port": 5,`, "", 1),
		"type":      strings.Replace(goodConnection, `"SECRET"`, `["SECRET"]`, 1),
	} {
		c, err := readConnection(t, text)
		if err == nil {
			t.Errorf("%s: accepted as %v", name, c)
		} else if strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
}

func TestKeyPrintsNothing(t *testing.T) {
	if s := Key("SECRET").String(); strings.Contains(s, "SECRET") {
		t.Error(s)
	}
}
