#!/usr/bin/env bash
# A Docker engine of one's own, on machines without systemd, and the base images where they can't be pulled.
#
#     docker/tests/engine.sh up FOLDER      starts it; then export DOCKER_HOST=unix://FOLDER/socket
#     docker/tests/engine.sh down FOLDER    stops it and its containers, and removes the folder with all images
#
# Needs root and, as on Debian, apt-get install --no-install-recommends docker.io mmdebstrap. It makes no firewall rules and no
# bridge of its own: builds run with --network host, containers with --network none or a network that a test makes.
set -euo pipefail
folder=$(realpath -m -- "$2")
export DOCKER_HOST=unix://$folder/socket
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)

# base IMAGE: the name that the Dockerfile gives a base image.
base() { sed -n "s/^ARG $1=//p" "$here/../Dockerfile"; }

up() {
	local engine debian golang
	mkdir -p "$folder"/{data,run}
	nohup dockerd --host "unix://$folder/socket" --data-root "$folder/data" --exec-root "$folder/run" --pidfile "$folder/pid" \
		--bridge=none --iptables=false --ip6tables=false --ip-masq=false --ip-forward=false </dev/null >"$folder/log" 2>&1 &
	engine=$!
	for _ in {1..300}; do
		docker version >/dev/null 2>&1 && break
		kill -0 $engine 2>/dev/null || { tail -n 20 "$folder/log" >&2 && exit 1; }
		sleep 0.1
	done
	docker version --format 'Docker {{.Server.Version}}'
	debian=$(base DEBIAN_IMAGE) golang=$(base GO_IMAGE)
	docker image inspect "$debian" >/dev/null 2>&1 || docker pull -q "$debian" 2>/dev/null || make_debian "$debian"
	docker image inspect "$golang" >/dev/null 2>&1 || docker pull -q "$golang" 2>/dev/null || make_golang "$golang" "$debian"
}

# make_debian NAME: Debian's smallest system, from its archive. No certificates: none of this machine's gets into an image.
make_debian() {
	echo "making $1: it can't be pulled here"
	mmdebstrap --quiet --variant=minbase --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' bookworm - | docker import - "$1" >/dev/null
}

# make_golang NAME DEBIAN: this machine's Go on it, laid out as the official image is.
make_golang() {
	echo "making $1 with $(go env GOVERSION): it can't be pulled here"
	printf '%s\n' "FROM $2" 'COPY . /usr/local/go' \
		'ENV GOPATH=/go GOTOOLCHAIN=local PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' |
		DOCKER_BUILDKIT=0 docker build -q -t "$1" -f - "$(readlink -f -- "$(go env GOROOT)")" >/dev/null
}

down() {
	local engine ids
	[ -s "$folder/pid" ] || return 0
	engine=$(cat "$folder/pid")
	ids=$(docker ps -q) && [ -z "$ids" ] || docker kill $ids >/dev/null
	kill "$engine"
	for _ in {1..300}; do
		kill -0 "$engine" 2>/dev/null || break
		sleep 0.1
	done
	umount "$folder"/run/netns/* 2>/dev/null || true # the engine leaves these mounts
	rm -rf -- "$folder"
}

"$1"
