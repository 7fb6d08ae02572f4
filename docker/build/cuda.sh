#!/usr/bin/env bash
# Installs XLA's plugin for NVIDIA GPUs with `ipd doctor`, and leaves what a GPU takes of it below a folder:    cuda.sh FOLDER
set -euo pipefail
. docker/build/network.sh
folder=$1
ipd doctor -install-cuda
site=$(echo .venv/lib/python3.*/site-packages)
# Not for running: headers, static libraries, and the compilers but for ptxas and nvlink, which XLA calls.
find "$site/nvidia" -depth -type d -name include -exec rm -rf {} +
find "$site/nvidia" -name '*.a' -delete
find "$site/nvidia" -path '*/bin/*' -type f ! -name ptxas ! -name nvlink ! -name fatbinary -delete
find "$site/nvidia" "$site/jax_plugins" -type f -print0 | xargs -0 touch -d "@$(date +%s)" # images keep whole seconds
# Notes the plugin's new time. There is no GPU here and `doctor` says so; what counts is what it wrote.
ipd doctor >/dev/null || true
mkdir -p "$folder/opt/ipd"
tar -cf - .venv/ipd-xla-cuda.json "$site"/nvidia* "$site"/jax_plugins "$site"/jax_cuda13* | tar -xf - -C "$folder/opt/ipd"
chmod -R a+rX "$folder"
