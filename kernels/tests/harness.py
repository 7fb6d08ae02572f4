"""A kernel under test: started by jupyter_client as JupyterLab starts it, in a temporary folder of its own."""
import contextlib
import os
import pathlib
import shutil
import tempfile
import threading
import time

import psutil
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 60  # seconds until a test gives up; nothing below takes a tenth of it on two idle cores


class Result:
    """What a client sees of one cell."""

    def __init__(self, reply, messages, seconds):
        self.content = reply["content"]
        self.status = self.content["status"]
        self.messages = messages
        self.seconds = seconds

    def text(self, name="stdout"):
        return "".join(m["content"]["text"] for m in self.of("stream") if m["content"]["name"] == name)

    def of(self, kind):
        return [m for m in self.messages if m["msg_type"] == kind]

    @property
    def outputs(self):
        return [m["msg_type"] for m in self.messages if m["msg_type"] not in ("status", "execute_input")]

    def __repr__(self):
        return f"<{self.status} {self.content.get('ename')}: {self.content.get('evalue')} {self.outputs} {self.text()!r} {self.text('stderr')!r}>"


def specs(repository=REPOSITORY):
    """The kernels that Jupyter finds with JUPYTER_PATH=repository, and no others."""
    manager = KernelSpecManager(ensure_native_kernel=False)
    manager.kernel_dirs = [str(pathlib.Path(repository) / "kernels")]
    return manager


class Kernel:
    """A running kernel and one client of it."""

    def __init__(self, name="ipd-go", repository=REPOSITORY, env=None, cwd=None, folder=None, wait=True):
        self.folder = folder or tempfile.mkdtemp(prefix="ik")  # short: Unix sockets lie below
        self.manager = KernelManager(kernel_name=name, kernel_spec_manager=specs(repository))
        begin = time.monotonic()
        environment = {**os.environ, "TMPDIR": self.folder, **(env or {})}
        self.manager.start_kernel(env={name: value for name, value in environment.items() if value is not None}, cwd=cwd)
        self.client = self.connect(wait)
        self.start_seconds = time.monotonic() - begin

    def connect(self, wait=True):
        """A client with a session of its own, once the kernel answers it on all channels."""
        client = self.manager.client()
        client.session = type(client.session)(key=self.manager.session.key)
        for channel in ("shell", "iopub", "stdin", "control", "hb"):
            setattr(client, f"_{channel}_channel", None)
        client.start_channels()
        if wait:
            client.wait_for_ready(timeout=TIMEOUT)
        return client

    def run(self, code, timeout=TIMEOUT, watch=lambda message: None, **options):
        """Runs a cell. watch sees each message as it comes."""
        messages = []
        hook = lambda message: (messages.append(message), watch(message))
        begin = time.monotonic()
        reply = self.client.execute_interactive(code, output_hook=hook, timeout=timeout, **{"allow_stdin": False, **options})
        return Result(reply, messages, time.monotonic() - begin)

    def interrupt_when(self, condition):
        """Interrupts as soon as the condition holds, from another thread."""
        def wait():
            wait_for(condition)
            self.manager.interrupt_kernel()
        thread = threading.Thread(target=wait)
        thread.start()
        return thread

    @property
    def relay(self):
        return psutil.Process(self.manager.provisioner.process.pid)

    @property
    def supervisor(self):
        return next(p for p in self.relay.children() if "supervise" in p.cmdline())

    @property
    def gonb(self):
        return next(p for p in self.supervisor.children() if p.name() == "gonb")

    def processes(self):
        return processes_in(self.folder)

    def programs(self):
        return list(programs_in(self.folder).values())

    def folders(self):
        return [f.name for f in pathlib.Path(self.folder).glob("ipd-kernel-*")]

    def stop(self):
        if self.manager.has_kernel:
            self.manager.shutdown_kernel()
        self.client.stop_channels()
        for p in self.processes():  # only after a failed test
            with contextlib.suppress(psutil.Error):
                p.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def processes_in(folder):
    """The processes whose environment names the kernel's temporary folder: relay, supervisor, GoNB and all below."""
    found = []
    for p in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if any(folder in value for value in p.environ().values()) and p.status() != psutil.STATUS_ZOMBIE:
                found.append(p)
    return found


def programs_in(folder):
    """The names of these processes by their number."""
    names = {}
    for p in processes_in(folder):
        with contextlib.suppress(psutil.Error):
            names[p.pid] = p.name()
    return names


def wait_for(condition, timeout=TIMEOUT):
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, f"not within {timeout} s"
        time.sleep(0.01)


def assert_nothing_left(kernel, timeout=TIMEOUT):
    """No process and no folder of the kernel is left, soon."""
    begin = time.monotonic()
    wait_for(lambda: not kernel.processes() and not kernel.folders(), timeout)
    return time.monotonic() - begin
