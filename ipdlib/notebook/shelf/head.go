package shelf

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// readHead reads the head of a file, and not the value.
func readHead(path string) (head Head, err error) {
	f, err := os.Open(path)
	if err != nil {
		return head, err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	format, err := lines.ReadString('\n')
	if err != nil {
		return head, err
	}
	if strings.TrimSpace(format) != Format {
		return head, fmt.Errorf("%s has another form", path)
	}
	line, err := lines.ReadBytes('\n')
	if err != nil {
		return head, err
	}
	return head, json.Unmarshal(line, &head)
}
