#!/usr/bin/env bash
# Installs XLA's plugin for NVIDIA GPUs with `ipd doctor`, and copies the files that a GPU needs into a folder:    cuda.sh FOLDER
set -euo pipefail
. docker/build/network.sh
folder=$1
ipd doctor -install-cuda
site=$(echo .venv/lib/python3.*/site-packages)
# Not needed at run time: headers, static libraries, and the compilers except ptxas and nvlink, which XLA calls.
find "$site/nvidia" -depth -type d -name include -exec rm -rf {} +
find "$site/nvidia" -name '*.a' -delete
find "$site/nvidia" -path '*/bin/*' -type f ! -name ptxas ! -name nvlink ! -name fatbinary -delete
find "$site/nvidia" "$site/jax_plugins" -type f -print0 | xargs -0 touch -d "@$(date +%s)" # images keep whole seconds
# Records the plugin's new time. `doctor` says that there is no GPU here; only the file that it writes matters.
ipd doctor >/dev/null || true
mkdir -p "$folder/opt/ipd"
tar -cf - .venv/ipd-xla-cuda.json "$site"/nvidia* "$site"/jax_plugins "$site"/jax_cuda13* | tar -xf - -C "$folder/opt/ipd"
chmod -R a+rX "$folder"
