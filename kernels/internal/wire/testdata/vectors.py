"""Writes jupyter_client.json: messages as Python's jupyter_client signs and frames them.

    python vectors.py > jupyter_client.json
"""
import json, sys
from jupyter_client.session import Session

messages = []
for key in (b"a0436f6c-1916-498b-8eb9-e81ab9368e84", b"", "schlüssel".encode()):
    session = Session(key=key, session="5f2c6b5e", username="k")
    for kind, content in (("execute_request", {"code": "%%\nfmt.Println(\"ü <&> \u2028\")", "silent": False}),
                          ("status", {"execution_state": "busy"}), ("comm_msg", {"comm_id": "c", "data": {"x": [1.5, None]}})):
        parent = session.msg("kernel_info_request", {})
        message = session.msg(kind, content, parent=parent, metadata={"m": 1})
        buffers = [b"\x00\xff"] if kind == "comm_msg" else []
        frames = [b"client"] + session.serialize(message) + buffers
        messages.append({"key": key.hex(), "type": kind, "id": message["header"]["msg_id"], "parent": parent["header"]["msg_id"],
                         "frames": [f.hex() for f in frames]})
json.dump(messages, sys.stdout, indent=1)
print()
