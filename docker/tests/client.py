"""Talks to a JupyterLab as a browser does: pages, files, a kernel through the server's web socket.

    python - COMMAND < client.py      in the container, where the token is read from the server's own file

COMMAND: `page` fetches JupyterLab's page and one of its scripts; `stranger` comes without the token; `cell FILE` starts the
kernel of a notebook and runs its first cell of code; `busy` starts a cell that never ends and leaves it running.
"""
import asyncio
import glob
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
import uuid

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

(file,) = glob.glob(os.path.join(os.environ["JUPYTER_RUNTIME_DIR"], "jpserver-*.json"))
with open(file) as f:
    server = json.load(f)
url = f"http://127.0.0.1:{server['port']}{server['base_url']}"
token = os.environ.get("CLIENT_TOKEN", server.get("token", ""))
headers = {"Authorization": f"token {token}"}


def fetch(path, content=None, headers=headers):
    data = None if content is None else json.dumps(content).encode()
    with urllib.request.urlopen(urllib.request.Request(url + path, data, headers), timeout=60) as answer:
        return answer.read()


def page():
    text = fetch("lab").decode()
    assert "<title>JupyterLab</title>" in text, text[:500]
    script = re.search(r'src="/([^"]*\.js[^"]*)"', text)[1].removeprefix(server["base_url"].strip("/"))
    assert len(fetch(script.lstrip("/"))) > 1000
    specs = json.loads(fetch("api/kernelspecs"))
    print("kernels:", *sorted(specs["kernelspecs"]), "default:", specs["default"])


def stranger():
    for path in ("api/status", "api/contents/notebooks", "api/kernels"):
        try:
            fetch(path, headers={})
        except urllib.error.HTTPError as err:
            assert err.code == 403, err
        else:
            raise AssertionError(f"{path} answers without a token")


async def execute(kernel, code, wait=True):
    """What the cell printed, and the reply."""
    socket = await websocket_connect(HTTPRequest(f"{url.replace('http', 'ws', 1)}api/kernels/{kernel}/channels", headers=headers))
    session, ask = uuid.uuid4().hex, uuid.uuid4().hex
    header = {"msg_id": ask, "msg_type": "execute_request", "username": "", "session": session, "date": "", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    await socket.write_message(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}))
    said, reply, idle, seen = "", None, False, []
    while not (reply and idle):  # the two come over different sockets, so either may be the first
        try:
            message = json.loads(await asyncio.wait_for(socket.read_message(), timeout=120))
        except asyncio.TimeoutError:
            raise AssertionError(f"nothing came for two minutes after {seen}") from None
        seen.append((message["msg_type"], message["content"].get("execution_state")))
        if message["parent_header"].get("msg_id") != ask:
            continue
        if message["msg_type"] == "stream":
            said += message["content"]["text"]
            if not wait:
                return said, None
        elif message["msg_type"] == "execute_reply":
            reply = message["content"]
        elif message["msg_type"] == "status":
            idle = message["content"]["execution_state"] == "idle"
    return said, reply


def start(kernel):
    return json.loads(fetch("api/kernels", {"name": kernel}))["id"]


def cell(path):
    notebook = json.loads(fetch(f"api/contents/{path}"))["content"]
    begin = time.monotonic()
    kernel = start(notebook["metadata"]["kernelspec"]["name"])
    code = next(c["source"] for c in notebook["cells"] if c["cell_type"] == "code")
    said, reply = asyncio.run(execute(kernel, code))
    assert reply["status"] == "ok", reply
    print(f"{said.strip()} ({time.monotonic() - begin:.2f} s with the kernel's start)")


def busy():
    said, _ = asyncio.run(execute(start("ipd-go"), 'import ("fmt"; "time")\n%%\nfmt.Println("busy")\ntime.Sleep(time.Hour)', wait=False))
    assert "busy" in said, said


{"page": page, "stranger": stranger, "cell": cell, "busy": busy}[sys.argv[1]](*sys.argv[2:])
