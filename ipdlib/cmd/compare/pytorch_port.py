"""The study in eager PyTorch on the CPU, written to run fast: a loop over the time steps, an autograd Function for the
threshold. (`pytorch_original_port.py` is the way the original is written.)

    python pytorch_port.py --seed 1 --sigma 0.2 --dropout 0 --threads 1
    python pytorch_port.py --verify FILE.npz ...

What makes it fast:
  * the drive of all time steps in one product, then taken apart with `unbind`: its gradient is one `stack`, while
    indexing h[:, t] makes autograd add 99 tensors of the full size;
  * few operations a step: each costs its dispatch, not its arithmetic;
  * the readout, which is linear, as one weighted sum over time;
  * spikes kept as bytes; no graph in evaluation; no waiting for a number inside an epoch.
"""
import study

OPTIONS = study.parse_options(__doc__)

import torch
import torch.nn.functional as F


class Spike(torch.autograd.Function):
    """s = [v > 1]; on the way back the slope beta σ(1 - σ) at beta (v - 1)."""

    @staticmethod
    def forward(ctx, v):
        ctx.save_for_backward(v)
        return (v > 1).to(v.dtype)

    @staticmethod
    def backward(ctx, grad):
        (v,) = ctx.saved_tensors
        beta = study.SURROGATE_SLOPE
        sigmoid = torch.sigmoid(v.mul(beta).sub_(beta))
        return grad * (beta * sigmoid * (1 - sigmoid))


def hidden_layer(spikes, w1, alpha):
    """Spikes [B, T, C] -> hidden spikes [T, B, H]:  v' = (alpha v + h[t]) (1 - s),  s' = [v > 1],  from v = s = 0."""
    h = (spikes.to(w1.dtype) @ w1).transpose(0, 1)[:-1].contiguous()  # the input at the last step is never used
    v = s = h.new_zeros(h.shape[1:])
    record = [s]
    for drive in h.unbind():
        u = torch.add(drive, v, alpha=alpha)
        v, s = torch.addcmul(u, u, s, value=-1), Spike.apply(v)
        record.append(s)
    return torch.stack(record)


class PyTorch(study.Port):
    framework, version = "pytorch", torch.__version__

    def __init__(self, options):
        self.options = options
        if options.threads > 0:
            torch.set_num_threads(options.threads)
        self.set_membrane(study.ALPHA)

    def set_membrane(self, alpha):
        self.alpha = alpha
        self.readout_weights = torch.from_numpy(study.readout_weights(alpha))

    def logits(self, spikes, w1, w2, dropout=0.0):
        """Spikes [B, T, C] -> logits [B, K]. Dropout: one draw per time step, sample and unit."""
        s = F.dropout(hidden_layer(spikes, w1, self.alpha), dropout, training=dropout > 0)
        return torch.tensordot(self.readout_weights, s, 1) @ w2

    def generate(self, stream, samples, sigma):
        ipd, spikes = study.generate(stream, samples, sigma)
        return ipd, torch.from_numpy(study.labels(ipd)).long(), torch.from_numpy(spikes)

    def start(self, seed):
        torch.manual_seed(seed)
        w1 = torch.empty(study.AFFERENTS, study.HIDDEN).uniform_(-1, 1) * study.HIDDEN**-0.5
        w2 = torch.empty(study.HIDDEN, study.CLASSES).uniform_(-1, 1) * study.CLASSES**-0.5
        self.train_from(w1, w2, study.LEARNING_RATE)

    def train_from(self, w1, w2, learning_rate):
        self.weights = [w1.requires_grad_(), w2.requires_grad_()]
        self.adam = torch.optim.Adam(self.weights, lr=learning_rate)

    def step(self, spikes, label, effective=lambda w1, w2: (w1, w2)):
        """One step of Adam; `effective` makes the weights that the network sees (Dale's law)."""
        loss = F.cross_entropy(self.logits(spikes, *effective(*self.weights), self.options.dropout), label)
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()
        return loss.detach()

    def first_step(self, data):
        _, label, spikes = data
        self.step(spikes[: study.BATCH], label[: study.BATCH])

    def train_epoch(self, data):
        _, label, spikes = data
        order = torch.randperm(len(spikes)).split(study.BATCH)
        losses = [self.step(spikes.index_select(0, batch), label[batch]) for batch in order]
        return torch.stack(losses).mean().item()

    @torch.inference_mode()
    def validate(self, data):
        _, label, spikes = data
        batches = zip(spikes.split(study.BATCH), label.split(study.BATCH))
        return torch.stack([F.cross_entropy(self.logits(x, *self.weights), y) for x, y in batches]).mean().item()

    @torch.inference_mode()
    def predict(self, data):
        batches = data[2].split(study.BATCH)
        return torch.cat([self.logits(x, *self.weights).argmax(1) for x in batches]).numpy()

    def verify(self, golden):
        self.set_membrane(study.golden_alpha(golden))
        golden = {name: torch.tensor(array) for name, array in golden.items()}
        spikes, label = golden["input_spikes"].split(8), golden["label"].long().split(8)

        def effective(w1, w2):
            return (w1.abs() * golden["sign1"], w2.abs() * golden["sign2"]) if golden["dales"] else (w1, w2)

        self.train_from(golden["w1"], golden["w2"], golden["learning_rate"].item())
        computed = self.verify_forward(spikes[0], *effective(*self.weights))
        for i in range(3):
            loss = self.step(spikes[i], label[i], effective)
            computed[f"loss_step{i}"] = loss
            if i == 0:
                computed |= {"loss": loss, "grad_w1": self.weights[0].grad, "grad_w2": self.weights[1].grad}
        return computed | {"w1_after": self.weights[0].detach(), "w2_after": self.weights[1].detach()}

    @torch.no_grad()
    def verify_forward(self, spikes, w1, w2):
        logits = self.logits(spikes, w1, w2)
        hidden_spikes = hidden_layer(spikes, w1, self.alpha).transpose(0, 1)
        return {"hidden_spikes": hidden_spikes, "logits": logits, "predicted": logits.argmax(1)}


if __name__ == "__main__":
    study.main(PyTorch(OPTIONS), OPTIONS)
