"""Reads `go test -json`, shows what failed, and ends with a line that counts."""
import collections
import json
import sys

counts, output = collections.Counter(), collections.defaultdict(str)
for line in sys.stdin:
    event = json.loads(line)
    key = event.get("Package"), event.get("Test")
    output[key] += event.get("Output", "")
    if event["Action"] in ("pass", "fail", "skip"):
        if event.get("Test"):
            counts[event["Action"]] += 1
        if event["Action"] == "fail":
            counts["broken"] += 1
            print(output[key])
    elif event["Action"] == "build-output":
        print(event["Output"], end="")
print(f"go test: {counts['pass']} passed, {counts['fail']} failed, {counts['skip']} skipped")
sys.exit(counts["broken"] > 0 or not counts["pass"])
