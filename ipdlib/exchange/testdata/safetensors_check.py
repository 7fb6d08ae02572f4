"""Compares a safetensors file with an .npz of the same network. Arguments: FILE.safetensors FILE.npz"""

import json
import sys

import numpy
from safetensors import safe_open

theirs = numpy.load(sys.argv[2])
with safe_open(sys.argv[1], "numpy") as f:
    names = sorted(f.keys())
    for name in names:
        numpy.testing.assert_array_equal(f.get_tensor(name), theirs[name])
        assert f.get_tensor(name).dtype == numpy.float32
    metadata = f.metadata()
training = json.loads(metadata["training"])
assert training == json.loads(bytes(theirs["training"])), training
print(" ".join(names), metadata["key"], training["settings"]["network"]["hidden_units"])
