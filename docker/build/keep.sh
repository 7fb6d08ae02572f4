#!/usr/bin/env bash
# Makes the parts that are copied into the image, after install.sh:    keep.sh BUILD_CACHE MODULE_CACHE
#
#     /opt/ipd/.venv    Python without files that only installing needs
#     /opt/go/pkg/mod   the modules of go.mod, without the kernels' own
#     /opt/go/build     the compiled packages that a cell needs, and nothing else
#     /opt/image        everything else, as in the image
set -euo pipefail
all=$1 modules=$2
here=$PWD/docker/build

# Times are whole seconds: saving and loading an image drops the fraction, and then a check by time fails.
whole_seconds() { find "$@" -print0 | xargs -0 touch -h -d "@$(date +%s)"; }

# --- Python: no pip, no tests, no kernel for Python; JupyterLab's pages once instead of twice; compiled once for all users
"$here/slim-python.sh" .venv
whole_seconds .venv
ipd doctor >/dev/null # reads the plugin back, and notes its new time

# --- Go modules, from the zip files that are already here
chmod -R u+w .tools && strip .tools/{ipd-kernel,ipd-step,gonb,goimports,gopls}
GOPROXY=file://$modules/cache/download GOSUMDB=off GOFLAGS=-modcacherw go mod download
find /opt/go/pkg/mod/cache/download -name '*.zip' -delete
"$here/slim-go.sh" modules /opt/go/pkg/mod
whole_seconds /opt/go/pkg/mod

# --- the build cache: only the entries that a second run uses
mkdir -p /opt/go/build && cp -a "$all/." /opt/go/build
find /opt/go/build -type f -exec touch -d '10 days ago' {} +
GOPROXY=off ipd kernel install -prefix /tmp/kernels >/dev/null
GOPROXY=off ipd run -out /tmp "$here/first.ipynb"
find /opt/go/build -type f ! -newermt '5 days ago' -delete
# Owned by root, but open to new entries of any user. Nobody can change or delete an entry, so the go command neither copies them
# all to the container's own layer, to record when they were used, nor deletes them five days after the build.
find /opt/go/build -type d -exec chmod 1777 {} +
find /opt/go/build -type f -exec chmod 644 {} +
rm -f /opt/go/build/trim.txt && chmod -R a+rX /opt/go/pkg .venv
whole_seconds /opt/go/build

# --- everything else
to=/opt/image/opt/ipd
mkdir -p "$to" /opt/image/{etc/jupyter,usr/local/bin,usr/local/lib/ipd}
cp -a LICENSE go.mod go.sum ipdlib kernels notebooks .tools "$to"
ln -s /home/ipd/results "$to/results"     # where `ipd reproduce` writes
ln -s /home/ipd/.cache/ipd "$to/.cache"   # locks, and what JupyterLab remembers
cp /usr/local/bin/ipd /opt/image/usr/local/bin
cp -r docker/jupyter/. /opt/image/etc/jupyter
cp docker/image/* /opt/image/usr/local/lib/ipd
chmod -R a+rX /opt/image
