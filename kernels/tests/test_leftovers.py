"""Nothing is left behind, whoever dies."""
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import psutil
import pytest
from jupyter_client import BlockingKernelClient
from harness import Kernel, REPOSITORY, TIMEOUT, assert_nothing_left, processes_in, programs_in, wait_for


def busy(kernel):
    """A cell runs that has a shell below it."""
    kernel.client.execute("!sleep 62 & (setsid sleep 62 &) ; sleep 62")
    wait_for(lambda: kernel.programs().count("sleep") >= 3)


def test_shutdown(own_kernel):
    k = own_kernel()
    busy(k)
    k.manager.shutdown_kernel()
    assert_nothing_left(k, 0.5)


def test_shutdown_at_once(own_kernel):
    k = own_kernel()
    busy(k)
    k.manager.shutdown_kernel(now=True)
    assert_nothing_left(k)


def test_fifty_restarts(own_kernel):
    """Half of them by SIGKILL, at any moment of the kernel's start."""
    k = own_kernel()
    moments = random.Random(1)
    for i in range(50):
        k.manager.restart_kernel(now=i % 2 == 0)
        time.sleep(moments.choice([0, 0.01, 0.05, 0.2]) * moments.random())
    k.client.wait_for_ready(timeout=TIMEOUT)
    assert k.run("%%\nfmt.Print(1)").text() == "1"
    wait_for(lambda: len(k.folders()) == 1 and k.programs().count("gonb") == 1)


@pytest.mark.parametrize("victim", ["gonb", "supervisor", "relay"])
def test_sigkill(own_kernel, victim):
    k = own_kernel()
    busy(k)
    assert "gopls" in k.programs()
    getattr(k, victim).kill()
    if victim != "relay":  # the client is told
        reply = k.client.get_shell_msg(timeout=TIMEOUT)
        assert reply["content"]["ename"] == "KernelDied"
    assert_nothing_left(k)


def test_sigkill_of_relay_and_supervisor_is_swept_up_by_the_next_kernel(own_kernel):
    k = own_kernel()
    supervisor = k.supervisor
    supervisor.suspend()
    k.relay.kill()
    supervisor.kill()
    wait_for(lambda: "gonb" not in k.programs())
    for p in k.processes():
        p.kill()  # gopls: nobody is left to end it
    left = k.folders()
    assert len(left) == 1
    os.utime(os.path.join(k.folder, left[0]), (0, 0))  # fresh folders are spared
    following = own_kernel(folder=k.folder)
    wait_for(lambda: len(following.folders()) == 1 and following.folders() != left)
    following.manager.shutdown_kernel()
    k.manager.shutdown_kernel(now=True)


def kill_at_random(kernel, moments):
    """Kills a random subset of relay, supervisor and GoNB, in random order, at a random moment of the kernel's life."""
    time.sleep(moments.random() * moments.choice([0.1, 0.5, 1.5]))
    victims = []
    for name in ("relay", "supervisor", "gonb"):
        with contextlib.suppress(psutil.Error, StopIteration):
            victims.append(getattr(kernel, name))
    for p in moments.sample(victims, moments.randint(1, len(victims))):
        with contextlib.suppress(psutil.Error):
            p.kill()
    if moments.random() < 0.5:
        kernel.manager.shutdown_kernel(now=True)


def test_random_kills_leave_no_process(tmp_path):
    """IPD_ROUNDS=200 python -m pytest -k random_kills runs more of them."""
    moments = random.Random(1)
    for _ in range(int(os.environ.get("IPD_ROUNDS", "8"))):
        k = Kernel(wait=False)
        try:
            kill_at_random(k, moments)
            if k.manager.has_kernel:
                k.manager.shutdown_kernel(now=True)
            wait_for(lambda: not k.processes(), 20)
        finally:
            k.stop()


CLIENT = """
import os, sys, time
sys.path.insert(0, {tests!r})
from harness import Kernel
k = Kernel()
k.client.execute("!sleep 62")
print(k.folder, flush=True)
time.sleep(600)
"""


def test_sigkill_of_the_client():
    client = subprocess.Popen([sys.executable, "-c", CLIENT.format(tests=os.path.dirname(__file__))], stdout=subprocess.PIPE, text=True)
    folder = client.stdout.readline().strip()
    wait_for(lambda: "sleep" in programs_in(folder).values())
    client.kill()
    client.wait()
    wait_for(lambda: not processes_in(folder))
    assert os.listdir(folder) == []
    os.rmdir(folder)


@pytest.fixture
def server():
    """A Jupyter Server on loopback with one kernel: url, token, the process and the kernel's temporary folder."""
    folder = tempfile.mkdtemp(prefix="ik")
    token = "0123456789abcdef"
    env = {**os.environ, "TMPDIR": folder, "JUPYTER_PATH": str(REPOSITORY), "JUPYTER_TOKEN": token, "JUPYTER_RUNTIME_DIR": folder + "/run",
           "JUPYTER_CONFIG_DIR": folder + "/config", "JUPYTER_DATA_DIR": folder + "/data"}
    log = open(folder + "/log", "w")
    process = subprocess.Popen([sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0",
                                f"--ServerApp.root_dir={folder}"], env=env, stdout=log, stderr=log)

    def url():
        for name in os.listdir(folder + "/run") if os.path.isdir(folder + "/run") else []:
            if name.startswith("jpserver-") and name.endswith(".json"):
                return json.load(open(f"{folder}/run/{name}"))["url"]

    wait_for(url)
    wait_for(lambda: _answers(url(), token))
    yield url(), token, process, folder
    if process.poll() is None:
        process.terminate()
        process.wait(30)
    wait_for(lambda: not processes_in(folder))
    subprocess.run(["rm", "-rf", folder], check=True)


def rest(url, token, path, data=None):
    request = urllib.request.Request(url + path, headers={"Authorization": "token " + token}, data=data)
    return json.load(urllib.request.urlopen(request, timeout=TIMEOUT))


def _answers(url, token):
    try:
        return rest(url, token, "api")
    except OSError:
        return False


def test_server(server):
    """Restart through the server, GoNB killed below it, the server killed."""
    url, token, process, folder = server
    kernel = rest(url, token, "api/kernels", json.dumps({"name": "ipd-go"}).encode())
    gonb = lambda: {pid for pid, name in programs_in(folder).items() if name == "gonb"}
    wait_for(gonb)
    first = gonb()
    rest(url, token, f"api/kernels/{kernel['id']}/restart", b"{}")
    wait_for(lambda: gonb() and not gonb() & first)
    second = gonb()
    client = BlockingKernelClient(connection_file=f"{folder}/run/kernel-{kernel['id']}.json")
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=TIMEOUT)  # one that dies before stays, to say why it can't start
    client.stop_channels()
    os.kill(*second, signal.SIGKILL)  # the server starts a dead kernel anew
    wait_for(lambda: gonb() and not gonb() & (first | second))
    process.kill()
    process.wait()
    wait_for(lambda: not processes_in(folder))
    assert [f for f in os.listdir(folder) if f.startswith("ipd-kernel-")] == []


def test_stopped_client_stalls_nobody(kernel):
    other = subprocess.Popen([sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[1])\nfrom jupyter_client import BlockingKernelClient\n"
                              "c = BlockingKernelClient(connection_file=sys.argv[2]); c.load_connection_file(); c.start_channels(); c.wait_for_ready(timeout=60)\n"
                              "print('ready', flush=True)\nimport time\nwhile True: c.get_iopub_msg(timeout=600)",
                              os.path.dirname(__file__), kernel.manager.connection_file], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "ready\n"
        other.send_signal(signal.SIGSTOP)
        before = kernel.relay.memory_info().rss
        for _ in range(13):  # 117 MB, more than a connection's buffers and the relay's queue hold
            r = kernel.run('%%\ns := strings.Repeat("x", 1<<20)\nfor range 9 { fmt.Println(s) }')
            assert r.status == "ok" and len(r.text()) == 9 * (1 << 20) + 9
        assert kernel.relay.memory_info().rss - before < 250 << 20
    finally:
        other.kill()
        other.wait()


def test_listens_on_loopback_only(kernel):
    for p in kernel.processes():
        for c in p.net_connections(kind="inet"):
            if c.status == psutil.CONN_LISTEN:
                assert c.laddr.ip == "127.0.0.1" and p.pid == kernel.relay.pid, (p, c)
    folder = os.path.join(kernel.folder, kernel.folders()[0])
    assert os.stat(folder).st_mode & 0o777 == 0o700


def test_wrong_key_is_dropped(kernel):
    client = kernel.connect()
    try:
        client.session.key = b"not the key"
        client.execute("!touch /tmp/never")
        client.shell_channel.send(client.session.msg("shutdown_request", {"restart": False}))
        client.control_channel.send(client.session.msg("shutdown_request", {"restart": False}))
    finally:
        client.stop_channels()
    time.sleep(0.2)
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"
