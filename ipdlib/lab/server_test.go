package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// listening is a JupyterLab's part of a shell script: it keeps what it was configured with and says its address.
const listening = `cat "$JUPYTER_TOKEN_FILE" > "$JUPYTER_PATH/token"
env > "$JUPYTER_PATH/env"; echo "$0 $*" > "$JUPYTER_PATH/argv"
cp -r "$JUPYTER_CONFIG_PATH" "$JUPYTER_PATH/config"
echo '{"url": "http://127.0.0.1:8890/"}' > half.json; mv half.json jpserver-$$.json
`

// stopAfter ends a context when something is said.
type stopAfter struct {
	out    *bytes.Buffer
	words  string
	cancel func()
}

func (s *stopAfter) Write(text []byte) (int, error) {
	if strings.Contains(string(text), s.words) {
		time.AfterFunc(50*time.Millisecond, s.cancel)
	}
	return s.out.Write(text)
}

func TestServe(t *testing.T) {
	for _, key := range []string{"JUPYTER_CONFIG_DIR", "JUPYTER_TOKEN", "JPY_API_TOKEN", "PYTHONPATH", "JUPYTERLAB_SETTINGS_DIR"} {
		t.Setenv(key, "/the/users/own")
	}
	for _, terminal := range []bool{true, false} {
		root := fakeProject(t)
		fakePython(t, root, listening+`trap 'echo stopped > "$JUPYTER_PATH/stopped"; exit' TERM; while :; do sleep 0.05; done`)
		ctx, cancel := context.WithCancel(t.Context())
		var out bytes.Buffer
		notebooks := filepath.Join(t.TempDir(), "a b")
		s := Server{Root: root, Notebooks: notebooks, Open: "q & a?.ipynb", Port: 8890, Terminal: terminal}
		opened := ""
		if err := Serve(ctx, s, &stopAfter{&out, "JupyterLab shows", func() {
			if _, path, found := strings.Cut(out.String(), "for a browser, is in "); found {
				path, _, _ = strings.Cut(path, ", which only")
				opened = read(t, path)
			}
			cancel()
		}}); err != nil {
			t.Fatal(err)
		}
		token := read(t, filepath.Join(root, "token"))
		if len(token) < 26 { // 128 bits in base 32
			t.Errorf("token %q is short", token)
		}
		const page = "http://127.0.0.1:8890/lab/tree/q%20&%20a%3F.ipynb"
		if said := out.String(); !strings.Contains(said, page) || strings.Contains(said, token) != terminal {
			t.Errorf("terminal %v: said %q", terminal, said)
		}
		if !terminal && opened != page+"?token="+token+"\n" {
			t.Errorf("without a terminal, the file with the address says %q", opened)
		}
		if !exists(filepath.Join(root, "stopped")) {
			t.Error("was not asked to stop")
		}
		if strings.Contains(read(t, filepath.Join(root, "argv")), token) || strings.Contains(read(t, filepath.Join(root, "env")), token) {
			t.Error("the token stands in the command line or in the environment, which kernels inherit")
		}
		if strings.Contains(read(t, filepath.Join(root, "env")), "/the/users/own") {
			t.Error("the user's own configuration gets through")
		}
		var config struct {
			ServerApp struct {
				IP      string `json:"ip"`
				Port    int    `json:"port"`
				Retries int    `json:"port_retries"`
				Root    string `json:"root_dir"`
				Browser bool   `json:"open_browser"`
			}
		}
		if err := json.Unmarshal([]byte(read(t, filepath.Join(root, "config", "jupyter_server_config.json"))), &config); err != nil {
			t.Fatal(err)
		}
		if c := config.ServerApp; c.IP != "127.0.0.1" || c.Port != 8890 || c.Retries != 0 || c.Root != notebooks || c.Browser {
			t.Errorf("configured with %+v", c)
		}
		if left, _ := filepath.Glob(filepath.Join(escapeGlob(stateDir(root)), runPrefix+"*")); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	}
}

func TestServeFailures(t *testing.T) {
	for _, test := range []struct {
		name, script string
		port         int
		want         string
	}{
		{"port taken", "echo 'ERROR: the Jupyter server could not be started because port 8890 is already in use.'; exit 1", 8890, "port 8890 is taken; choose another"},
		{"damaged", `echo "ModuleNotFoundError: No module named 'jupyterlab'"; exit 1`, 0, "remove the folder .venv"},
		{"dies at once", "echo the moon is in the way >&2; exit 1", 0, "the moon is in the way"},
		{"dies later", listening + "echo the sun is in the way >&2; sleep 0.2; exit 1", 0, "it ended by itself (exit status 1):\nthe sun"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := fakeProject(t)
			fakePython(t, root, test.script)
			err := Serve(t.Context(), Server{Root: root, Notebooks: root, Port: test.port}, &bytes.Buffer{})
			if !errors.Is(err, ErrServer) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

func TestServeShutDownFromMenu(t *testing.T) {
	root := fakeProject(t)
	fakePython(t, root, listening+"sleep 0.2")
	var out bytes.Buffer
	if err := Serve(t.Context(), Server{Root: root, Notebooks: root}, &out); err != nil || !strings.Contains(out.String(), "shut down from its menu") {
		t.Errorf("%v, said %q", err, out.String())
	}
}

func TestServeStopsWhileStarting(t *testing.T) {
	root := fakeProject(t)
	fakePython(t, root, "exec sleep 600")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	var out bytes.Buffer
	if err := Serve(ctx, Server{Root: root, Notebooks: root}, &out); err != nil || !strings.Contains(out.String(), "Stopping") {
		t.Errorf("%v, said %q", err, out.String())
	}
}

func TestRunFolders(t *testing.T) {
	root := fakeProject(t)
	first, err := newRunFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.write("config/x", "y"); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{first.path, first.join("config")} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if info, err := os.Stat(first.join("config/x")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a file that others may read: %v, %v", info.Mode(), err)
	}
	second, err := newRunFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	if !exists(first.path) {
		t.Error("a second process removed the first one's folder")
	}
	first.lock.Close() // as the system does when a process is killed
	third, err := newRunFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	if exists(first.path) || !exists(second.path) {
		t.Errorf("abandoned: still there %v; in use: there %v", exists(first.path), exists(second.path))
	}
	second.remove()
	third.remove()
	if exists(second.path) || exists(third.path) {
		t.Error("not removed")
	}
}
