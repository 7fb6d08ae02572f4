package lab

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ipd/ipdlib/device/venv"
)

//go:embed trust.py
var trustSource string

// trust makes JupyterLab run the scripts in the outputs of the project's own notebooks, which move their sliders: else it
// would do so only once their cells have run. The project's own are those that Git has, exactly as it has them: who starts
// this runs the project's programs anyway. A notebook that came from elsewhere, or was changed outside JupyterLab, stays
// untrusted, as do all where there is no Git.
//
// It is quick where the same notebooks were signed before.
func trust(ctx context.Context, root string, folder *runFolder) error {
	paths, versions := ownNotebooks(ctx, root)
	if len(paths) == 0 {
		return nil
	}
	stamp := filepath.Join(stateDir(root), "data", "ipd-trusted")
	want := fmt.Sprintf("%x", sha256.Sum256([]byte(versions)))
	if have, err := os.ReadFile(stamp); err == nil && string(have) == want {
		return nil
	}
	if err := folder.write("trust.py", trustSource); err != nil {
		return err
	}
	args := append([]string{folder.join("trust.py")}, paths...)
	if _, err := output(ctx, jupyterEnv(root, folder), folder.path, venv.Python(root), args...); err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(stamp), 0o700), os.WriteFile(stamp, []byte(want), 0o600))
}

// ownNotebooks lists the notebooks that are as Git has them, and Git's names of their contents.
func ownNotebooks(ctx context.Context, root string) (paths []string, versions string) {
	git := func(args ...string) (string, error) {
		return output(ctx, os.Environ(), root, "git", append([]string{"-c", "core.quotePath=false"}, args...)...)
	}
	committed, err := git("ls-tree", "-r", "-z", "HEAD", "--", "notebooks")
	if err != nil {
		return nil, ""
	}
	changed, err := git("diff", "--name-only", "-z", "--relative", "HEAD", "--", "notebooks")
	if err != nil {
		return nil, ""
	}
	others := map[string]bool{}
	for _, name := range strings.Split(changed, "\x00") {
		others[name] = true
	}
	for _, line := range strings.Split(committed, "\x00") { // MODE blob HASH<tab>NAME
		_, name, found := strings.Cut(line, "\t")
		if found && filepath.Ext(name) == ".ipynb" && !others[name] {
			paths = append(paths, filepath.Join(root, filepath.FromSlash(name)))
			versions += line + "\n"
		}
	}
	return paths, versions
}
