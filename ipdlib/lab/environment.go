package lab

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// jupyterEnv is the environment of JupyterLab and nbclient: the user's own without all that leads Python or Jupyter
// elsewhere, and with folders of the project's own.
func jupyterEnv(root string, folder *runFolder) []string {
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		for _, prefix := range []string{"JUPYTER", "JPY_", "PYTHON", "VIRTUAL_ENV"} {
			if strings.HasPrefix(entry, prefix) {
				return true
			}
		}
		return false
	})
	return with(env,
		"JUPYTER_PATH="+root, // finds kernels/*/kernel.json
		"JUPYTER_CONFIG_DIR="+filepath.Join(stateDir(root), "config"), // settings from JupyterLab's menus
		"JUPYTER_DATA_DIR="+filepath.Join(stateDir(root), "data"),
		"JUPYTER_RUNTIME_DIR="+folder.path,
		"JUPYTER_CONFIG_PATH="+folder.join(configName), // before all others
		"JUPYTER_TOKEN_FILE="+folder.join(tokenName),
	)
}
