#!/usr/bin/env bash
# Makes the compose file for a class, a JupyterLab for each student:
#
#     docker/class.sh [-o FOLDER] [-p FIRST_PORT] [-c CORES] [-m MEMORY] [-k KERNEL] NAME...
#
# Writes into FOLDER (default: class) compose.yaml, a file in tokens/ for each student, and addresses.txt for the teacher. An
# existing token is kept, so that the same command with more names adds students. Then
#
#     docker compose -f class/compose.yaml up -d
#
# Each student gets CORES cores (default: 1), in turn, since trainings are pinned to cores: students who share all cores would all
# use the first one. MEMORY (default: 3g) is enough for JupyterLab, two kernels and a sweep. Notebooks open with KERNEL (default:
# ipd-fused, which compiles nothing for a training; XLA's compiler would take half of a class's processor time).
set -euo pipefail
folder=class port=8801 cores=1 memory=3g kernel=ipd-fused
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | grep -v ^set >&2 && exit 2; }
while getopts o:p:c:m:k: flag; do
	case $flag in
	o) folder=$OPTARG ;; p) port=$OPTARG ;; c) cores=$OPTARG ;; m) memory=$OPTARG ;; k) kernel=$OPTARG ;; *) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage
[ -f "$(dirname -- "$0")/../kernels/$kernel/kernel.json" ] || { echo "class.sh: -k $kernel: there is no such kernel, as ipd-fused or ipd-xla-cpu" >&2 && exit 2; }
there=$(nproc)
[ "$cores" -ge 1 ] && [ "$cores" -le "$there" ] || { echo "class.sh: -c $cores: this machine has $there cores" >&2 && exit 2; }
for name in "$@"; do
	[[ $name =~ ^[a-z0-9][a-z0-9_-]*$ ]] || { echo "class.sh: \"$name\": write names with a to z, 0 to 9, - and _" >&2 && exit 2; }
done
[ "$(printf '%s\n' "$@" | sort -u | wc -l)" -eq $# ] || { echo "class.sh: two students have the same name" >&2 && exit 2; }

# The folder is closed to other users of this machine; the files in it are open, since the students' servers read them as user 1000.
install -d -m 700 "$folder/tokens"
{
	cat <<-YAML
		# Made by docker/class.sh. A student's notebooks, results and settings lie in a volume, and stay there until it is removed.
		x-student: &student
		  image: \${IPD_IMAGE:-ipd}
		  environment:
		    JUPYTER_TOKEN_FILE: /run/secrets/token
		    IPD_KERNEL: $kernel
		  cap_drop: [ALL]
		  security_opt: ["no-new-privileges:true"]
		  pids_limit: 1000
		  restart: unless-stopped

		services:
	YAML
	n=0
	for name in "$@"; do
		first=$((n * cores % there))
		[ $((first + cores)) -le "$there" ] || first=$((there - cores))
		cat <<-YAML
			  "$name":
			    <<: *student
			    hostname: $name
			    ports: ["$((port + n)):8888"]
			    cpuset: "$first-$((first + cores - 1))"
			    mem_limit: $memory
			    volumes: ["$name:/home/ipd"]
			    secrets: [{source: $name, target: token}]
		YAML
		n=$((n + 1))
	done
	printf '\nvolumes:\n'
	printf '  "%s":\n' "$@"
	printf '\nsecrets:\n'
	printf '  "%s": {file: ./tokens/%s}\n' $(for name in "$@"; do echo "$name" "$name"; done)
} >"$folder/compose.yaml"

n=0
(umask 077 && : >"$folder/addresses.txt")
for name in "$@"; do
	token=$folder/tokens/$name
	[ -s "$token" ] || head -c 24 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_' >"$token" # without an end of line, which would count
	chmod 644 "$token"
	printf '%s http://%s:%d/lab?token=%s\n' "$name" "$(hostname)" $((port + n)) "$(cat "$token")" >>"$folder/addresses.txt"
	n=$((n + 1))
done
echo "$folder/compose.yaml: ${#} students; their addresses are in $folder/addresses.txt"
