"""Asks this container's Jupyter server how it is. Ends with 0 if it answers, or if the container runs something else.

The server's own file says its address and token. `/api/status` counts kernels, so that an answer takes more than an open
port; JupyterHub's servers know no such token, and `/api` has to do.
"""
import glob
import json
import os
import sys
import urllib.error
import urllib.request


def runs_a_server():
    """Whether the container's command, in the arguments of its first process, is a Jupyter server."""
    with open("/proc/1/cmdline", "rb") as f:
        words = f.read().split(b"\0")
    return any(os.path.basename(w) in (b"jupyter", b"jupyter-lab", b"jupyterhub-singleuser") for w in words)


def ask(server, path):
    request = urllib.request.Request(f"http://127.0.0.1:{server['port']}{server['base_url']}{path}")
    if server.get("token"):
        request.add_header("Authorization", "token " + server["token"])
    with urllib.request.urlopen(request, timeout=4) as answer:
        return json.load(answer)


def answers(file):
    with open(file) as f:
        server = json.load(f)
    try:
        return "kernels" in ask(server, "api/status")
    except urllib.error.HTTPError as err:
        return err.code == 403 and "version" in ask(server, "api")


def main():
    if not runs_a_server():
        return 0
    for file in glob.glob(os.path.join(os.environ["JUPYTER_RUNTIME_DIR"], "jpserver-*.json")):
        try:
            if answers(file):
                return 0
        except (OSError, ValueError, KeyError) as err:  # a file that an earlier server left, or one that is being written
            print(f"{file}: {err}")
    print("no Jupyter server answers")
    return 1


sys.exit(main())
