"""Writes small records of other shapes than the study's, in the format that ../golden/README.md describes.

A second implementation of the network and its training, in plain NumPy and float64, one step of time at a time. It shares
no code with the Go library nor with the original; what it computes is written beside it. Run it in this folder:

    python3 make.py
"""

import numpy as np

DT = 1e-3  # time step, s
BETA = 5.0  # slope of the surrogate
STEPS = 3  # of Adam, each on a batch of its own


def signs(n, across, ratio):
    """Dale's law: the first ceil(ratio n) presynaptic units are inhibitory."""
    s = np.ones((n, across))
    s[: int(np.ceil(ratio * n))] = -1
    return s


def forward(x, w1, w2, alpha):
    """x: [B, T, C] -> hidden spikes s and potentials v [B, T, H], output membrane and logits."""
    batch, steps, _ = x.shape
    h = x @ w1
    v, s = np.zeros_like(h), np.zeros_like(h)
    out = np.zeros((batch, steps, w2.shape[1]))
    for t in range(steps - 1):
        v[:, t + 1] = (alpha * v[:, t] + h[:, t]) * (1 - s[:, t])
        s[:, t + 1] = v[:, t] > 1
        out[:, t + 1] = alpha * out[:, t] + s[:, t] @ w2
    return h, v, s, out, 0.01 * out.sum(axis=1)


def cross_entropy(logits, label):
    """Mean loss, and its gradient by the logits."""
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    one_hot = np.eye(logits.shape[1])[label]
    return -np.log((p * one_hot).sum(axis=1)).mean(), (p - one_hot) / len(label)


def backward(x, h, v, s, w2, alpha, d_logits):
    """Backpropagation through time: gradients of the loss by the effective weights."""
    steps = x.shape[1]
    d_w1, d_w2 = np.zeros((x.shape[2], s.shape[2])), np.zeros_like(w2)
    d_out = 0.01 * d_logits  # by out[T-1]; out[t] also leaks into out[t+1]
    d_v, d_s = np.zeros_like(v[:, 0]), np.zeros_like(v[:, 0])  # by v[T-1], s[T-1]
    for t in reversed(range(steps - 1)):
        # out[t+1] = alpha out[t] + s[t] w2
        d_w2 += s[:, t].T @ d_out
        read_out = d_out @ w2.T
        d_out = 0.01 * d_logits + alpha * d_out
        # v[t+1] = (alpha v[t] + h[t]) (1 - s[t]);  s[t+1] = step(v[t] - 1)
        g = 1 / (1 + np.exp(-BETA * (v[:, t] - 1)))
        d_h = d_v * (1 - s[:, t])
        d_v, d_s = alpha * d_h + d_s * BETA * g * (1 - g), read_out - d_v * (alpha * v[:, t] + h[:, t])
        d_w1 += x[:, t].T @ d_h
    return d_w1, d_w2


class Adam:
    def __init__(self, rate):
        self.rate, self.t, self.m, self.v = rate, 0, [0, 0], [0, 0]

    def step(self, weights, gradients):
        self.t += 1
        for i, (w, g) in enumerate(zip(weights, gradients)):
            self.m[i] = 0.9 * self.m[i] + 0.1 * g
            self.v[i] = 0.999 * self.v[i] + 0.001 * g * g
            m, v = self.m[i] / (1 - 0.9**self.t), self.v[i] / (1 - 0.999**self.t)
            weights[i] = w - self.rate * m / (np.sqrt(v) + 1e-8)


def make(seed, batch, steps, afferents, units, classes, tau, rate=0.005, ratio=0.5, dales=False, scale1=1.0, scale2=1.0):
    """Returns the arrays of a record, or None if a potential comes so near the threshold that rounding could decide."""
    rng = np.random.default_rng(seed)
    n = STEPS * batch
    x = (rng.random((n, steps, afferents)) < 0.25).astype(float)
    ipd = rng.uniform(-np.pi / 2, np.pi / 2, n)
    label = np.clip(np.floor((ipd + np.pi / 2) * classes / np.pi), 0, classes - 1).astype(int)
    # Rounded to float32, so that every implementation begins with the same weights.
    w = [
        rng.uniform(-scale1, scale1, (afferents, units)).astype(np.float32).astype(float),
        rng.uniform(-scale2, scale2, (units, classes)).astype(np.float32).astype(float),
    ]
    sign = [signs(afferents, units, ratio), signs(units, classes, ratio)]
    alpha = np.exp(-DT / tau)
    adam, losses = Adam(rate), []
    record = dict(
        input_spikes=x, ipd=ipd, label=label, w1=w[0], w2=w[1], sign1=sign[0], sign2=sign[1],
        tau=tau, ie_ratio=ratio, learning_rate=rate, dales=dales,
    )
    for i in range(STEPS):
        these = slice(i * batch, (i + 1) * batch)
        effective = [abs(w[j]) * sign[j] if dales else w[j] for j in range(2)]
        h, v, s, out, logits = forward(x[these], *effective, alpha)
        if abs(v - 1).min() < 1e-4:
            return None
        loss, d_logits = cross_entropy(logits, label[these])
        gradients = list(backward(x[these], h, v, s, effective[1], alpha, d_logits))
        if dales:
            gradients = [gradients[j] * sign[j] * np.sign(w[j]) for j in range(2)]
        if i == 0:
            record.update(
                hidden_spikes=s, output_membrane=out, logits=logits, loss=loss, predicted=logits.argmax(axis=1),
                grad_w1=gradients[0], grad_w2=gradients[1],
            )
        record[f"loss_step{i}"] = loss
        adam.step(w, gradients)
    record.update(w1_after=w[0], w2_after=w[1])
    return record


def save(name, convert, **settings):
    record, seed = None, 0
    while record is None:
        record, seed = make(seed, **settings), seed + 1
    record = {key: convert(key, np.asarray(value)) for key, value in record.items()}
    np.savez_compressed(name, **record)
    print(f"{name}: seed {seed - 1}, {int(record['hidden_spikes'].sum())} hidden spikes, "
          f"largest gradients {abs(record['grad_w1']).max():.2g} and {abs(record['grad_w2']).max():.2g}")


COUNTS = ("input_spikes", "hidden_spikes", "label", "predicted", "dales")


def as_float32(key, value):
    return value.astype({"label": np.int32, "predicted": np.int32}.get(key, np.uint8) if key in COUNTS else np.float32)


def as_float64(key, value):
    """Other types: float64, int64 and bool, and matrices in Fortran's order."""
    if key in ("label", "predicted"):
        return value.astype(np.int64)
    return value.astype(bool) if key in COUNTS else np.array(value, dtype=np.float64, order="F")


# Numbers of afferents and hidden units that fill no byte and no vector register.
save("odd_shapes.npz", as_float64, batch=3, steps=37, afferents=13, units=10, classes=7, tau=0.002, scale1=1.5, scale2=1)
# A ratio that no binary fraction is: of 10 units 3 are inhibitory, not 4.
save("dale_ratio_0.3.npz", as_float32, batch=4, steps=50, afferents=20, units=10, classes=12, tau=0.005, ratio=0.3,
     dales=True, scale1=0.5, scale2=1)
# Gradients as small as Adam's epsilon, and both matrices of one shape, so that nothing tells them apart.
save("tiny_gradients.npz", as_float32, batch=5, steps=20, afferents=9, units=9, classes=9, tau=0.01, rate=0.001,
     scale1=1, scale2=1e-6)
# Two steps of time, one sample, one hidden unit: no spike can ever be read out, and all gradients are zero.
save("smallest.npz", as_float64, batch=1, steps=2, afferents=1, units=1, classes=2, tau=0.005, scale1=2, scale2=1)
