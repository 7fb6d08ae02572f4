"""The way between widgets in the browser and the running cell; the test plays the browser."""
from harness import TIMEOUT


def test_comms_pass_while_the_cell_runs(kernel):
    client = kernel.client
    browser = lambda kind, **content: client.shell_channel.send(client.session.msg(kind, {"comm_id": "1", "data": {}, **content}))
    request = client.execute("%widgets\n%widgets_hb")
    shown, pings = "", 0
    while "pong received" not in shown:
        m = client.get_iopub_msg(timeout=TIMEOUT)
        data = m["content"].get("data", {})
        if m["msg_type"] == "comm_msg" and data["address"] == "#heartbeat/ping":
            pings += 1
            browser("comm_msg", data={"address": "#heartbeat/pong", "value": True})
        elif "<script>" in data.get("text/html", ""):  # what GoNB would have the browser run
            browser("comm_open", target_name="gonb_comm", kernel_id="")
        shown += data.get("text/html", "")
        assert not (m["msg_type"] == "status" and m["content"]["execution_state"] == "idle" and m["parent_header"]["msg_id"] == request), shown
    assert pings == 1
    comms = client.comm_info()
    while (m := client.get_shell_msg(timeout=TIMEOUT))["parent_header"]["msg_id"] != comms:
        pass
    assert m["content"]["comms"] == {"1": {"target_name": "gonb_comm"}}
