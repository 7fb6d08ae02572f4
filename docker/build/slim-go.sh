#!/usr/bin/env bash
# Removes from a Go toolchain or a module cache the files that no build of a cell reads:    slim-go.sh toolchain|modules FOLDER
#
# Tests and their data, documents, pictures, and files whose names Go reserves for other systems. The remaining files compile to
# the same packages: their keys in the build cache depend only on the files that are compiled.
set -euo pipefail
what=$1 folder=$2

if [ "$what" = toolchain ]; then
	rm -rf "$folder"/{api,doc,test,misc} "$folder"/src/cmd "$folder"/lib/{fips140,wasm,hg}
	tools=$folder/pkg/tool/linux_amd64
	rm -f "$tools"/{cover,fix,preprofile}
	strip "$folder"/bin/* "$tools"/*
else
	# Of modules: sources, licences, and what packages embed.
	keep=$(mktemp)
	go mod edit -json | python3 -c 'import json, sys; print(*(m["Path"] + "/..." for m in json.load(sys.stdin)["Require"]), sep="\n")' |
		GOPROXY=off xargs go list -e -f '{{$d := .Dir}}{{range .EmbedFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}' 2>/dev/null | sort -u >"$keep" # that modules of their tests are missing is no matter
	find "$folder" -path "$folder/cache" -prune -o -type f ! -name '*.go' ! -name '*.[sSch]' ! -name '*.cc' ! -name '*.cpp' ! -name '*.hpp' \
		! -name 'go.mod' ! -iname 'LICEN[CS]E*' ! -iname 'COPYING*' ! -iname 'NOTICE*' ! -iname 'PATENTS*' ! -iname '*OFL*' -print |
		sort | comm -23 - "$keep" | tr '\n' '\0' | xargs -0 rm -f
fi

systems=aix,android,darwin,dragonfly,freebsd,illumos,ios,js,netbsd,openbsd,plan9,solaris,wasip1,windows,zos
machines=386,arm,arm64,loong64,mips,mipsle,mips64,mips64le,mips64x,mipsx,ppc64,ppc64le,ppc64x,riscv64,s390x,wasm
others=$(eval "printf '%s\n' {$systems,$machines}")
names=()
for other in $others; do
	names+=(-o -name "*_$other.go" -o -name "*_$other.s" -o -name "*_${other}_amd64.go" -o -name "*_${other}_amd64.s")
done
find "$folder" -type f \( -name '*_test.go' "${names[@]}" \) -delete
find "$folder" -depth -type d -name testdata -exec rm -rf {} +
find "$folder" -depth -type d -empty -delete
