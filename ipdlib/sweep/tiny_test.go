package sweep

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
)

// childEnv holds, for a process of this test binary, the settings and options of the sweep that it is to run.
const childEnv = "IPD_SWEEP_TEST_CHILD"

type child struct {
	Settings plan.Settings
	Dir      string
	Backend  string
	Workers  int
	Part     plan.Part
}

func TestMain(m *testing.M) {
	text := os.Getenv(childEnv)
	if text == "" {
		os.Exit(m.Run())
	}
	var c child
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		panic(err)
	}
	if _, err := Run(context.Background(), c.Settings, c.options()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func (c child) options() Options {
	return Options{
		Dir:     c.Dir,
		Workers: c.Workers,
		Part:    c.Part,
		Device:  device.Options{Backend: c.Backend},
		// Says what happens, so that whoever started the process can wait for it.
		Progress: func(e Event) {
			if e.Kind != Found {
				fmt.Println(e.Kind, e.Training)
			}
		},
	}
}

// start starts the sweep in a process of its own and returns what the process says.
func (c child) start(t *testing.T) (*exec.Cmd, io.Reader, *strings.Builder) {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, stdout, &stderr
}

// run runs a sweep in this process.
func run(t *testing.T, s plan.Settings, o Options) []*record.Record {
	t.Helper()
	records, err := Run(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// backendName is the name by which device.Options ask for a device.
func backendName(d *device.Device) string {
	return map[string]string{"go": "go", "xla:cpu": "xla", "xla:cuda": "cuda", "fused": "fused"}[d.Name]
}

// recordPath is where the record of a training is.
func recordPath(dir string, t plan.Training) string {
	return filepath.Join(dir, "records", t.FileName())
}

// part is part number of so many of a sweep of n trainings.
func part(number, of, n int) plan.Part {
	p := plan.Part{Numbers: []int{}}
	for i := number - 1; i < n; i += of {
		p.Numbers = append(p.Numbers, i)
	}
	return p
}

// contents are the records of a folder by name, without their times, and fails on files that should not be there.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "records"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") { // see Leftovers
			continue
		}
		if !strings.HasSuffix(e.Name(), ".json") {
			t.Errorf("%s was left behind", e.Name())
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, "records", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		content, times, found := strings.Cut(string(text), `"times"`)
		if !found || strings.Count(times, "\n") != 5 { // started, seconds, two brackets, the end
			t.Errorf("%s: no times at the end: %s", e.Name(), times)
		}
		all[e.Name()] = content
	}
	return all
}

// sameContents compares two folders' records.
func sameContents(t *testing.T, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d records, want %d", len(got), len(want))
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s differs:\n%s\nwant\n%s", name, got[name], text)
		}
	}
}
