"""`ipd lab` as a person starts it: on a terminal, from a shell."""
import contextlib
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import time
import urllib.error
import urllib.request
import uuid

import psutil

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
TIMEOUT = 60  # seconds until a test gives up on something that takes a few


class Lab:
    """A running `ipd lab`. All its processes have a mark in their environment, by which they are found."""

    def __init__(self, folder, *flags, env=None, timeout=TIMEOUT):
        self.mark = "ipd-e2e-" + uuid.uuid4().hex
        self.begin = time.monotonic()
        self.terminal, theirs = pty.openpty()
        environment = {**os.environ, **(env or {}), "IPD_E2E_MARK": self.mark, "IPD_HOME": str(REPOSITORY)}
        self.process = subprocess.Popen(
            [os.environ["IPD_E2E_PROGRAM"], "lab", "-no-browser", *flags, str(folder)],
            stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)))  # the first one opened becomes the session's terminal
        os.close(theirs)
        self.said = ""
        try:
            self.wait_for(lambda: self.page() or self.process.poll() is not None, timeout)
            self.listen()
            assert self.page(), self.said
        except AssertionError:
            self.stop()
            raise
        self.seconds = time.monotonic() - self.begin
        self.url, self.token = self.page().group(1), self.page().group(3)

    def page(self):
        return re.search(r"(http://127\.0\.0\.1:\d+)(/lab\S*)\?token=(\w+)", self.said)

    def listen(self):
        """Reads what it has said since, without waiting."""
        while self.terminal is not None and select.select([self.terminal], [], [], 0)[0]:
            try:
                text = os.read(self.terminal, 4096)
            except OSError:  # nobody has the other end any more
                return
            if not text:
                return
            self.said += text.decode(errors="replace")

    def wait_for(self, condition, timeout=TIMEOUT):
        """Waits until the condition holds and returns the seconds that took."""
        begin = time.monotonic()
        while not condition():
            self.listen()
            assert time.monotonic() - begin < timeout, f"not within {timeout} s; ipd lab said:\n{self.said}"
            time.sleep(0.02)
        return time.monotonic() - begin

    def processes(self):
        found = []
        for p in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if p.environ().get("IPD_E2E_MARK") == self.mark and p.status() != psutil.STATUS_ZOMBIE:
                    found.append(p)
        return found

    def programs(self, name):
        found = set()
        for p in self.processes():
            with contextlib.suppress(psutil.Error):
                if p.name() == name:
                    found.add(p.pid)
        return found

    def get(self, path, token=None):
        """The status and the text of a page."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"token {token}"} if token else {})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as err:
            return err.code, err.read().decode()

    def press_ctrl_c(self):
        os.write(self.terminal, b"\x03")

    def close_terminal(self):
        self.listen()
        os.close(self.terminal)
        self.terminal = None

    def await_end(self):
        """The seconds until the last process has gone, and the exit status."""
        seconds = self.wait_for(lambda: self.process.poll() is not None and not self.processes())
        return seconds, self.process.returncode

    def stop(self):
        """Ends it however a test has left it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(AssertionError):
            self.await_end()
        for p in self.processes():  # only after a failed test
            with contextlib.suppress(psutil.Error):
                p.kill()
        self.process.wait(TIMEOUT)
        if self.terminal is not None:
            os.close(self.terminal)
