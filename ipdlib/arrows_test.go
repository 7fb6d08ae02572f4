package ipdlib

import (
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// order lists the packages from the highest to the lowest: each imports only packages that stand below it. A name that ends in
// /... stands for all packages in that folder.
var order = []string{
	"cmd/...",
	"site",
	"teaching/lesson",
	"teaching/checks",
	"teaching/exercise",
	"teaching/course",
	"notebook",
	"notebook/shelf",
	"notebook/lineage",
	"notebook/exact",
	"lab",
	"depict",
	"figure",
	"finding",
	"exchange",
	"crate",
	"parity",
	"trained",
	"original",
	"slurm",
	"sweep",
	"summary",
	"record",
	"plan",
	"training",
	"evaluation",
	"snn",
	"stimulus",
	"device",
	"fused",
	"device/venv",
	"npz",
	"settings",
	"option",
	"random",
}

// height is a package's place in the order, or -1.
func height(pkg string) int {
	return slices.IndexFunc(order, func(name string) bool {
		folder, all := strings.CutSuffix(name, "...")
		return name == pkg || all && strings.HasPrefix(pkg, folder)
	})
}

// packages lists the folders with Go files that a program can import. Packages for tests, such as device/devicetest, may be
// used by the tests of any package.
func packages(t *testing.T) (all []*build.Package) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || path == "." {
			return err
		}
		_, other := os.Stat(filepath.Join(path, "go.mod")) // a module of its own, such as a generator
		if entry.Name() == "testdata" || strings.HasSuffix(path, "test") || other == nil {
			return fs.SkipDir
		}
		pkg, err := build.ImportDir(path, 0)
		if _, none := err.(*build.NoGoError); none {
			return nil
		}
		all = append(all, pkg)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// No import points up, and every package has a place.
func TestNoImportPointsUp(t *testing.T) {
	for _, pkg := range packages(t) {
		name := filepath.ToSlash(pkg.Dir)
		from := height(name)
		if from < 0 {
			t.Errorf("%s has no place in the order", name)
		}
		for _, imported := range pkg.Imports {
			other, ours := strings.CutPrefix(imported, "ipd/ipdlib/")
			if to := height(other); ours && to <= from && !(to == from && strings.HasPrefix(name, "cmd/")) {
				t.Errorf("%s imports %s, which stands above it", name, other)
			}
		}
	}
}

// The documentation names every package of the order, and each of these is there.
func TestDocNamesEveryPackage(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	there := map[int]bool{}
	for _, pkg := range packages(t) {
		there[height(filepath.ToSlash(pkg.Dir))] = true
	}
	for i, name := range order {
		if !strings.Contains(string(doc), "\n//\t"+name+" ") {
			t.Errorf("doc.go doesn't name %s", name)
		}
		if !there[i] {
			t.Errorf("there is no package %s", name)
		}
	}
}
