"""Reads a NIR graph with the package nir and lets it hear what our network heard, with Euler's steps. Where PyTorch, Norse and
snnTorch are installed, they do the same. Arguments: FILE.nir HEARD.npz, with spikes [B, T, C], hidden [B, T, H] and
predicted [B]. Prints for each reader the share of hidden spikes and of classes that are ours."""

import contextlib
import json
import sys

import nir
import numpy

graph = nir.read(sys.argv[1])
heard = numpy.load(sys.argv[2])
metadata = graph.metadata
dt = float(metadata["time_step_s"][0])
spikes = heard["spikes"].astype(numpy.float64)
samples, steps, _ = spikes.shape

order = ["input"]
following = dict(graph.edges)
while order[-1] in following:
    order.append(following[order[-1]])
assert order[-1] == "output" and set(order) == set(graph.nodes), order


def text(x):
    return x.decode() if isinstance(x, bytes) else x


assert json.loads(text(metadata["training"]))["settings"]["network"]["variant"]["reset"] == "same_step"


def euler(x):
    """What the nodes make of [B, T, units]: the first LIF's spikes and the LI's potential."""
    first = None
    for name in order:
        node = graph.nodes[name]
        if isinstance(node, nir.Linear):
            x = x @ node.weight.T.astype(numpy.float64)
        elif isinstance(node, (nir.LIF, nir.LI)):
            v, out = numpy.zeros((samples, x.shape[2])), []
            for t in range(steps):
                v = v + dt / node.tau * (node.r * x[:, t] + node.v_leak - v)
                if isinstance(node, nir.LI):
                    out.append(v)
                    continue
                z = v > node.v_threshold
                v = numpy.where(z, node.v_reset, v)
                out.append(z.astype(numpy.float64))
            x = numpy.stack(out, 1)
            if isinstance(node, nir.LIF) and first is None:
                first = x
    return first, x


def report(reader, hidden, potential):
    # Their step t is our t+1; ours reads the first T-2 of the readout's.
    same = (hidden[:, : steps - 1] == heard["hidden"][:, 1:]).mean()
    predicted = potential[:, : steps - 2].sum(1).argmax(1)
    print(reader, same, (predicted == heard["predicted"]).mean(), int(hidden.sum()))


report("nir", *euler(spikes))

try:
    import torch
    import norse.torch.utils.import_nir as norse_nir
except Exception as why:  # not installed, or not able to start
    print("norse skipped:", why, file=sys.stderr)
else:
    # Norse reads Affine, not Linear: the same weights with no bias.
    nodes = {}
    for name, node in graph.nodes.items():
        nodes[name] = nir.Affine(node.weight, numpy.zeros(node.weight.shape[0], numpy.float32)) if isinstance(node, nir.Linear) else node
    first = order[: order.index("hidden_1") + 1]
    parts = {}
    for part, names in {"hidden": first, "all": order[:-1]}.items():
        chain = names + ["output"]
        last = nodes[names[-1]]
        sub = {n: nodes[n] for n in names}
        sub["output"] = nir.Output({"output": numpy.array(last.tau.shape)})
        model = norse_nir.from_nir(nir.NIRGraph(sub, list(zip(chain, chain[1:]))), dt=dt)
        state, out = None, []
        with torch.no_grad():
            for t in range(steps):
                y, state = model(torch.tensor(spikes[:, t], dtype=torch.float32), state)
                out.append(y.numpy())
        parts[part] = numpy.stack(out, 1)
    report("norse", parts["hidden"], parts["all"])

try:
    import snntorch  # noqa: F401
    from snntorch.import_nir import import_from_nir
except Exception as why:
    print("snntorch skipped:", why, file=sys.stderr)
else:
    # snnTorch steps by 0.1 ms whatever the file says, and doesn't read LI: time constants in its steps, and the hidden layer alone.
    its_step = 1e-4
    lif, linear = graph.nodes["hidden_1"], graph.nodes["hidden_1_weights"]
    tau = lif.tau / dt * its_step
    sub = {
        "input": graph.nodes["input"],
        "linear": nir.Affine(linear.weight * (its_step / tau)[:, None], numpy.zeros(linear.weight.shape[0], numpy.float32)),
        "lif": nir.LIF(tau=tau, r=tau / its_step, v_leak=lif.v_leak, v_threshold=lif.v_threshold, v_reset=lif.v_reset),
        "output": nir.Output({"output": numpy.array(lif.tau.shape)}),
    }
    with contextlib.redirect_stdout(sys.stderr):  # it says what it does
        net = import_from_nir(nir.NIRGraph(sub, [("input", "linear"), ("linear", "lif"), ("lif", "output")]))
    state, out = None, []
    with torch.no_grad():
        for t in range(steps):
            y, state = net(torch.tensor(spikes[:, t], dtype=torch.float32), state)
            out.append((y[0] if isinstance(y, tuple) else y).numpy())
    hidden = numpy.stack(out, 1)
    same = (hidden[:, : steps - 1] == heard["hidden"][:, 1:]).mean()
    print("snntorch", same, "nan", int(hidden.sum()))  # it reads no readout, so its classes are not compared
