package notebooktest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"ipd/ipdlib/device"
)

// Main runs a package's tests in a folder below notebooks/, where the notebooks lie that they look at. Tests don't lie there
// themselves: whoever opens the folder in JupyterLab is to find notebooks.
func Main(m *testing.M, folder string) {
	root, err := device.Root()
	if err == nil {
		err = os.Chdir(filepath.Join(root, "notebooks", folder))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
