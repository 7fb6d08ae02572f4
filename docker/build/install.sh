#!/usr/bin/env bash
# Builds `ipd` and lets it set up everything, as without a container, by running a notebook. Run in the project's folder.
set -euo pipefail
. docker/build/network.sh
export GOFLAGS="-buildvcs=false '-ldflags=-s -w -linkmode=internal'" # as in kernels/launch.sh: packages are compiled once
go build -o /usr/local/bin/ipd ./ipdlib/cmd/ipd
ipd run -out /tmp docker/build/first.ipynb
