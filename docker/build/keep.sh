#!/usr/bin/env bash
# Makes the parts that the image takes over, after install.sh:    keep.sh BUILD_CACHE MODULE_CACHE
#
#     /opt/ipd/.venv    Python without what only installing takes
#     /opt/go/pkg/mod   the modules of go.mod, without the kernels' own
#     /opt/go/build     what a cell finds compiled, and nothing else
#     /opt/image        all the rest, as it lies in the image
set -euo pipefail
all=$1 modules=$2
here=$PWD/docker/build

# Times are whole seconds: images lose the rest when they travel, and then a check by time fails.
whole_seconds() { find "$@" -print0 | xargs -0 touch -h -d "@$(date +%s)"; }

# --- Python: no pip, no tests, no kernel for Python; JupyterLab's pages once instead of twice; compiled once for all users
"$here/slim-python.sh" .venv
whole_seconds .venv
ipd doctor >/dev/null # reads the plugin back, and notes its new time

# --- Go modules, from the zip files that are here already
chmod -R u+w .tools && strip .tools/{ipd-kernel,ipd-step,gonb,goimports,gopls}
GOPROXY=file://$modules/cache/download GOSUMDB=off GOFLAGS=-modcacherw go mod download
find /opt/go/pkg/mod/cache/download -name '*.zip' -delete
"$here/slim-go.sh" modules /opt/go/pkg/mod
whole_seconds /opt/go/pkg/mod

# --- the build cache: what a second run touches is what it needs
mkdir -p /opt/go/build && cp -a "$all/." /opt/go/build
find /opt/go/build -type f -exec touch -d '10 days ago' {} +
GOPROXY=off ipd kernel install -prefix /tmp/kernels >/dev/null
GOPROXY=off ipd run -out /tmp "$here/first.ipynb"
find /opt/go/build -type f ! -newermt '5 days ago' -delete
# Root's for good, and open to new entries of any user: nobody can change or delete an entry, so that the go command neither
# copies them all to the container's own layer, to note when they were used, nor deletes them five days after the build.
find /opt/go/build -type d -exec chmod 1777 {} +
find /opt/go/build -type f -exec chmod 644 {} +
rm -f /opt/go/build/trim.txt && chmod -R a+rX /opt/go/pkg .venv
whole_seconds /opt/go/build

# --- the rest
to=/opt/image/opt/ipd
mkdir -p "$to" /opt/image/{etc/jupyter,usr/local/bin,usr/local/lib/ipd}
cp -a LICENSE go.mod go.sum ipdlib kernels notebooks .tools "$to"
ln -s /home/ipd/results "$to/results"     # where `ipd reproduce` writes
ln -s /home/ipd/.cache/ipd "$to/.cache"   # locks, and what JupyterLab remembers
cp /usr/local/bin/ipd /opt/image/usr/local/bin
cp -r docker/jupyter/. /opt/image/etc/jupyter
cp docker/image/* /opt/image/usr/local/lib/ipd
chmod -R a+rX /opt/image
