"""The study in JAX as one writes it first: a jit for each step, whose batch is cut out by the host; a scan for the hidden
layer and one for the readout; data sets drawn with jax.random in one expression.

    python jax_plain_port.py --seed 1 --sigma 0.2 --dropout 0
    python jax_plain_port.py --verify FILE.npz ...

`jax_port.py` shows what JAX can do.
"""
import study

OPTIONS = study.parse_options(__doc__)

import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import jax_port


def hidden_layer(spikes, w1, alpha):
    """Spikes [B, T, C] -> hidden spikes [T, B, H]:  v' = (alpha v + h[t]) (1 - s),  s' = [v > 1],  from v = s = 0."""
    h = jnp.einsum("btc,ch->tbh", spikes.astype(jnp.float32), w1)

    def advance(state, drive):
        v, s = state
        fired = jax_port.spike(v)
        return ((alpha * v + drive) * (1 - s), fired), fired

    rest = jnp.zeros(h.shape[1:])
    _, s = lax.scan(advance, (rest, rest), h[:-1])
    return jnp.concatenate([rest[None], s])


def logits(weights, spikes, alpha=study.ALPHA, dropout=0.0, key=None):
    """Spikes [B, T, C] -> logits [B, K], through the membranes of the output units:  v' = alpha v + h[t]."""
    w1, w2 = weights
    s = hidden_layer(spikes, w1, alpha)
    if dropout > 0:
        s = jnp.where(jax.random.bernoulli(key, 1 - dropout, s.shape), s / (1 - dropout), 0)
    h = jnp.einsum("tbh,hk->tbk", s, w2)

    def advance(v, drive):
        v = alpha * v + drive
        return v, v

    _, v = lax.scan(advance, jnp.zeros(h.shape[1:]), h[:-1])
    return study.LOGIT_SCALE * v.sum(0)


loss = functools.partial(jax_port.loss, logits=logits)


@functools.partial(jax.jit, static_argnames="dropout")
def train_batch(weights, moments, key, spikes, label, dropout):
    return jax_port.adam_step(jax_port.ADAM, weights, moments, spikes, label, loss=loss, dropout=dropout, key=key)[:3]


validate_batch = jax.jit(loss)
predict_batch = jax.jit(lambda weights, spikes: logits(weights, spikes).argmax(1))


@functools.partial(jax.jit, static_argnames="samples")
def draw_data_set(key, samples, sigma):
    """IPDs [N] and spikes [N, T, C]."""
    ipd_key, phase_key, jitter_key, spike_key = jax.random.split(key, 4)
    ipd = jax.random.uniform(ipd_key, (samples,), minval=-np.pi / 2, maxval=np.pi / 2)
    periods = study.FREQUENCY * study.TIME_STEP * jnp.arange(study.STEPS) + jax.random.uniform(phase_key)
    delay = jnp.tile(jnp.linspace(0, np.pi / 2, study.AFFERENTS // 2), 2)
    delay += sigma * jax.random.normal(jitter_key, delay.shape)
    right = jnp.arange(study.AFFERENTS) >= study.AFFERENTS // 2
    theta = 2 * np.pi * periods[None, :, None] + delay + ipd[:, None, None] * right
    chance = study.RATE_MAX * study.TIME_STEP * (0.5 * (1 + jnp.sin(theta))) ** 2
    return ipd, (jax.random.uniform(spike_key, theta.shape) < chance).astype(jnp.uint8)


class JAXPlain(jax_port.JAX):
    framework = "jax-plain"
    hidden_layer, logits = staticmethod(hidden_layer), staticmethod(logits)
    draw_data_set = staticmethod(draw_data_set)

    def generate(self, stream, samples, sigma):
        ipd, spikes = self.draw(stream, samples, sigma)
        return np.asarray(ipd), *self.on_device(ipd, spikes)

    def first_step(self, data):
        self.train_epoch(tuple(array[: study.BATCH] for array in data))

    def train_epoch(self, data):
        _, label, spikes = data
        order = np.asarray(jax.random.permutation(self.next_key(), len(spikes))).reshape(-1, study.BATCH)
        values = []
        for batch in order:
            self.weights, self.moments, value = train_batch(
                self.weights, self.moments, self.next_key(), spikes[batch], label[batch], self.options.dropout)
            values.append(value)
        return float(jnp.mean(jnp.stack(values)))

    def validate(self, data):
        _, label, spikes = data
        starts = range(0, len(spikes), study.BATCH)
        values = [
            validate_batch(self.weights, spikes[i : i + study.BATCH], label[i : i + study.BATCH]) for i in starts]
        return float(jnp.mean(jnp.stack(values)))

    def predict(self, data):
        spikes = data[2]
        starts = range(0, len(spikes), study.BATCH)
        return np.concatenate([predict_batch(self.weights, spikes[i : i + study.BATCH]) for i in starts])


if __name__ == "__main__":
    study.main(JAXPlain(OPTIONS), OPTIONS)
