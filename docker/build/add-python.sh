#!/usr/bin/env bash
# Installs a list of hashed packages into the virtual environment and copies the new files into a folder, for a separate layer of
# an image:    add-python.sh REQUIREMENTS FOLDER
set -euo pipefail
. docker/build/network.sh
requirements=$1 folder=$2
python3 -m venv /tmp/pip # the environment itself has no pip any more
touch /tmp/before && sleep 0.1
/tmp/pip/bin/python -m pip --python .venv/bin/python install -q --require-hashes --no-deps --only-binary=:all: --no-compile -r "$requirements"
.venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash .venv/lib/python3.*/site-packages
mkdir -p "$folder"
find "$PWD/.venv" -newer /tmp/before ! -type d -print0 | tar -cf - --null -T - | tar -xf - -C "$folder"
find "$folder" -depth -type d \( -name tests -o -name test -o -name include \) -exec rm -rf {} +
