// Package keep lists and deletes the values that notebook.Keep has kept: the commands %kept and %forget.
//
// The library puts them into files (see ipd/ipdlib/notebook/shelf); here only the heads are read. And it asks which cell
// runs, to tell that cell's declarations from those of earlier ones.
package keep

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"ipd/kernels/internal/cell"
	"ipd/kernels/internal/overwrite"
)

const (
	format = "ipd kept value 1" // the first line of a file
	ending = ".kept"
	note   = "cell" // the file in the kernel's folder with the cell that runs
)

// Folder is where the library keeps values.
func Folder() string {
	if dir := os.Getenv("IPD_RESULTS"); dir != "" {
		return filepath.Join(dir, "kept")
	}
	return filepath.Join(os.Getenv("IPD_HOME"), "results", "kept")
}

// Prepare says which cell is about to run, and executes and takes out its commands. said is what they have to say, for the
// cell's output; the error says in a sentence what is wrong with one of them.
func Prepare(kernelFolder, code string) (rest, said string, err error) {
	if err := overwrite.File(filepath.Join(kernelFolder, note), []byte(code)); err != nil {
		return code, "", err
	}
	rest, commands := cell.TakeOwn(code)
	for _, c := range commands {
		text, err := execute(Folder(), c)
		if err != nil {
			return rest, said, fmt.Errorf("line %d: %w", c.Line, err)
		}
		said += text
	}
	return rest, said, nil
}

func execute(folder string, c cell.Own) (string, error) {
	values := read(folder)
	if c.Name == "forget" {
		return forget(folder, values, c.Arguments)
	}
	if len(c.Arguments) > 0 {
		return "", fmt.Errorf("%%kept lists all values and takes no name")
	}
	return list(folder, values), nil
}

// A value is a file's head.
type value struct {
	path    string
	Name    string    `json:"name"`
	Type    string    `json:"type"`
	From    string    `json:"from"`
	Seconds float64   `json:"seconds"`
	Made    time.Time `json:"made"`
	Bytes   int       `json:"bytes"`
}

// read reads the heads of all files, the latest first. What is no value, or not whole, is left out.
func read(folder string) (values []value) {
	entries, _ := os.ReadDir(folder) // without the folder nothing is kept
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) != ending {
			continue
		}
		v := value{path: filepath.Join(folder, entry.Name())}
		if v.readHead() {
			values = append(values, v)
		}
	}
	slices.SortFunc(values, func(a, b value) int { return b.Made.Compare(a.Made) })
	return values
}

func (v *value) readHead() bool {
	f, err := os.Open(v.path)
	if err != nil {
		return false
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	first, err := lines.ReadString('\n')
	if err != nil || strings.TrimSpace(first) != format {
		return false
	}
	head, err := lines.ReadBytes('\n')
	return err == nil && json.Unmarshal(head, v) == nil
}

func list(folder string, values []value) string {
	if len(values) == 0 {
		return fmt.Sprintf("Nothing is kept in %s. A cell keeps a value with var x = notebook.Keep(func() T { ... }).\n", folder)
	}
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "variable\ttype\tsize\tcomputed in\tat\tby")
	all := 0
	for _, v := range values {
		all += v.Bytes
		took := fmt.Sprintf("%.1f s", v.Seconds)
		if v.Seconds < 1 {
			took = fmt.Sprintf("%.2f s", v.Seconds)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", v.Name, v.Type, size(v.Bytes), took, v.Made.Local().Format("2006-01-02 15:04"), v.From)
	}
	table.Flush()
	fmt.Fprintf(&text, "%s, %s, in %s. %%forget NAME deletes those of a variable, %%forget * all.\n", plural(len(values)), size(all), folder)
	return text.String()
}

func forget(folder string, values []value, names []string) (string, error) {
	if len(names) == 0 {
		return "", fmt.Errorf("%%forget needs the name of a variable, or * for all values; %%kept lists them")
	}
	var gone []value
	for _, name := range names {
		before := len(gone)
		for _, v := range values {
			if v.Name == name || name == "*" {
				gone = append(gone, v)
			}
		}
		if len(gone) == before && name != "*" {
			return "", fmt.Errorf("no value of a variable %s is kept in %s; %%kept lists what is", name, folder)
		}
	}
	all := 0
	for _, v := range gone {
		if err := os.Remove(v.path); err != nil && !os.IsNotExist(err) {
			return "", err
		}
		all += v.Bytes
	}
	return fmt.Sprintf("Forgot %s, %s.\n", plural(len(gone)), size(all)), nil
}

func plural(n int) string {
	if n == 1 {
		return "1 value"
	}
	return fmt.Sprintf("%d values", n)
}

func size(bytes int) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 1e6:
		return fmt.Sprintf("%.0f kB", float64(bytes)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}
