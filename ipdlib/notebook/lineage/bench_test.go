package lineage_test

import (
	"os"
	"path/filepath"
	"testing"

	"ipd/ipdlib/notebook/lineage"
)

// BenchmarkLibrary measures what a cell pays to find a value that depends on nearly all of the library: a trained network
// and its responses.
func BenchmarkLibrary(b *testing.B) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	main := filepath.Join(dir, "cell", "main.go")
	files := map[string]string{
		filepath.Join(dir, "go.work"):        "go 1.26.5\n\nuse (\n\t" + root + "\n\t./cell\n)\n",
		filepath.Join(dir, "cell", "go.mod"): "module cell\n\ngo 1.26.5\n",
		main: `package main

import (
	"ipd/ipdlib/device"
	"ipd/ipdlib/notebook"
	"ipd/ipdlib/sweep"
	"ipd/ipdlib/trained"
)

var network = notebook.Keep(func() *trained.Network {
	_ = notebook.Must(device.Open(notebook.Context(), device.Options{}))
	return notebook.Train(notebook.Results("x"), sweep.Default().Trainings()[0])
})

func main() { _ = network }
`}
	if err := os.Mkdir(filepath.Dir(main), 0o755); err != nil {
		b.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	parts := 0
	for b.Loop() {
		p, err := lineage.Read(main, keeper)
		if err != nil {
			b.Fatal(err)
		}
		l, err := p.Lineage(p.All()["network"], nil, os.LookupEnv)
		if err != nil {
			b.Fatal(err)
		}
		parts = len(l)
	}
	b.ReportMetric(float64(parts), "parts")
}
