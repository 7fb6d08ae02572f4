package wire

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strconv"
)

// A Connection is what Jupyter's connection file says: where the kernel listens and how messages are signed.
type Connection struct {
	Transport string `json:"transport"`
	IP        string `json:"ip"`
	Shell     int    `json:"shell_port"`
	Control   int    `json:"control_port"`
	Stdin     int    `json:"stdin_port"`
	IOPub     int    `json:"iopub_port"`
	Heartbeat int    `json:"hb_port"`
	Scheme    string `json:"signature_scheme"`
	Secret    string `json:"key"`
}

// ReadConnection reads and checks a connection file. Its errors never quote the file, which holds the key.
func ReadConnection(path string) (Connection, error) {
	var c Connection
	text, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("connection file: %w", err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("connection file %s is no JSON object of the protocol's shape", path)
	}
	if c.Transport != "tcp" && c.Transport != "ipc" {
		return c, fmt.Errorf("connection file %s: transport %q, want tcp or ipc", path, c.Transport)
	}
	if c.Scheme != Scheme && c.Secret != "" {
		return c, fmt.Errorf("connection file %s: signature_scheme %q, want %s", path, c.Scheme, Scheme)
	}
	for _, port := range []int{c.Shell, c.Control, c.Stdin, c.IOPub, c.Heartbeat} {
		if port < 1 || c.Transport == "tcp" && port > 65535 {
			return c, fmt.Errorf("connection file %s: port %d", path, port)
		}
	}
	return c, nil
}

// Key signs the connection's messages.
func (c Connection) Key() Key { return Key(c.Secret) }

// Address is where the channel with the given port listens: network and address for net.Listen.
func (c Connection) Address(port int) (network, address string) {
	if c.Transport == "ipc" {
		return "unix", c.IP + "-" + strconv.Itoa(port)
	}
	return "tcp", net.JoinHostPort(c.IP, strconv.Itoa(port))
}
