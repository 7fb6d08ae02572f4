"""Whatever keeps the kernel from starting, the first cell says it, and how to mend it."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest
from harness import REPOSITORY

MISSING_GO = "/usr/bin:/bin"


def refusal(kernel):
    """What the first two cells say, which is the same."""
    results = [kernel.run(code) for code in ("%%\nfmt.Println(1)", "!ls")]
    for number, r in enumerate(results, 1):
        assert (r.status, r.content["ename"], r.outputs, r.content["execution_count"]) == ("error", "StartError", ["error"], number), r
        assert r.content["traceback"] == ["StartError: " + r.content["evalue"]] and r.content["evalue"].startswith("the kernel cannot start: ")
    assert kernel.client.is_complete("x") and kernel.client.get_shell_msg(timeout=60)["msg_type"] == "is_complete_reply"
    assert kernel.client.complete("x") and kernel.client.get_shell_msg(timeout=60)["content"]["matches"] == []
    return results[0].content["evalue"]


def test_go_is_found_where_the_tools_were_built(own_kernel):
    if shutil.which("go", path=MISSING_GO):
        pytest.skip("Go is where every PATH leads")
    k = own_kernel(env={"PATH": MISSING_GO})
    assert k.run("%%\nfmt.Print(1)").text() == "1"
    assert "go version" in k.run("!go version").text()


@pytest.fixture
def copy(tmp_path):
    """This repository without its tools."""
    for name in ("go.mod", "go.sum"):
        shutil.copy(REPOSITORY / name, tmp_path)
    shutil.copytree(REPOSITORY / "kernels", tmp_path / "kernels", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".tools").mkdir()
    return tmp_path


@pytest.mark.parametrize("there", [[], ["ipd-kernel"], ["ipd-kernel", "ipd-step", "gonb", "goimports"]])
def test_missing_tools(own_kernel, copy, there):
    for tool in there:
        shutil.copy(REPOSITORY / ".tools" / tool, copy / ".tools")
    missing = next(tool for tool in ("ipd-kernel", "ipd-step", "gonb", "goimports", "gopls") if tool not in there)
    value = refusal(own_kernel(repository=copy))
    assert f"{copy}/.tools/{missing} is missing" in value and "go run ./ipdlib/cmd/ipd lab" in value


def test_no_home(own_kernel):
    assert "neither HOME nor GOCACHE is set" in refusal(own_kernel(env={"HOME": None, "GOCACHE": None, "XDG_CACHE_HOME": None}))
    gopath = subprocess.run(["go", "env", "GOPATH"], capture_output=True, text=True, check=True).stdout.strip()
    cache = subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True, check=True).stdout.strip()
    k = own_kernel(env={"HOME": None, "GOCACHE": cache, "GOPATH": gopath})
    r = k.run('import "ipd/ipdlib/device"\n\n%%\nfmt.Print(device.BackendEnv)')
    assert (r.text(), r.text("stderr")) == ("GOMLX_BACKEND", ""), r


@contextlib.contextmanager
def mounted(options):
    folder = tempfile.mkdtemp(prefix="im")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True).returncode:
        os.rmdir(folder)
        pytest.skip("only root may mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        os.rmdir(folder)


@pytest.mark.parametrize("options, words", [("noexec", "TMPDIR is {folder}, on a file system that is mounted noexec"), ("ro", "below TMPDIR: mkdir {folder}")])
def test_folders_of_no_use(own_kernel, options, words):
    with mounted(options) as folder:
        k = own_kernel(env={"TMPDIR": folder})
        assert words.format(folder=folder) in refusal(k)
        k.manager.shutdown_kernel()


def test_gonb_that_ends_at_once(own_kernel, copy):
    for tool in ("ipd-kernel", "ipd-step", "goimports", "gopls"):
        shutil.copy(REPOSITORY / ".tools" / tool, copy / ".tools")
    gonb = pathlib.Path(copy / ".tools" / "gonb")
    gonb.write_text("#!/bin/sh\necho 'the reason' >&2\nexit 7\n")
    gonb.chmod(0o755)
    value = refusal(own_kernel(repository=copy))
    assert "GoNB ended by itself (status 7)" in value and "the reason" in value


def test_a_cache_that_cannot_be_written(own_kernel):
    with mounted("ro") as folder:
        k = own_kernel(env={"GOCACHE": folder + "/go-build"})
        value = refusal(k)
        assert f"{folder}/go-build, where Go keeps what it compiles, cannot be written to (GOCACHE: " in value and "set GOCACHE to a folder that can be written to" in value
