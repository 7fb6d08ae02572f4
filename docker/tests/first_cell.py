"""Times a kernel's start and its first cells:    python first_cell.py NOTEBOOK

Runs the notebook's first cell of code three times, changed each time so that it is compiled anew, and prints seconds as JSON.
"""
import json
import sys
import time

from jupyter_client.manager import start_new_kernel

with open(sys.argv[1]) as f:
    notebook = json.load(f)
code = "".join(next(c["source"] for c in notebook["cells"] if c["cell_type"] == "code"))

begin = time.monotonic()
manager, client = start_new_kernel(kernel_name=notebook["metadata"]["kernelspec"]["name"], startup_timeout=120)
seconds = {"start": time.monotonic() - begin}
try:
    for name in "first cell", "second cell", "third cell":
        said = []
        begin = time.monotonic()
        reply = client.execute_interactive(f"{code}\n// {name}", timeout=600, output_hook=said.append)
        seconds[name] = time.monotonic() - begin
        if reply["content"]["status"] != "ok":
            sys.exit(str(reply["content"]))
        if not any("computes on" in str(m["content"].get("text", "")) for m in said):
            sys.exit(f"the cell printed {[m['content'] for m in said]}")
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print(json.dumps({name: round(value, 2) for name, value in seconds.items()}))
