#!/usr/bin/env bash
# Sets up and runs all tests of the kernels:    kernels/tests/run.sh [argument for pytest ...]
#
# Needs Go, Python 3.10 or newer with venv, and, the first time, the network. It puts the tools into .tools of the repository,
# as `ipd lab` does, and the test's Python packages into the virtual environment that IPD_TEST_VENV names, else into .venv
# of the repository.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
repository=$(cd -- "$here/../.." && pwd -P)
venv=${IPD_TEST_VENV:-$repository/.venv}

[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
stamp=$venv/kernels-test-requirements
requirements=$repository/kernels/requirements
if ! cat "$requirements/lab.txt" "$requirements/test.txt" | cmp -s - "$stamp"; then
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements/lab.txt" -r "$requirements/test.txt"
	cat "$requirements/lab.txt" "$requirements/test.txt" >"$stamp"
fi
GOBIN=$repository/.tools go -C "$repository/kernels" install tool
(cd -- "$repository" && go mod download)
(cd -- "$repository" && go build github.com/janpfeifer/gonb/gonbui) # so that no cell waits for it

go -C "$repository/kernels" vet ./... github.com/janpfeifer/gonb/gonb
go -C "$repository/kernels" test -count=1 -json ./... | "$venv/bin/python" "$here/count.py"
cd -- "$here"
exec "$venv/bin/python" -m pytest -p no:cacheprovider --timeout=240 -q "$@"
