"""The study in eager PyTorch as the original is written: every time step is cut out of tensors laid out sample first,
the readout is a loop of its own, NumPy draws a whole data set at once in float64, evaluation builds its graph.

    python pytorch_original_port.py --seed 1 --sigma 0.2 --dropout 0 --threads 2
    python pytorch_original_port.py --verify FILE.npz ...

It shows what the study costs its readers today; `pytorch_port.py` shows what PyTorch can do.
"""
import study

OPTIONS = study.parse_options(__doc__)

import numpy as np
import torch
import torch.nn.functional as F

import pytorch_port


def hidden_layer(spikes, w1, alpha):
    """Spikes [B, T, C] -> hidden spikes [B, T, H]:  v' = (alpha v + h[t]) (1 - s),  s' = [v > 1],  from v = s = 0."""
    h = torch.einsum("btc,ch->bth", spikes.to(w1.dtype), w1)
    v = s = torch.zeros(len(spikes), w1.shape[1])
    record = [s]
    for t in range(study.STEPS - 1):
        v, s = (alpha * v + h[:, t]) * (1 - s), pytorch_port.Spike.apply(v)
        record.append(s)
    return torch.stack(record, 1)


def readout(s, w2, alpha):
    """Hidden spikes [B, T, H] -> membrane potentials of the output units [B, T, K]:  v' = alpha v + h[t]."""
    h = torch.einsum("bth,hk->btk", s, w2)
    v = torch.zeros(len(s), w2.shape[1])
    record = [v]
    for t in range(study.STEPS - 1):
        v = alpha * v + h[:, t]
        record.append(v)
    return torch.stack(record, 1)


class PyTorchOriginal(pytorch_port.PyTorch):
    framework = "pytorch-original"

    def logits(self, spikes, w1, w2, dropout=0.0):
        s = F.dropout(hidden_layer(spikes, w1, self.alpha), dropout, training=dropout > 0)
        return study.LOGIT_SCALE * readout(s, w2, self.alpha).sum(1)

    def generate(self, stream, samples, sigma):
        rng = np.random.default_rng(stream)
        ipd = rng.uniform(-np.pi / 2, np.pi / 2, samples)
        phase = 2 * np.pi * (study.FREQUENCY * study.TIME_STEP * np.arange(study.STEPS) + rng.random())
        delay = np.tile(np.linspace(0, np.pi / 2, study.AFFERENTS // 2), 2) + rng.normal(0, sigma, study.AFFERENTS)
        right = np.arange(study.AFFERENTS) >= study.AFFERENTS // 2
        theta = phase[None, :, None] + delay + ipd[:, None, None] * right
        chance = study.RATE_MAX * study.TIME_STEP * (0.5 * (1 + np.sin(theta))) ** 2
        spikes = torch.tensor(rng.random(theta.shape) < chance, dtype=torch.float)
        return ipd, torch.from_numpy(study.labels(ipd)).long(), spikes

    def train_epoch(self, data):
        _, label, spikes = data
        order = torch.randperm(len(spikes))
        spikes, label = spikes[order], label[order]
        starts = range(0, len(spikes), study.BATCH)
        return np.mean([self.step(spikes[i : i + study.BATCH], label[i : i + study.BATCH]).item() for i in starts])

    def validate(self, data):
        _, label, spikes = data
        losses = []
        for i in range(0, len(spikes), study.BATCH):
            y = self.logits(spikes[i : i + study.BATCH], *self.weights)
            losses.append(F.cross_entropy(y, label[i : i + study.BATCH]).item())
        return np.mean(losses)

    def verify_forward(self, spikes, w1, w2):
        s = hidden_layer(spikes, w1, self.alpha)
        membrane = readout(s, w2, self.alpha)
        logits = self.logits(spikes, w1, w2)
        computed = {"hidden_spikes": s, "output_membrane": membrane, "logits": logits, "predicted": logits.argmax(1)}
        return {name: array.detach() for name, array in computed.items()}


if __name__ == "__main__":
    study.main(PyTorchOriginal(OPTIONS), OPTIONS)
