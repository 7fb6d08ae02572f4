"""The order of things: what waits, what passes, what is aborted after an error."""
import queue
import time

import nbformat
import pytest
from harness import TIMEOUT, specs, wait_for
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def replies(client, requests):
    """The execute_reply to each request, in the order of the requests."""
    found = {}
    while len(found) < len(requests):
        m = client.get_shell_msg(timeout=TIMEOUT)
        if m["parent_header"].get("msg_id") in requests:
            found[m["parent_header"]["msg_id"]] = m["content"]
    return [found[r] for r in requests]


def test_queue_ends_with_an_error(kernel):
    codes = ["%%\nfmt.Println(1)", "%%\npanic(1)", "%%\nfmt.Println(3)", "!echo 4"]
    got = replies(kernel.client, [kernel.client.execute(code) for code in codes])
    assert [c["status"] for c in got] == ["ok", "error", "aborted", "aborted"]
    assert "execution_count" not in got[2]
    assert kernel.run("%%\nfmt.Println(5)").status == "ok"


def test_queue_goes_on_if_asked_to(kernel):
    got = replies(kernel.client, [kernel.client.execute(c, stop_on_error=False) for c in ("!false", "%%\nfmt.Println(2)")])
    assert [c["status"] for c in got] == ["error", "ok"]


def test_next_cell_after_the_reply_runs(kernel):
    for _ in range(10):
        assert kernel.run("!false").status == "error"
        assert kernel.run("!true").status == "ok"


def test_refused_and_shell_errors_end_the_queue_too(kernel):
    for code in ("%foo", "!false", "%%bash\nexit 1"):
        got = replies(kernel.client, [kernel.client.execute(c) for c in (code, "%%\nfmt.Println(2)")])
        assert [c["status"] for c in got] == ["error", "aborted"]


def test_everyone_gets_busy_and_idle(kernel):
    requests = [kernel.client.execute(c) for c in ("%foo", "!true", "!true")] + [kernel.client.is_complete("x"), kernel.client.comm_info()]
    states = {}
    while any(states.get(r) != ["busy", "idle"] for r in requests):
        m = kernel.client.get_iopub_msg(timeout=TIMEOUT)
        if m["msg_type"] == "status":
            states.setdefault(m["parent_header"]["msg_id"], []).append(m["content"]["execution_state"])


def test_control_does_not_wait(kernel):
    request = kernel.client.execute("!sleep 2")
    info = kernel.client.session.msg("kernel_info_request", {})
    begin = time.monotonic()
    kernel.client.control_channel.send(info)
    assert kernel.client.get_control_msg(timeout=TIMEOUT)["content"]["language_info"]["name"] == "go"
    comms = kernel.client.comm_info()
    while (m := kernel.client.get_shell_msg(timeout=TIMEOUT))["parent_header"]["msg_id"] != comms:
        assert m["parent_header"]["msg_id"] != request, "comm_info waited for the cell"
    assert m["content"] == {"status": "ok", "comms": {}} and time.monotonic() - begin < 2
    assert replies(kernel.client, [request])[0]["status"] == "ok"


@pytest.mark.parametrize("channel", ["shell", "control"])
def test_who_comes_back_while_a_cell_runs_hears_that_it_does(kernel, channel):
    request = kernel.client.execute("!sleep 61")
    other = kernel.manager.client()
    other.session = type(other.session)(key=kernel.manager.session.key)
    for name in ("shell", "iopub", "stdin", "control", "hb"):
        setattr(other, f"_{name}_channel", None)
    other.start_channels()

    def hears():
        info = other.session.msg("kernel_info_request", {})
        getattr(other, f"{channel}_channel").send(info)
        assert getattr(other, f"get_{channel}_msg")(timeout=TIMEOUT)["content"]["language_info"]["name"] == "go"
        asked, heard = info["header"]["msg_id"], []
        try:
            while heard[-3:] != [("busy", asked), ("idle", asked), ("busy", request)]:
                m = other.get_iopub_msg(timeout=1)
                heard.append((m["content"].get("execution_state"), m["parent_header"]["msg_id"]))
        except queue.Empty:  # it had not subscribed yet
            return False
        return True

    try:
        wait_for(hears)
    finally:
        other.stop_channels()
        kernel.manager.interrupt_kernel()
    assert replies(kernel.client, [request])[0]["ename"] == "Interrupted"


def test_two_clients(kernel):
    other = kernel.connect()
    try:
        mine = [kernel.client.execute(f"!echo mine {i}") for i in range(10)]
        theirs = [other.execute(f"!echo theirs {i}") for i in range(10)]
        assert [c["status"] for c in replies(kernel.client, mine)] == ["ok"] * 10
        assert [c["status"] for c in replies(other, theirs)] == ["ok"] * 10
        for client in (kernel.client, other):  # both see the output of all, each under its request
            texts = {}
            while len(texts) < 20:
                m = client.get_iopub_msg(timeout=TIMEOUT)
                if m["msg_type"] == "stream":
                    texts[m["parent_header"]["msg_id"]] = m["content"]["text"]
            assert [texts[r] for r in mine] == [f"mine {i}\n" for i in range(10)]
            assert [texts[r] for r in theirs] == [f"theirs {i}\n" for i in range(10)]
    finally:
        other.stop_channels()


def notebook(*codes):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in codes])


def execute(nb, **options):
    import os

    os.environ["JUPYTER_PATH"] = str(specs().kernel_dirs[0]).removesuffix("/kernels")
    NotebookClient(nb, kernel_name="ipd-go", timeout=TIMEOUT, **options).execute()


def test_nbclient_stops_at_an_error():
    nb = notebook("%%\nfmt.Println(1)", "!false", "%%\nfmt.Println(3)")
    with pytest.raises(CellExecutionError, match="ShellError: false: exit status 1"):
        execute(nb)
    assert [bool(c.outputs) for c in nb.cells] == [True, True, False]


def test_nbclient_goes_on_where_errors_are_allowed():
    nb = notebook("!false", "%%\nfmt.Println(2)")
    execute(nb, allow_errors=True)
    assert nb.cells[1].outputs[0].text == "2\n"
