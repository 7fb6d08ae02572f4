#!/usr/bin/env bash
# Runs the end-to-end tests: `ipd lab` on a terminal, notebooks in JupyterLab in Chromium through its menus.
#
#     ipdlib/lab/e2e/run.sh [argument for pytest ...]
#
# Installs nothing but what `ipd lab` itself sets up; says what is missing. Takes a few minutes and never more than 30.
# Environment:
#     IPD_TEST_VENV       Python environment with kernels/requirements/test.txt; .venv of the repository unless set
#     IPD_E2E_PICTURES    folder for pictures of the screen, one a test
#     IPD_E2E_NOTEBOOK    a file as in expectations/: only that notebook is run and looked at
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
repository=$(cd -- "$here/../../.." && pwd -P)
python=${IPD_TEST_VENV:-$repository/.venv}/bin/python

missing=0
need() { # need WHAT COMMAND...: COMMAND succeeds where WHAT is there
	local what=$1
	shift
	"$@" >/dev/null 2>&1 || { echo "missing: $what" >&2 && missing=1; }
}
chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
need "Go (https://go.dev/dl)" command -v go
need "Chromium, as with: apt-get install chromium fonts-dejavu-core" chromium
need "timeout, as with: apt-get install coreutils" command -v timeout
need "the test's Python packages, as with: $python -m pip install --no-deps --require-hashes -r $repository/kernels/requirements/test.txt" \
	"$python" -c 'import axe_playwright_python, playwright, psutil, pytest, pytest_timeout'
[ "$missing" -eq 0 ] || exit 2

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$repository"
go build -o "$work/ipd" ./ipdlib/cmd/ipd
export IPD_E2E_PROGRAM=$work/ipd PYTHONDONTWRITEBYTECODE=1
# What this sets up, every test expects to be there: they wait a minute for a start, not for downloads.
"$work/ipd" run -out "$work" "$here/notebooks/small.ipynb"
if [ -n "${IPD_E2E_NOTEBOOK:-}" ]; then
	set -- "$here/test_notebook.py" "$@"
fi
cd -- "$here"
timeout --foreground --kill-after=20 1800 "$python" -m pytest -p no:cacheprovider --timeout=600 -q -s "$@"
