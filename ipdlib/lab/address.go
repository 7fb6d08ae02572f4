package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"
)

// errEnded means that JupyterLab ended before it listened.
var errEnded = errors.New("JupyterLab ended")

// awaitAddress waits until JupyterLab listens. It then writes a file with its address, named by its process.
func awaitAddress(ctx context.Context, folder *runFolder, pid int, ended <-chan error) (*url.URL, error) {
	var info struct {
		URL string `json:"url"`
	}
	timeout := time.After(startTime)
	for {
		text, err := os.ReadFile(folder.join(fmt.Sprintf("jpserver-%d.json", pid)))
		if err == nil && json.Unmarshal(text, &info) == nil { // or it is half written
			return url.Parse(info.URL)
		}
		select {
		case <-ended:
			return nil, errEnded
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-timeout:
			return nil, fmt.Errorf("JupyterLab did not listen within %v", startTime)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// announce says where JupyterLab is. What is written elsewhere than on a terminal may be kept, and read by others: there
// it says only which file has the address with the token.
func (s Server) announce(out io.Writer, folder *runFolder, address *url.URL, token string) {
	page := address.JoinPath("lab")
	if s.Open != "" {
		page = page.JoinPath("tree", s.Open)
	}
	bare := page.String()
	page.RawQuery = url.Values{"token": {token}}.Encode()
	if s.Terminal {
		fmt.Fprintf(out, "JupyterLab shows %s at\n\n    %s\n\nPress Ctrl-C here to stop it.\n", s.Notebooks, page)
		return
	}
	if err := folder.write(addressName, page.String()+"\n"); err != nil {
		fmt.Fprintf(out, "JupyterLab shows %s at %s. Its token is unknown: %v.\n", s.Notebooks, bare, err)
		return
	}
	fmt.Fprintf(out, "JupyterLab shows %s at %s. The address with its token, for a browser, is in %s, which only you can read.\n",
		s.Notebooks, bare, folder.join(addressName))
}

// explain says why JupyterLab did not start, from its log.
func (s Server) explain(log string) string {
	switch {
	case strings.Contains(log, "is already in use") && s.Port != 0:
		return fmt.Sprintf("port %d is taken; choose another with -port, or none to take the next free one", s.Port)
	case strings.Contains(log, "could not be bound") || strings.Contains(log, "Permission to listen on port"):
		return fmt.Sprintf("port %d can't be used; choose one above 1023 with -port", s.Port)
	case strings.Contains(log, "No module named"), strings.Contains(log, "ImportError"):
		return "its Python packages are damaged; remove the folder .venv and try again:\n" + log
	}
	return "it ended before it listened:\n" + log
}
