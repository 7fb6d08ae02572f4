"""`ipd run` of notebooks that don't come to their end: what happened until then is kept, and the words are true."""
import json
import os
import re
import subprocess
import time

import psutil
import pytest

from server import TIMEOUT

CELLS = ['%%\nfmt.Println("first")', '%%\nfmt.Println("second"); time.Sleep(time.Hour)', "%%\nfmt.Println(3)"]


def write(folder):
    cells = [{"cell_type": "code", "id": f"c{i}", "metadata": {}, "execution_count": None, "outputs": [], "source": source} for i, source in enumerate(CELLS)]
    kernel = {"display_name": "Go · IPD (pure Go)", "language": "go", "name": "ipd-go"}
    path = folder / "n.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}))
    return path


def start(path, *flags):
    return subprocess.Popen([os.environ["IPD_E2E_PROGRAM"], "run", "-out", path.parent / "out", *flags, path], stderr=subprocess.PIPE, text=True)


def below(process, name):
    """The processes below that are called so."""
    found = []
    for p in psutil.Process(process.pid).children(recursive=True):
        try:
            if re.fullmatch(name, p.name()):
                found.append(p)
        except psutil.Error:
            pass
    return found


def check_partial(path):
    """The second cell's line has been printed, the third cell never ran, and the notebook itself is as it was."""
    executed = json.loads((path.parent / "out" / "n.ipynb").read_text())["cells"]
    streams = ["".join("".join(o["text"]) for o in c["outputs"] if o["output_type"] == "stream") for c in executed]
    assert streams == ["first\n", "second\n", ""]
    assert all(not c["outputs"] for c in json.loads(path.read_text())["cells"])


@pytest.mark.parametrize("victim, words", [("gonb", "KernelDied"), ("ipd-kernel", "kernel failed: Kernel died")])
def test_kernel_killed(tmp_path, victim, words):
    path = write(tmp_path)
    run = start(path)
    begin = time.monotonic()
    while not below(run, "gonb_.*"):  # the cell's program; of the first cell, perhaps
        assert time.monotonic() - begin < 3 * TIMEOUT
        time.sleep(0.05)
    time.sleep(3)
    for p in below(run, victim)[:1]:
        p.kill()
    said = run.communicate(timeout=TIMEOUT)[1]
    assert run.returncode == 1 and words in said and "Jupyter" not in said
    check_partial(path)


def test_timeout_says_the_limit(tmp_path):
    path = write(tmp_path)
    said = start(path, "-timeout", "8s").communicate(timeout=3 * TIMEOUT)[1]
    assert "still running after 8s; allow more time with -timeout" in said
    check_partial(path)
