package gopls

import (
	"bufio"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
)

// receive reads a message: a header as in HTTP, an empty line, and JSON (Language Server Protocol, "Base Protocol").
func receive(in *bufio.Reader) (message []byte, err error) {
	head, err := textproto.NewReader(in).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	size, err := strconv.Atoi(head.Get("Content-Length"))
	if err != nil || size < 0 {
		return nil, fmt.Errorf("gopls: a message of %q bytes", head.Get("Content-Length"))
	}
	message = make([]byte, size)
	_, err = io.ReadFull(in, message)
	return message, err
}

// send writes a message.
func send(to io.Writer, message []byte) error {
	_, err := fmt.Fprintf(to, "Content-Length: %d\r\n\r\n%s", len(message), message)
	return err
}
