"""The study in JAX on the CPU, written to run fast: jit, lax.scan, optax; a whole epoch is one compiled program.

    python jax_port.py --seed 1 --sigma 0.2 --dropout 0 --threads 1 --core 0
    python jax_port.py --verify FILE.npz ...

What makes it fast:
  * a scan over the batches of an epoch inside one program: 64 calls and their waiting fall away;
  * the drive of all time steps in one product, the weights padded from 30 to 32 columns: whole vector registers;
  * the readout, which is linear, as one weighted sum over time;
  * spikes kept as bytes; weights and moments of Adam updated in place (donated).
Tried without gain: unrolling the scan over time (slower to compile and to run), spikes turned time first before
the product.
"""
import study

OPTIONS = study.parse_options(__doc__)

import functools
import os

if OPTIONS.threads == 1:  # must be said before XLA starts; keeps a product from being handed to threads
    os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax

LANES = 32  # hidden units rounded up to whole vector registers


@jax.custom_vjp
def spike(v):
    """s = [v > 1]; on the way back the slope beta σ(1 - σ) at beta (v - 1)."""
    return (v > 1).astype(v.dtype)


def spike_forward(v):
    return spike(v), v


def spike_backward(v, grad):
    sigmoid = jax.nn.sigmoid(study.SURROGATE_SLOPE * (v - 1))
    return (grad * study.SURROGATE_SLOPE * sigmoid * (1 - sigmoid),)


spike.defvjp(spike_forward, spike_backward)


def hidden_layer(spikes, w1, alpha):
    """Spikes [B, T, C] -> hidden spikes [T, B, H]:  v' = (alpha v + h[t]) (1 - s),  s' = [v > 1],  from v = s = 0."""
    samples, steps, afferents = spikes.shape
    units = w1.shape[1]
    padded = jnp.pad(w1, ((0, 0), (0, LANES - units % LANES)))
    h = (spikes.reshape(-1, afferents).astype(w1.dtype) @ padded)[:, :units]
    h = h.reshape(samples, steps, units).transpose(1, 0, 2)

    def advance(state, drive):
        v, s = state
        fired = spike(v)
        return ((alpha * v + drive) * (1 - s), fired), fired

    rest = jnp.zeros(h.shape[1:])
    _, s = lax.scan(advance, (rest, rest), h[:-1])  # the input at the last step is never used
    return jnp.concatenate([rest[None], s])


def logits(weights, spikes, alpha=study.ALPHA, dropout=0.0, key=None):
    """Spikes [B, T, C] -> logits [B, K]. Dropout: one draw per time step, sample and unit."""
    w1, w2 = weights
    s = hidden_layer(spikes, w1, alpha)
    if dropout > 0:
        s = jnp.where(jax.random.bernoulli(key, 1 - dropout, s.shape), s / (1 - dropout), 0)
    return jnp.tensordot(study.readout_weights(alpha), s, 1) @ w2


def loss(weights, spikes, label, logits=logits, **options):
    return optax.softmax_cross_entropy_with_integer_labels(logits(weights, spikes, **options), label).mean()


def adam_step(adam, weights, moments, *batch, loss=loss, **options):
    """One step of Adam: new weights, new moments, the loss before it and its gradients."""
    value, gradients = jax.value_and_grad(loss)(weights, *batch, **options)
    updates, moments = adam.update(gradients, moments)
    return optax.apply_updates(weights, updates), moments, value, gradients


ADAM = optax.adam(study.LEARNING_RATE)


@functools.partial(jax.jit, static_argnames="dropout", donate_argnums=(0, 1))
def train_batch(weights, moments, key, spikes, label, dropout):
    return adam_step(ADAM, weights, moments, spikes, label, dropout=dropout, key=key)[:3]


@functools.partial(jax.jit, static_argnames="dropout", donate_argnums=(0, 1))
def train_epoch(weights, moments, key, spikes, label, dropout):
    order_key, dropout_key = jax.random.split(key)
    order = jax.random.permutation(order_key, len(spikes)).reshape(-1, study.BATCH)

    def step(state, batch):
        indices, key = batch
        weights, moments, value, _ = adam_step(ADAM, *state, spikes[indices], label[indices], dropout=dropout, key=key)
        return (weights, moments), value

    state, values = lax.scan(step, (weights, moments), (order, jax.random.split(dropout_key, len(order))))
    return *state, values.mean()


def batches(array):
    return array.reshape(-1, study.BATCH, *array.shape[1:])


@jax.jit
def validate(weights, spikes, label):
    return lax.map(lambda batch: loss(weights, *batch), (batches(spikes), batches(label))).mean()


@jax.jit
def predict(weights, spikes):
    return lax.map(lambda batch: logits(weights, batch).argmax(1), batches(spikes)).reshape(-1)


@functools.partial(jax.jit, static_argnames="samples")
def draw_data_set(key, samples, sigma):
    """IPDs [N] and spikes [N, T, C]. By the addition theorem only tables need sines: of a time step and an afferent
    [T, C], and of a sample [N, C]. The barrier keeps XLA from computing them anew for each of the N T C entries."""
    ipd_key, phase_key, jitter_key, spike_key = jax.random.split(key, 4)
    ipd = jax.random.uniform(ipd_key, (samples,), minval=-np.pi / 2, maxval=np.pi / 2)
    periods = study.FREQUENCY * study.TIME_STEP * jnp.arange(study.STEPS) + jax.random.uniform(phase_key)
    delay = jnp.tile(jnp.linspace(0, np.pi / 2, study.AFFERENTS // 2), 2)
    delay += sigma * jax.random.normal(jitter_key, delay.shape)
    angle = 2 * np.pi * periods[:, None] + delay
    shift = ipd[:, None] * (jnp.arange(study.AFFERENTS) >= study.AFFERENTS // 2)
    tables = jnp.sin(angle), jnp.cos(angle), jnp.sin(shift)[:, None], jnp.cos(shift)[:, None]
    sin_angle, cos_angle, sin_shift, cos_shift = lax.optimization_barrier(tables)
    sine = sin_angle * cos_shift + cos_angle * sin_shift
    chance = study.RATE_MAX * study.TIME_STEP * jnp.square(0.5 * (1 + sine))
    return ipd, (jax.random.uniform(spike_key, chance.shape) < chance).astype(jnp.uint8)


class JAX(study.Port):
    framework, version = "jax", jax.__version__
    hidden_layer, logits = staticmethod(hidden_layer), staticmethod(logits)
    draw_data_set = staticmethod(draw_data_set)

    def __init__(self, options):
        self.options = options

    def compile(self):
        """Run everything once on empty spikes: compilation is what it takes."""
        self.start(0)
        data = jnp.zeros(study.SAMPLES), *self.on_device(np.zeros(study.SAMPLES), self.silence(study.SAMPLES))
        self.train_epoch(data)
        self.validate(data)
        for samples in study.SAMPLES, study.TEST_SAMPLES:
            self.predict((None, None, self.silence(samples)))
            self.generate((0, 0), samples, 0.0)

    def silence(self, samples):
        return jnp.zeros((samples, study.STEPS, study.AFFERENTS), jnp.uint8)

    def generate(self, stream, samples, sigma):
        if self.options.stimulus == "numpy":
            ipd, spikes = study.generate(stream, samples, sigma)
        else:
            ipd, spikes = self.draw(stream, samples, sigma)
        return np.asarray(ipd), *self.on_device(ipd, spikes)

    def draw(self, stream, samples, sigma):
        key = functools.reduce(jax.random.fold_in, stream, jax.random.key(0))
        return self.draw_data_set(key, samples, sigma)

    def on_device(self, ipd, spikes):
        return jax.block_until_ready((jnp.asarray(study.labels(np.asarray(ipd))), jnp.asarray(spikes)))

    def start(self, seed):
        self.key, w1_key, w2_key = jax.random.split(jax.random.key(seed), 3)
        bounds = study.HIDDEN**-0.5, study.CLASSES**-0.5
        w1 = jax.random.uniform(w1_key, (study.AFFERENTS, study.HIDDEN), minval=-bounds[0], maxval=bounds[0])
        w2 = jax.random.uniform(w2_key, (study.HIDDEN, study.CLASSES), minval=-bounds[1], maxval=bounds[1])
        self.weights = w1, w2
        self.moments = ADAM.init(self.weights)

    def next_key(self):
        self.key, key = jax.random.split(self.key)
        return key

    def first_step(self, data):
        _, label, spikes = data
        batch = spikes[: study.BATCH], label[: study.BATCH]
        jax.block_until_ready(
            train_batch(self.weights, self.moments, self.next_key(), *batch, self.options.dropout))

    def train_epoch(self, data):
        _, label, spikes = data
        self.weights, self.moments, value = train_epoch(
            self.weights, self.moments, self.next_key(), spikes, label, self.options.dropout)
        return float(value)

    def validate(self, data):
        return float(validate(self.weights, data[2], data[1]))

    def predict(self, data):
        return np.asarray(predict(self.weights, data[2]))

    def verify(self, golden):
        alpha = study.golden_alpha(golden)
        spikes, label = golden["input_spikes"].reshape(3, 8, *golden["input_spikes"].shape[1:]), golden["label"].reshape(3, 8)

        def effective(weights):
            w1, w2 = weights
            return (jnp.abs(w1) * golden["sign1"], jnp.abs(w2) * golden["sign2"]) if golden["dales"] else weights

        def golden_loss(weights, spikes, label):
            return loss(effective(weights), spikes, label, logits=self.logits, alpha=alpha)

        weights = jnp.asarray(golden["w1"]), jnp.asarray(golden["w2"])
        adam = optax.adam(float(golden["learning_rate"]))
        moments = adam.init(weights)
        seen = effective(weights)
        first = self.logits(seen, spikes[0], alpha)
        computed = {
            "hidden_spikes": self.hidden_layer(spikes[0], seen[0], alpha).transpose(1, 0, 2),
            "logits": first,
            "predicted": first.argmax(1),
        }
        for i in range(3):
            weights, moments, value, gradients = adam_step(
                adam, weights, moments, spikes[i], label[i], loss=golden_loss)
            computed[f"loss_step{i}"] = value
            if i == 0:
                computed |= {"loss": value, "grad_w1": gradients[0], "grad_w2": gradients[1]}
        return computed | {"w1_after": weights[0], "w2_after": weights[1]}


if __name__ == "__main__":
    study.main(JAX(OPTIONS), OPTIONS)
