#!/usr/bin/env bash
# Builds the images with a real Docker engine and uses them for real:    docker/tests/run.sh [PATTERN]
#
# With a PATTERN, a regular expression, only what is called so is tried after the build.
#
# Needs root and, as on Debian, apt-get install --no-install-recommends docker.io docker-compose mmdebstrap; Go, Python. Takes the
# engine that DOCKER_HOST names, else starts one of its own and removes it with all that it holds. Nothing is published.
# The last line counts. Times are printed, not judged.
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
repository=$(cd -- "$here/../.." && pwd -P)
cd -- "$repository"
work=$(mktemp -d)
mkdir "$work/bin" # another client that comes first on the PATH may lack BuildKit: Debian's has it
[ ! -x /usr/bin/docker ] || ln -s /usr/bin/docker "$work/bin/docker"
export PATH=$work/bin:$PATH
image=ipd-test hub=ipd-test-hub
only=${1:-.}
passed=0 failed=0

finish() {
	docker ps -aq --filter "label=ipd-test" | xargs -r docker rm -f >/dev/null 2>&1
	[ ! -f "$work/class/compose.yaml" ] || class down -v -t 3 >/dev/null 2>&1
	docker volume ls -q --filter name=ipd-test | xargs -r docker volume rm >/dev/null 2>&1
	[ ! -d "$work/engine" ] || "$here/engine.sh" down "$work/engine"
	rm -rf -- "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# check NAME COMMAND...: one thing that must hold, within a quarter of an hour. What it prints is shown, indented.
check() {
	local name=$1 begin=$SECONDS command guard rc
	shift
	[[ $name =~ $only|build|engine|without ]] || return 0
	set -m # each in a process group of its own
	(set -euo pipefail && "$@") >"$work/said" 2>&1 </dev/null &
	command=$!
	(sleep 900 && echo "not done after a quarter of an hour" >>"$work/said" && kill -TERM -- -$command) >/dev/null 2>&1 &
	guard=$!
	set +m
	wait $command
	rc=$?
	kill -TERM -- -$guard 2>/dev/null
	if [ $rc -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok    $name ($((SECONDS - begin)) s)"
		tail -n 4 "$work/said" | sed 's/^/      /'
	else
		failed=$((failed + 1))
		echo "FAIL  $name ($((SECONDS - begin)) s)"
		tail -n 60 "$work/said" | sed 's/^/      /'
	fi
}

# run ARGUMENTS...: docker run, always without a network.
run() { docker run --label ipd-test --network none "$@"; }
# inside CONTAINER COMMAND...: client.py there.
inside() { docker exec -i ${client_env:-} "$1" python - "${@:2}" <"$here/client.py"; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
# fails COMMAND...: it must fail. (A mere "! COMMAND" in the midst of a function holds whatever it does: set -e lets it pass.)
fails() {
	if "$@"; then
		echo "this succeeded, and must not: $*" && return 1
	fi
}
# none: its input must be empty. What is there is shown.
none() { fails grep .; }
# until_true SECONDS COMMAND...
until_true() {
	local end=$((SECONDS + $1))
	until "${@:2}"; do
		[ $SECONDS -lt $end ] || { echo "not within $1 s: ${*:2}" && return 1; }
		sleep 0.1
	done
}
health_is() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$1")" = "$2" ]; }
# home NAME: a folder of the host that anybody may write, as a volume for /home/ipd.
home() { install -d -m 1777 "$work/$1" && echo "$work/$1"; }

# --- build

# How this machine reaches packages: what its own pip and go are told. None of it gets into an image.
secrets() {
	install -d -m 700 "$work/secrets"
	python3 -m pip config list 2>/dev/null | sed -n "s/^\(global\|:env:\)\.\(index-url\|extra-index-url\|trusted-host\|proxy\)='\(.*\)'$/\2 = \3/p" |
		sort -u | sed '1i [global]' >"$work/secrets/pip"
	for name in GOPROXY GOSUMDB GONOSUMDB GONOPROXY GOPRIVATE GOINSECURE; do
		printf '%s=%s\n' $name "$(go env $name)"
	done >"$work/secrets/goenv"
	cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$work/secrets/ca" 2>/dev/null || : >"$work/secrets/ca"
	[ -s "$work/secrets/ca" ] || rm "$work/secrets/ca"
}
build() {
	local name=$1 secret=()
	shift
	for file in "$work"/secrets/*; do secret+=(--secret "id=${file##*/},src=$file"); done
	DOCKER_BUILDKIT=1 docker build --progress plain --network host "${secret[@]}" -t "$name" "$@" . 2>&1
}

sizes() {
	docker image inspect -f '{{.Size}}' $image | awk '{printf "%.0f MB\n", $1 / 1e6}'
	docker history --format '{{.Size}} {{.CreatedBy}}' $image | awk '$1 != "0B"' | cut -c1-100
}

# --- what the image is

# Neither root nor anything of this machine: no certificates, no addresses of registries, no cache of pip.
plain() {
	[ "$(docker image inspect -f '{{.Config.User}}' $image)" = 1000:1000 ]
	[ "$(docker image inspect -f '{{index .Config.Labels "org.opencontainers.image.licenses"}}' $image)" = Apache-2.0 ]
	in_image() { run --rm --user 0 --entrypoint find $image "$@" -print; }
	in_image / -xdev -path /usr/local/go -prune -o \( -name "*.crt" -o -name pip.conf -o -name "*.pyc.*" -o -path /root/.cache -o -path "/run/secrets/*" \) | none
	in_image /opt -xdev -perm /6000 | none
	in_image /opt /usr/local -xdev -type d -name .git | none
	in_image /opt/ipd /usr/local /opt/go/pkg -xdev ! -type l -perm /022 | none
	docker history --no-trunc $image | fails grep -iE 'index-url|https?://'
}

# --- computing without a network

reproduce() {
	local folder
	folder=$(home reproduce) && chown 12345:23456 "$folder"
	run --rm --user 12345:23456 -v "$folder:/home/ipd" $image ipd reproduce -quick -epochs 12
	[ "$(find "$folder/results/quick/records" -name '*.json' -user 12345 -group 23456 | wc -l)" -eq 9 ]
	[ -s "$folder/results/quick/robustness.png" ] && [ -s "$folder/results/quick/summary.csv" ]
	find "$folder" ! -user 12345 -print | none
}

notebook() {
	run --name ipd-test-notebook -e IPD_QUICK=1 $image ipd run -out results notebooks/robustness_to_noise_and_dropout.ipynb
	docker cp ipd-test-notebook:/home/ipd/results/robustness_to_noise_and_dropout.ipynb "$work/executed.ipynb"
	python3 - "$work/executed.ipynb" <<-'PY'
		import json, sys
		cells = [c for c in json.load(open(sys.argv[1]))["cells"] if c["cell_type"] == "code"]
		outputs = [o for c in cells for o in c["outputs"]]
		assert all(c["execution_count"] for c in cells) and not [o for o in outputs if o["output_type"] == "error"]
		print(len(cells), "cells,", len(outputs), "outputs,", sum("image/svg+xml" in str(o) or "<svg" in str(o) or "image/png" in str(o) for o in outputs), "with pictures")
	PY
}

# All notebooks are in the image.
all_notebooks() {
	git ls-files --cached --others --exclude-standard 'notebooks/*.ipynb' | sort >"$work/expected"
	run --rm $image sh -c 'find notebooks -name "*.ipynb" | sort' | diff "$work/expected" -
	wc -l <"$work/expected"
}

# records FOLDER: what a sweep has computed, without times and names of machines.
records() {
	python3 - "$1" <<-'PY'
		import json, pathlib, sys
		for path in sorted(pathlib.Path(sys.argv[1], "records").glob("*.json")):
		    record = json.loads(path.read_text())
		    for name in "times", "computed_by", "checksum":
		        record.pop(name, None)
		    print(path.name, json.dumps(record, sort_keys=True))
	PY
}

# A sweep's container is killed, a new one goes on in the same folder, and the records are those that the same program makes
# without a container.
killed_sweep() {
	local folder dir before
	folder=$(home sweep) dir=$work/sweep/results/mine
	"$work/ipd" settings | sed 's/"training_batches": 64/"training_batches": 24/' >"$folder/mine.json"
	local sweep=(ipd sweep -settings mine.json -backend xla -runs 2 -dropouts 0,0.5 -sigmas 0,0.1,0.2,0.3,0.4 -epochs 6 -out results/mine)
	run -d --name ipd-test-sweep -v "$folder:/home/ipd" $image "${sweep[@]}" >/dev/null
	some() { [ "$(find "$dir/records" -name '*.json' 2>/dev/null | wc -l)" -ge 3 ]; }
	until_true 120 some
	docker kill ipd-test-sweep >/dev/null # SIGKILL
	before=$(find "$dir/records" -name '*.json' | wc -l)
	echo "killed at $before of 20 records"
	[ "$before" -lt 20 ]
	run --rm -v "$folder:/home/ipd" $image ipd status results/mine >"$work/status"
	grep -F "$before of 20 trainings are done" "$work/status"
	fails grep -F "At work" "$work/status" # the dead hold nothing
	find "$dir/records" -name '*.json' -exec stat -c '%n %y' {} + | sort >"$work/kept"
	run --rm -v "$folder:/home/ipd" $image "${sweep[@]}" >/dev/null
	cut -d' ' -f1 "$work/kept" | xargs stat -c '%n %y' | sort | diff "$work/kept" - # what was finished was not computed again
	(cd "$folder" && IPD_HOME=$repository "$work/ipd" "${sweep[@]:1}" -out "$work/native" >/dev/null)
	records "$dir" >"$work/records.container" && records "$work/native" >"$work/records.native"
	[ "$(wc -l <"$work/records.native")" -eq 20 ]
	diff "$work/records.native" "$work/records.container"
	[ "$(wc -l <"$work/records.container")" -eq 20 ]
	echo "20 records equal the native ones"
}

# --- JupyterLab

start_lab() {
	home lab >/dev/null
	run -d --name ipd-test-lab --health-interval 1s --health-timeout 2s --health-retries 2 --health-start-period 1s -v "$work/lab:/home/ipd" "$@" $image >/dev/null
	until_true 60 health_is ipd-test-lab healthy
}

lab() {
	local begin
	begin=$(milliseconds)
	start_lab
	echo "healthy after $(($(milliseconds) - begin)) ms"
	inside ipd-test-lab page
	inside ipd-test-lab stranger
	docker exec -i ipd-test-lab cp /opt/ipd/notebooks/robustness_to_noise_and_dropout.ipynb /home/ipd/mine.ipynb
	docker cp docker/build/first.ipynb ipd-test-lab:/home/ipd/first.ipynb
	inside ipd-test-lab cell first.ipynb
}

# A server that hangs is unhealthy, though its port is open.
health() {
	local pid
	pid=$(docker exec ipd-test-lab sh -c 'basename /tmp/jupyter-runtime/jpserver-*.json .json' | tr -dc 0-9)
	docker exec ipd-test-lab bash -c "kill -STOP $pid"
	until_true 30 health_is ipd-test-lab unhealthy
	docker exec ipd-test-lab bash -c "kill -CONT $pid"
	until_true 30 health_is ipd-test-lab healthy
	health_of_other() { docker run --rm --label ipd-test --network none $image /usr/bin/python3 -IS /usr/local/lib/ipd/health.py; }
	health_of_other # a container that runs no server isn't ill
}

# docker stop ends it, by SIGTERM and not by the SIGKILL that follows after 10 s: with a cell that would run for an hour, too.
stops() {
	local begin
	inside ipd-test-lab busy
	for name in "with two kernels and a running cell" "idle"; do
		begin=$(milliseconds)
		docker stop ipd-test-lab >/dev/null
		echo "$name: stopped after $(($(milliseconds) - begin)) ms"
		[ "$(docker inspect -f '{{.State.ExitCode}} {{.State.OOMKilled}}' ipd-test-lab)" = "0 false" ]
		docker start ipd-test-lab >/dev/null
		until_true 60 health_is ipd-test-lab healthy
	done
	# A container that computes: what is finished stays, and the exit code says that it was stopped.
	run -d --name ipd-test-stop $image ipd reproduce -out results/stopped >/dev/null
	sleep 3
	begin=$(milliseconds)
	docker stop ipd-test-stop >/dev/null
	echo "ipd reproduce: stopped after $(($(milliseconds) - begin)) ms"
	[ "$(docker inspect -f '{{.State.ExitCode}}' ipd-test-stop)" = 143 ]
}

# What a student has changed survives the container; what the student never touched is there again.
survives() {
	echo changed >"$work/lab/notebooks/README.md"
	mkdir -p "$work/lab/results/mine" && echo kept >"$work/lab/results/mine/kept"
	rm "$work/lab/notebooks/robustness_to_noise_and_dropout.ipynb"
	docker rm -f ipd-test-lab >/dev/null
	start_lab -e JUPYTER_TOKEN=a-token-of-my-own
	client_env="-e CLIENT_TOKEN=a-token-of-my-own" inside ipd-test-lab page
	[ "$(cat "$work/lab/notebooks/README.md") $(cat "$work/lab/results/mine/kept")" = "changed kept" ]
	cmp notebooks/robustness_to_noise_and_dropout.ipynb "$work/lab/notebooks/robustness_to_noise_and_dropout.ipynb"
	docker rm -f ipd-test-lab >/dev/null
}

# A named volume, and numbers of users that the image doesn't know.
users() {
	docker volume create ipd-test-home >/dev/null
	run --rm --user 4321:4321 -v ipd-test-home:/home/ipd $image bash -c '
		[ "$(id -u) $HOME $(cd ~ && pwd)" = "4321 /home/ipd /home/ipd" ] && echo x >~/mine && python -c "import getpass; print(getpass.getuser())"
		cd /tmp && mkdir m && cd m && go mod init m 2>/dev/null && printf "package main\nfunc main() { println(\"compiled\") }\n" >main.go && go run .'
	docker volume rm ipd-test-home >/dev/null
	# The host's own user, in a folder of the host's.
	install -d -o 1234 -g 1234 -m 700 "$work/own"
	run --rm --user 1234:1234 -v "$work/own:/home/ipd" $image true
	[ "$(stat -c %u:%g "$work/own/notebooks/README.md")" = 1234:1234 ]
	# A folder of somebody else's: a sentence, not a stack of errors.
	fails run --rm -v "$work/own:/home/ipd" $image true >"$work/complaint" 2>&1
	grep -F "/home/ipd can't be written by user 1000:1000" "$work/complaint" && [ "$(wc -l <"$work/complaint")" -eq 1 ]
}

# A first cell finds everything compiled: what it adds to the build cache is itself. In turns with the same notebook without a
# container, for the times.
first_cell() {
	local turn
	for turn in 1 2 3; do
		echo "native    $(JUPYTER_PATH=$repository .venv/bin/python "$here/first_cell.py" docker/build/first.ipynb)"
		docker rm -f ipd-test-cell >/dev/null 2>&1 || true
		run -d --name ipd-test-cell $image sleep 600 >/dev/null
		docker cp -q "$here/first_cell.py" ipd-test-cell:/tmp/ 2>/dev/null || docker cp "$here/first_cell.py" ipd-test-cell:/tmp/
		docker cp docker/build/first.ipynb ipd-test-cell:/tmp/
		echo "container $(docker exec ipd-test-cell python /tmp/first_cell.py /tmp/first.ipynb)"
	done | tee "$work/cells"
	docker exec ipd-test-cell find /opt/go/build -type f -uid 1000 -name '*-a' -size +0 | wc -l | tee "$work/added"
	[ "$(cat "$work/added")" -lt 40 ]
	python3 - "$work/cells" <<-'PY'
		import json, statistics, sys
		rows = [line.split(None, 1) for line in open(sys.argv[1])]
		for where in "native", "container":
		    times = [json.loads(text) for name, text in rows if name == where]
		    print(where.ljust(9), *(f"{key} {statistics.median(t[key] for t in times):.2f} s" for key in times[0]), sep="  ")
	PY
}

# --- a class

class() { IPD_IMAGE=$image docker-compose -p ipd-test-class -f "$work/class/compose.yaml" "$@"; }

students() {
	local port
	docker/class.sh -o "$work/example" ada ben && cmp "$work/example/compose.yaml" docker/compose.yaml
	fails docker/class.sh -o "$work/example" 'a b' 2>/dev/null
	docker/class.sh -o "$work/class" -p 18801 ada ben
	class up -d
	for name in ada ben; do
		until_true 60 health_is "$(class ps -q $name)" healthy
	done
	python3 - "$work/class/addresses.txt" <<-'PY'
		import json, sys, urllib.error, urllib.parse, urllib.request
		students = [line.split() for line in open(sys.argv[1])]
		def ask(address, token):
		    parts = urllib.parse.urlsplit(address)
		    request = urllib.request.Request(f"http://127.0.0.1:{parts.port}/api/contents/notebooks", headers={"Authorization": f"token {token}"})
		    try:
		        return [entry["name"] for entry in json.load(urllib.request.urlopen(request, timeout=10))["content"]]
		    except urllib.error.HTTPError as err:
		        return err.code
		tokens = [address.split("token=")[1] for _, address in students]
		for name, address in students:
		    own = address.split("token=")[1]
		    assert "robustness_to_noise_and_dropout.ipynb" in ask(address, own)
		    assert [ask(address, other) for other in tokens if other != own] == [403]
		print("two students, each let in by their own token alone")
	PY
	class exec -T ada sh -c 'echo mine >/home/ipd/notebooks/mine.txt; taskset -p 1 || python3 -c "import os; print(os.sched_getaffinity(0))"'
	for kernel in name display_name; do
		class exec -T ada python3 -c "import json; print(json.load(open('notebooks/teaching/5_training.ipynb'))['metadata']['kernelspec']['$kernel'])"
	done | tr '\n' ' ' | grep -Fx "ipd-fused Go · IPD (fused) "
	fails docker/class.sh -o "$work/example" -k nothing ada 2>/dev/null
	class down
	class up -d
	class exec -T ada cat /home/ipd/notebooks/mine.txt
	fails class exec -T ben cat /home/ipd/notebooks/mine.txt
	class down -v
}

hub_starts() {
	run --rm $hub jupyterhub-singleuser --version
	# Without a hub it says what it lacks, which shows that all its modules load.
	fails run --rm $hub >"$work/hub" 2>&1
	grep -iE 'JUPYTERHUB' "$work/hub" | tail -n 3
}

# ---
if [ -z "${DOCKER_HOST:-}" ]; then
	export DOCKER_HOST=unix://$work/engine/socket
	check "an engine, and base images" "$here/engine.sh" up "$work/engine"
fi
secrets
check "the image builds" build $image -f docker/Dockerfile
check "the image for JupyterHub builds" build $hub -f docker/Dockerfile --target hub
sizes
native() { go build -o "$work/ipd" ./ipdlib/cmd/ipd && "$work/ipd" run -out "$work" docker/build/first.ipynb; }
check "the same without a container" native
check "first cells" first_cell
check "nothing of this machine is in it, and nothing can be changed" plain
check "all notebooks are in it" all_notebooks
check "users" users
check "ipd reproduce -quick, no network, any user" reproduce
check "a sweep that is killed with its container goes on" killed_sweep
check "the document, quick, no network" notebook
check "JupyterLab and a kernel, no network" lab
check "health" health
check "SIGTERM" stops
check "notebooks and results survive" survives
check "a class" students
check "jupyterhub-singleuser" hub_starts
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
