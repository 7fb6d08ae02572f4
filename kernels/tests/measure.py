"""What the relay costs: each measurement with the relay and with GoNB alone, in turns, medians of all rounds.

    python measure.py [ROUNDS]

No test: it asserts nothing.
"""
import os
import shutil
import statistics
import sys
import tempfile
import time

from harness import REPOSITORY, Kernel
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

SPEC = KernelSpec(argv=[str(REPOSITORY / ".tools" / "gonb"), "-kernel", "{connection_file}", "-use", str(REPOSITORY)], interrupt_mode="message")


class Direct(KernelManager):
    """GoNB alone, as kernels/launch.sh would start it."""

    @property
    def kernel_spec(self):
        return SPEC


class Alone(Kernel):
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="ik")
        self.manager = Direct()
        tools = REPOSITORY / ".tools"
        env = {**os.environ, "TMPDIR": self.folder, "PATH": f"{tools}:{os.environ['PATH']}", "GOPROXY": "off", "GOTOOLCHAIN": "local",
               "GOFLAGS": "-buildvcs=false '-ldflags=-s -w -linkmode=internal'"}
        begin = time.monotonic()
        self.manager.start_kernel(env=env)
        self.client = self.connect()
        self.start_seconds = time.monotonic() - begin

    def stop(self):
        self.manager.shutdown_kernel()
        self.client.stop_channels()
        shutil.rmtree(self.folder, ignore_errors=True)


def info(k):
    begin = time.monotonic()
    request = k.client.kernel_info()
    while k.client.get_shell_msg(timeout=60)["parent_header"]["msg_id"] != request:
        pass
    return time.monotonic() - begin


def completion(k):
    begin = time.monotonic()
    k.client.complete("%%\nfmt.Printl")
    k.client.get_shell_msg(timeout=60)
    return time.monotonic() - begin


def cell(code):
    return lambda k: k.run(code).seconds


WHAT = {  # what is measured, how, how often in a round
    "kernel_info": (info, 50),
    "`%noautoget`": (cell("%noautoget"), 50),
    "`!true`": (cell("!true"), 50),
    "`fmt.Println(1)`": (cell("%%\nfmt.Println(1)"), 12),
    "1 MB of output": (cell('!head -c 1000000 /dev/zero | tr "\\0" "x"'), 5),
    "failing cell, `%env`": (cell("%env"), 10),
}


def main(rounds):
    seconds = {}
    for _ in range(rounds):
        for name, make in (("alone", Alone), ("relay", Kernel)):
            k = make()
            note = lambda what, value: seconds.setdefault(what, {}).setdefault(name, []).append(value)
            note("start until ready", k.start_seconds)
            note("first completion", completion(k))
            k.run("%%\nfmt.Println(1)")
            for what, (measure, times) in WHAT.items():
                for _ in range(times):
                    note(what, measure(k))
            begin = time.monotonic()
            k.stop()
            note("shutdown", time.monotonic() - begin)
    print(f"| medians of {rounds} rounds | GoNB alone | with the relay |\n|---|---|---|")
    for what, by in seconds.items():
        print(f"| {what} | " + " | ".join(f"{1000 * statistics.median(by[name]):.2f} ms" for name in ("alone", "relay")) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
