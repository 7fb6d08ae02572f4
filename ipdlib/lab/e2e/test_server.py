"""The server behind the notebooks: who can reach it, how it starts, and that nothing is left of it."""
import os
import pathlib
import signal
import stat

import psutil
import pytest

from browser import JupyterLab, browser
from server import REPOSITORY

NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


def run_endless(page, lab):
    """A kernel with a running cell."""
    jupyter = JupyterLab(page, lab)
    jupyter.open("endless.ipynb")
    jupyter.menu("Run", "Run All Cells")
    lab.wait_for(lambda: jupyter.outputs(1).count() and "begun" in jupyter.text(1))
    return jupyter


def shut_down(jupyter):
    jupyter.menu("File", "Shut Down")
    jupyter.accept()


ENDS = {
    "Ctrl-C": (lambda lab, jupyter: lab.press_ctrl_c(), 0),
    "terminal closed": (lambda lab, jupyter: lab.close_terminal(), 0),
    "SIGTERM": (lambda lab, jupyter: lab.process.terminate(), 0),
    "SIGKILL": (lambda lab, jupyter: lab.process.kill(), -signal.SIGKILL),
    "menu": (lambda lab, jupyter: shut_down(jupyter), 0),
}


@pytest.mark.parametrize("name", ENDS)
def test_nothing_is_left(start, name):
    lab = start()
    with browser() as page:
        jupyter = run_endless(page, lab)
        end, status = ENDS[name]
        end(lab, jupyter)
        seconds, got = lab.await_end()
    print(f"{name}: all processes gone after {seconds:.2f} s")
    assert got == status, lab.said


def test_a_second_start_needs_no_network(start):
    lab = start(env={**{name: NOWHERE for name in ("GOPROXY", "PIP_INDEX_URL", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")}, "no_proxy": "127.0.0.1"})
    print(f"started in {lab.seconds:.1f} s")
    assert "Installing" not in lab.said and "Building" not in lab.said and "Downloading" not in lab.said


def test_the_port_is_ours_or_an_error(start, lab):
    port = lab.url.rpartition(":")[2]
    with pytest.raises(AssertionError, match=f"port {port} is taken; choose another"):
        start("-port", port)
    assert start().url != lab.url  # without -port the next free one


def test_only_with_the_token(lab):
    assert "the answer" not in lab.get("/files/small.ipynb")[1]  # a page to log in
    assert "the answer" in lab.get("/files/small.ipynb", lab.token)[1]
    for path in ("/api/kernels", "/api/contents", "/api/terminals"):
        assert lab.get(path)[0] == 403, path
        assert lab.get(path, "wrong")[0] == 403, path
    assert lab.get("/api/kernels", lab.token)[0] == 200


def test_the_token_is_no_secret_told(lab):
    """Neither in a command line nor in an environment, which cells inherit, nor in the log; and in no file that others may read."""
    with browser() as page:
        jupyter = JupyterLab(page, lab)
        jupyter.open("small.ipynb")
        jupyter.run_all()
        assert lab.get("/api/kernels?token=" + lab.token)[0] == 200
        for p in lab.processes():
            assert lab.token not in " ".join(p.cmdline()), p
            assert lab.token not in " ".join(p.environ().values()), p
        folders = list((REPOSITORY / ".cache" / "jupyter").glob("run-*"))
        assert folders
        for path in folders:
            assert stat.S_IMODE(path.stat().st_mode) & 0o777 == 0o700
        log = next(text for text in ((f / "jupyter.log").read_text() for f in folders) if lab.url in text)
        assert lab.token not in log
        jupyter.shut_down_kernels()


def test_nothing_listens_beyond_loopback(lab):
    with browser() as page:
        jupyter = JupyterLab(page, lab)
        jupyter.open("small.ipynb")
        jupyter.run_all()
        sockets = [c for p in lab.processes() for c in p.net_connections(kind="inet") if c.status == psutil.CONN_LISTEN or c.type == 2]
        assert len(sockets) >= 6  # JupyterLab's, and a kernel's five
        assert {c.laddr.ip for c in sockets} == {"127.0.0.1"}, sockets
        jupyter.shut_down_kernels()


def test_strange_names_do_no_harm(lab, folder):
    assert "oops" in str(folder)
    for place in (pathlib.Path.cwd(), folder, folder.parent, REPOSITORY):
        assert not (place / "oops").exists()


def test_the_users_own_jupyter_is_left_alone(start, tmp_path):
    """A configuration that would open everything to everybody has no effect and is not changed."""
    home = tmp_path / "home"
    config = home / ".jupyter" / "jupyter_server_config.py"
    config.parent.mkdir(parents=True)
    config.write_text("c.ServerApp.ip = '0.0.0.0'\nc.IdentityProvider.token = ''\n")
    go = {name: os.popen(f"go env {name}").read().strip() for name in ("GOCACHE", "GOMODCACHE", "GOPATH")}  # these stay where they are
    lab = start(env={"HOME": str(home), "JUPYTER_CONFIG_DIR": str(config.parent), **go})
    assert lab.get("/api/kernels")[0] == 403
    assert {c.laddr.ip for p in lab.processes() for c in p.net_connections(kind="inet")} == {"127.0.0.1"}
    files = [str(p.relative_to(home)) for p in home.rglob("*") if p.is_file()]
    assert [f for f in files if "jupyter" in f or "ipython" in f] == [".jupyter/jupyter_server_config.py"]
