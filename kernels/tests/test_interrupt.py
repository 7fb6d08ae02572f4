"""The stop button, whatever the cell is at."""
import threading
import time

import pytest


def cells_program(kernel):
    return any(name.startswith("gonb_") for name in kernel.programs())


def interrupted(kernel, code, condition):
    """Runs a cell, interrupts it once the condition holds, and returns how it ended and how long that took."""
    at = []
    thread = kernel.interrupt_when(lambda: condition(kernel) and (at.append(time.monotonic()) or True))
    r = kernel.run(code)
    thread.join()
    return r, time.monotonic() - at[0]


def sleeps(kernel):
    return "sleep" in kernel.programs()


@pytest.mark.parametrize("code, condition", [
    ("!sleep 61", sleeps),
    ('!sleep 61\n%%\nfmt.Println("go")', sleeps),
    ("!sleep 61\n!echo second", sleeps),
    ("%%bash\nsleep 61\necho second", sleeps),
    ("%%sh\nsleep 61 | cat\necho second", sleeps),
    ("!sleep 61 &", sleeps),
    ("!(trap '' INT; sleep 61)", sleeps),
    ("%%\nfor { time.Sleep(time.Second) }", cells_program),
])
def test_interrupt(kernel, code, condition):
    r, seconds = interrupted(kernel, code, condition)
    assert (r.status, r.content["ename"], r.outputs) == ("error", "Interrupted", ["error"])
    assert seconds < 5  # GoNB alone lets the 61 s pass
    assert not sleeps(kernel)
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"


@pytest.mark.parametrize("delay", [0, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3])
def test_interrupt_at_any_step(kernel, delay):
    """goimports, go get, go build, the program: the cell never runs on."""
    timer = threading.Timer(delay, kernel.manager.interrupt_kernel)
    started = lambda m: m["msg_type"] == "execute_input" and timer.start()
    r = kernel.run(f"%%\nfor {{ time.Sleep(time.Second) }} // {delay}", timeout=30, watch=started)
    timer.join()
    assert (r.status, r.content["ename"]) == ("error", "Interrupted")
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"


def test_interrupt_of_a_shell_line_at_any_moment(kernel):
    """bash, bash that becomes ipd-shell, ipd-shell, bash again, sleep: each would lose an interrupt or end as if nothing was wrong."""
    for i in range(40):
        timer = threading.Timer(i / 1000, kernel.manager.interrupt_kernel)
        r = kernel.run("!sleep 61\n!echo second", timeout=30, watch=lambda m: m["msg_type"] == "execute_input" and timer.start())
        timer.join()
        assert (r.status, r.content.get("ename"), r.text()) == ("error", "Interrupted", ""), i
    assert kernel.run("!echo third").text() == "third\n"


def test_interrupt_of_a_build(kernel):
    kernel.run("%goflags -a")  # builds the standard library anew, for many seconds
    r, seconds = interrupted(kernel, "%%\nfmt.Println(1)", lambda k: "compile" in k.programs())
    kernel.run('%goflags ""')
    assert (r.status, r.content["ename"]) == ("error", "Interrupted")
    assert seconds < 5
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"


def test_a_cell_may_clean_up(kernel):
    code = '''%%
ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
defer stop()
fmt.Println("begun")
<-ctx.Done()
time.Sleep(300 * time.Millisecond)
fmt.Print("finished what was begun")'''
    r = kernel.run(code, watch=lambda m: m["msg_type"] == "stream" and "begun\n" == m["content"]["text"] and kernel.manager.interrupt_kernel())
    assert (r.status, r.text()) == ("ok", "begun\nfinished what was begun")


def test_interrupt_ends_the_queue(kernel):
    first = kernel.client.execute("!sleep 61")
    second = kernel.client.execute("%%\nfmt.Println(2)")
    kernel.interrupt_when(lambda: sleeps(kernel)).join()
    status = {}
    while len(status) < 2:
        m = kernel.client.get_shell_msg(timeout=60)
        status[m["parent_header"]["msg_id"]] = m["content"]["status"]
    assert [status[first], status[second]] == ["error", "aborted"]


def test_interrupt_of_nothing(kernel):
    kernel.client.control_channel.send(kernel.client.session.msg("interrupt_request", {}))
    assert kernel.client.get_control_msg(timeout=60)["msg_type"] == "interrupt_reply"  # later it would interrupt the cell
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"
