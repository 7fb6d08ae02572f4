#!/usr/bin/env bash
# Starts a kernel. Jupyter calls it as its kernel.json says:
#
#     launch.sh BACKEND CONNECTION_FILE
#
# BACKEND is what the library computes on, as in GOMLX_BACKEND: xla:cpu, xla:cuda, fused or go. CONNECTION_FILE is Jupyter's. A
# kernel.json anywhere may name this file by its absolute path; the repository is found from where this file lies, symbolic
# links resolved, whatever characters its name has:
#
#     {"argv": ["/absolute/path/of/kernels/launch.sh", "xla:cpu", "{connection_file}"], "display_name": "Go · IPD (XLA CPU)",
#      "language": "go", "interrupt_mode": "message"}
#
# It ends by becoming the kernel (exec), so that the kernel's parent is the client that started it. Environment:
#     IPD_GOFLAGS    flags for the compiler in place of the ones below
#     IPD_GOPROXY    where a `go get` in a cell may download from; "off" unless set
set -euo pipefail

if [ $# -ne 2 ]; then
	echo "usage: launch.sh BACKEND CONNECTION_FILE    (Jupyter calls this; see kernels/README.md)" >&2
	exit 2
fi
this=$(readlink -f -- "${BASH_SOURCE[0]}")
here=${this%/*}
repository=${here%/*}
tools=$repository/.tools

if [ ! -x "$tools/ipd-kernel" ]; then
	message="$tools/ipd-kernel is missing: run \`go run ./ipdlib/cmd/ipd lab\` in $repository once, and restart the kernel"
	printf 'The Go kernel cannot start: %s\n' "$message" >&2
	# Whoever starts this is a Jupyter, whose Python can say so in the first cell.
	python=python3
	if [ -r "/proc/$PPID/cmdline" ]; then
		IFS= read -r -d '' python <"/proc/$PPID/cmdline" || true
		case ${python##*/} in python*) ;; *) python=python3 ;; esac
	fi
	exec "$python" "$here/complain.py" "$2" "$message"
fi

export IPD_HOME=$repository    # where the library finds its Python environment with the XLA plugin
export GOMLX_BACKEND=$1
export PATH=$tools:$PATH
# A cell compiles against the versions in go.mod and never downloads. (With a proxy, `go get` in a cell would move them.)
export GOPROXY=${IPD_GOPROXY:-off}
export GOTOOLCHAIN=local
unset GOWORK                   # GoNB's module has a workspace of its own
# Without symbols and with Go's own linker a cell that uses GoMLX links in 0.7 s instead of 1.6 s.
goflags="-buildvcs=false '-ldflags=-s -w -linkmode=internal'"
export GOFLAGS=${IPD_GOFLAGS:-$goflags}

exec "$tools/ipd-kernel" relay "$2" "$tools/gonb" -kernel '{connection_file}' -use "$repository"
