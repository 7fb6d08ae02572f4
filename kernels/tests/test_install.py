"""Where Jupyter finds the kernels, and what a cell sees of the repository."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from harness import REPOSITORY, specs

KERNELS = {"ipd-xla-cpu": ("Go · IPD (XLA CPU)", "xla:cpu"), "ipd-cuda": ("Go · IPD (CUDA)", "xla:cuda"), "ipd-fused": ("Go · IPD (fused)", "fused"),
           "ipd-go": ("Go · IPD (pure Go)", "go")}
STRANGE = "a b'c$(touch oops)`touch oops`\"&;é%s*?{connection_file}#,"


def test_jupyter_finds_the_kernels_by_jupyter_path():
    found = json.loads(subprocess.run([sys.executable, "-m", "jupyter", "kernelspec", "list", "--json"], check=True, capture_output=True,
                                      env={**os.environ, "JUPYTER_PATH": str(REPOSITORY)}).stdout)["kernelspecs"]
    names = {name: spec["spec"]["display_name"] for name, spec in found.items() if name.startswith("ipd-")}
    assert names == {name: display for name, (display, _) in KERNELS.items()}
    for name in KERNELS:
        assert found[name]["spec"]["interrupt_mode"] == "message" and found[name]["spec"]["language"] == "go"


@pytest.mark.parametrize("name", KERNELS)
def test_environment_of_a_cell(own_kernel, name):
    k = own_kernel(name, env={"GOFLAGS": "-mod=mod", "GOWORK": "off", "GOPROXY": "https://nowhere.invalid"})
    r = k.run('%%\nfmt.Print(os.Getenv("GOMLX_BACKEND"), "|", os.Getenv("IPD_HOME"), "|", os.Getenv("GOPROXY"), "|", os.Getenv("GOTOOLCHAIN"))')
    assert r.text() == f"{KERNELS[name][1]}|{REPOSITORY}|off|local"


def test_cells_use_the_versions_of_go_mod(own_kernel):
    """Offline, and by the repository's go.mod, which a `go get` in the cell's module may not move."""
    k = own_kernel()
    wanted = dict(re.findall(r"^\s*(github.com/janpfeifer/gonb|gonum.org/v1/plot) (v\S+)", (REPOSITORY / "go.mod").read_text(), re.M))
    before = (REPOSITORY / "go.mod").read_bytes(), (REPOSITORY / "go.sum").read_bytes()
    r = k.run('import "github.com/janpfeifer/gonb/gonbui"\n%%\ngonbui.DisplayHTML("x")\ninfo, _ := debug.ReadBuildInfo()\n'
              'for _, d := range info.Deps { fmt.Println(d.Path, d.Version) }')
    assert f"github.com/janpfeifer/gonb {wanted['github.com/janpfeifer/gonb']}\n" in r.text()
    assert k.run("!*go list -m gonum.org/v1/plot").text() == f"gonum.org/v1/plot {wanted['gonum.org/v1/plot']}\n"
    r = k.run('import "github.com/gorilla/mux"\n%%\nmux.NewRouter()')
    assert r.status == "error" and "github.com/gorilla/mux" in r.content["evalue"]
    assert before == ((REPOSITORY / "go.mod").read_bytes(), (REPOSITORY / "go.sum").read_bytes())


@pytest.fixture
def strange_repository(tmp_path):
    """This repository under a name full of blanks and shell characters, with a package of its own."""
    there = tmp_path / STRANGE
    there.mkdir()
    for name in ("go.mod", "go.sum"):
        shutil.copy(REPOSITORY / name, there)
    shutil.copytree(REPOSITORY / "kernels", there / "kernels", ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
    (there / ".tools").symlink_to(REPOSITORY / ".tools")
    probe = there / "ipdlib" / "probe"
    probe.mkdir(parents=True)
    (probe / "probe.go").write_text("// Package probe is a probe.\npackage probe\n\n// Answer is 42.\nfunc Answer() int { return 42 }\n")
    return there


def test_strange_names(own_kernel, strange_repository, tmp_path):
    cwd = tmp_path / ("notebooks " + STRANGE)
    cwd.mkdir()
    k = own_kernel(repository=strange_repository, cwd=str(cwd))
    r = k.run('import "ipd/ipdlib/probe"\n%%\nfmt.Println(probe.Answer())\nfmt.Println(os.Getwd())')
    assert r.text() == f"42\n{cwd} <nil>\n"
    assert k.run("!pwd").text() == f"{cwd}\n"
    code = 'import "ipd/ipdlib/probe"\n%%\nprobe.Ans'
    k.client.complete(code, len(code))
    assert k.client.get_shell_msg(timeout=60)["content"]["matches"] == ["Answer"]
    source = strange_repository / "ipdlib" / "probe" / "probe.go"
    source.write_text(source.read_text().replace("42", "43"))  # the next cell sees it
    assert k.run('%%\nfmt.Print(probe.Answer())').text() == "43"
    assert not list(tmp_path.rglob("oops"))


def test_a_kernel_json_elsewhere(own_kernel, strange_repository, tmp_path):
    """As `ipd kernel install` writes it: an absolute path of launch.sh."""
    folder = tmp_path / "elsewhere" / "kernels" / "ipd-mine"
    folder.mkdir(parents=True)
    spec = json.loads((REPOSITORY / "kernels" / "ipd-go" / "kernel.json").read_text())
    link = tmp_path / "link to launch.sh"
    link.symlink_to(strange_repository / "kernels" / "launch.sh")
    spec["argv"][0] = str(link)
    (folder / "kernel.json").write_text(json.dumps(spec))
    k = own_kernel("ipd-mine", repository=tmp_path / "elsewhere")
    assert k.run('%%\nfmt.Print(os.Getenv("IPD_HOME"))').text() == str(strange_repository)


def launch(*args, launcher=REPOSITORY / "kernels" / "launch.sh", **env):
    return subprocess.run([launcher, *args], capture_output=True, text=True, env={**os.environ, **env}, timeout=60)


def test_wrong_use():
    assert launch().returncode == 2 and "usage" in launch().stderr
    r = launch("go", "/nowhere.json")
    assert r.returncode != 0 and "/nowhere.json" in r.stderr


def test_connection_file_without_sense(tmp_path):
    path = tmp_path / "kernel-1.json"
    path.write_text('{"key": "SECRET", "transport": "pigeon"}')
    r = launch("go", str(path))
    assert r.returncode != 0 and "pigeon" in r.stderr and "SECRET" not in r.stderr


def test_every_file_of_the_kernels_is_ascii_named():
    """Jupyter lists each folder of kernels/, and refuses names with other characters."""
    for folder in pathlib.Path(REPOSITORY / "kernels").iterdir():
        assert re.fullmatch(r"[A-Za-z0-9._-]+", folder.name)
