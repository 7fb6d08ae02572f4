"""What the ports share: the study's constants, a stimulus in NumPy, the measuring of a training, the command line.

A port is a class with the methods of `Port` below. `main` runs one of them and prints lines of JSON, each with
an "event":

    ready        frameworks loaded, everything compiled: compile_s
    training     one complete training: seconds of its parts, peak memory, what was learnt
    data_set     seconds for data sets of 4096 samples, one after another
    first_step   the first training step is done (the reader's clock says when)
    verified     deviations from the intermediate values of the original

Axes: B batch, T time, C afferents, H hidden, K classes, N samples of a data set.
"""
import argparse
import json
import os
import resource
import sys
import time

import numpy as np

TIME_STEP = 1e-3  # s
STEPS = 100  # T
AFFERENTS = 200  # C, the left ear first
HIDDEN = 30  # H
CLASSES = 12  # K
BATCH = 64
SAMPLES = 4096  # of the training set and of the validation set
TEST_SAMPLES = 2048
MEMBRANE_TIME_CONSTANT = 5e-3  # s
FREQUENCY = 20  # Hz
RATE_MAX = 600  # Hz
LEARNING_RATE = 0.005
SURROGATE_SLOPE = 5  # beta of the sigmoid that stands in for the threshold on the way back
LOGIT_SCALE = 1 / STEPS  # logits are the mean over time of the output membranes
ALPHA = float(np.exp(-TIME_STEP / MEMBRANE_TIME_CONSTANT))


class Port:
    """One framework's version of the study. A data set is (ipd [N] in radians, label [N], spikes [N, T, C])."""

    framework = version = ""

    def compile(self):
        """Do whatever is done once before the first training."""

    def generate(self, stream, samples, sigma):
        """A new data set; `stream` is a tuple of integers that seeds it."""

    def start(self, seed):
        """New weights and a new optimiser."""

    def first_step(self, data):
        """One training step, waited for."""

    def train_epoch(self, data):
        """One pass in a new random order; the mean loss."""

    def validate(self, data):
        """The mean loss without dropout."""

    def predict(self, data):
        """The class of each sample, as NumPy integers."""

    def verify(self, golden):
        """From the inputs and weights of a golden file, the arrays of the same names computed here."""


def readout_weights(alpha, steps=STEPS):
    """c [T] with logits = (sum over t of c[t] s[t]) W2, exactly: the leaky readout is linear, so its mean over
    time needs no loop. A spike at t reaches the steps t+1 .. T-1, decayed: the geometric series below."""
    left = np.arange(steps - 1, -1, -1)
    return (LOGIT_SCALE * (1 - alpha**left) / (1 - alpha)).astype(np.float32)


def generate(stream, samples, sigma):
    """IPDs [N] and spikes [N, T, C] uint8, drawn with NumPy: float32 and one sample at a time, so that it stays in
    the cache. The left ear hears every sample of a data set with the same phases: its chances are one table."""
    rng = np.random.default_rng(stream)
    ipd = rng.uniform(-np.pi / 2, np.pi / 2, samples).astype(np.float32)
    phase = 2 * np.pi * (FREQUENCY * TIME_STEP * np.arange(STEPS) + rng.random())
    delay = np.tile(np.linspace(0, np.pi / 2, AFFERENTS // 2), 2) + rng.normal(0, sigma, AFFERENTS)
    angle = (phase[:, None] + delay).astype(np.float32)
    left, right = angle[:, : AFFERENTS // 2], angle[:, AFFERENTS // 2 :]
    chance = np.empty((STEPS, AFFERENTS), np.float32)
    chance[:, : AFFERENTS // 2] = chance_of_spike(left)
    spikes = np.empty((samples, STEPS, AFFERENTS), np.uint8)
    for n in range(samples):
        chance[:, AFFERENTS // 2 :] = chance_of_spike(right + ipd[n])
        np.less(rng.random(chance.shape, np.float32), chance, out=spikes[n].view(bool))
    return ipd, spikes


def chance_of_spike(angle):
    return np.float32(RATE_MAX * TIME_STEP) * np.square(np.float32(0.5) * (1 + np.sin(angle)))


def labels(ipd):
    """The class of each IPD; in float32 the upper edge can reach 12, hence the clamp."""
    return np.clip(np.floor((ipd + np.pi / 2) * CLASSES / np.pi), 0, CLASSES - 1).astype(np.int32)


def metrics(ipd, predicted):
    """Accuracy in % and mean absolute error in degrees against the midpoint of the predicted class."""
    midpoint = (predicted + 0.5) * np.pi / CLASSES - np.pi / 2
    accuracy = 100 * np.mean(predicted == labels(ipd))  # equal batches: the mean of their accuracies
    return float(accuracy), float(np.degrees(np.mean(np.abs(ipd - midpoint))))


class Clock:
    """Seconds since the last lap."""

    def __init__(self):
        self.last = time.perf_counter()

    def lap(self):
        now = time.perf_counter()
        seconds, self.last = now - self.last, now
        return seconds


def measure_training(port, options, seed):
    """One complete training, and the record of it."""
    clock, total = Clock(), Clock()
    training = port.generate((seed, 0), SAMPLES, options.sigma)
    validation = port.generate((seed, 1), SAMPLES, options.sigma)
    data_set_s = clock.lap() / 2
    port.start(seed)
    clock.lap()
    train_s, validate_s, losses, validation_losses = [], [], [], []
    for _ in range(options.epochs):
        losses.append(port.train_epoch(training))
        train_s.append(clock.lap())
        validation_losses.append(port.validate(validation))
        validate_s.append(clock.lap())
    train_accuracy, train_error = metrics(np.asarray(training[0]), port.predict(training))
    test = port.generate((seed, 2), TEST_SAMPLES, 0.0)
    test_accuracy, test_error = metrics(np.asarray(test[0]), port.predict(test))
    return {
        "event": "training",
        "seed": seed,
        "data_set_s": data_set_s,
        "train_epoch_s": float(np.median(train_s)),
        "validate_epoch_s": float(np.median(validate_s)),
        "evaluate_s": clock.lap(),
        "total_s": total.lap(),
        "peak_memory_bytes": peak_memory_bytes(),
        "train_accuracy_percent": train_accuracy,
        "train_error_deg": train_error,
        "test_accuracy_percent": test_accuracy,
        "test_error_deg": test_error,
        "loss": losses,
        "validation_loss": validation_losses,
    }


def peak_memory_bytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak  # Linux counts in kilobytes


TOLERANCE = {"hidden_spikes": 0, "predicted": 0, "w1_after": 1e-3, "w2_after": 1e-3}
TOLERANCE_ELSEWHERE = 1e-5  # sums are added in another order


def deviation(golden, name, have):
    """The largest deviation as a part of the largest entry. Of weights after some steps of Adam: the mean deviation as a
    part of the mean way, as Adam divides by the root of the squared gradient, so that a weight whose gradient is
    mere rounding goes a whole step in either direction."""
    want, have = golden[name].astype(np.float64), np.asarray(have, np.float64)
    if want.shape != have.shape:
        raise SystemExit(f"{name} has shape {want.shape} in the file, the port computes {have.shape}")
    differences, start = np.abs(have - want), golden.get(name.removesuffix("_after"))
    if name.endswith("_after"):
        return float(differences.mean() / np.abs(want - start).mean())
    return float(differences.max() / max(np.abs(want).max(), 1e-30))


def golden_alpha(golden):
    return float(np.exp(-TIME_STEP / golden["tau"]))


def verify(port, path):
    """Compare with a golden file; whether all deviations are within tolerance."""
    golden = dict(np.load(path))
    deviations = {name: deviation(golden, name, have) for name, have in port.verify(golden).items()}
    ok = all(found <= TOLERANCE.get(name, TOLERANCE_ELSEWHERE) for name, found in deviations.items())
    report(event="verified", file=os.path.basename(path), ok=ok, deviations=deviations)
    return ok


def report(**line):
    print(json.dumps(line), flush=True)


def parse_options(description):
    """Read the command line and fix cores and threads: to be called before the framework is imported."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", choices=["training", "data", "start"], default="training")
    parser.add_argument("--verify", metavar="FILE.npz", nargs="+", help="compare with values of the original")
    parser.add_argument("--trainings", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="of the first training; the next ones count on")
    parser.add_argument("--sigma", type=float, default=0.2, help="jitter of the delays in radians")
    parser.add_argument("--dropout", type=float, default=0.0, help="chance of a hidden spike to be dropped")
    parser.add_argument("--stimulus", choices=["framework", "numpy"], default="numpy", help="who draws the data sets")
    parser.add_argument("--threads", type=int, default=0, help="0: as many as the framework likes")
    parser.add_argument("--core", type=int, default=-1, help="pin the process to one core, counted among those allowed (Linux)")
    parser.add_argument("--wait", action="store_true", help="when ready, wait for a line on standard input")
    options = parser.parse_args()
    if options.sigma < 0 or not 0 <= options.dropout < 1 or options.epochs < 1 or options.trainings < 1:
        parser.error("want sigma >= 0, 0 <= dropout < 1, epochs >= 1, trainings >= 1")
    if options.core >= 0:
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[options.core % len(allowed)]})
    if options.threads > 0:
        for name in "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PJRT_NPROC":
            os.environ[name] = str(options.threads)
    return options


def main(port, options):
    if options.verify:
        agreed = [verify(port, path) for path in options.verify]
        raise SystemExit(0 if all(agreed) else 1)
    if options.measure == "start":
        data = port.generate((options.seed, 0), SAMPLES, options.sigma)
        port.start(options.seed)
        port.first_step(data)
        report(event="first_step")
        return
    clock = Clock()
    port.compile()
    report(event="ready", framework=port.framework, version=port.version, compile_s=clock.lap())
    if options.wait:
        sys.stdin.readline()
    if options.measure == "data":
        for i in range(options.trainings):
            clock.lap()
            data = port.generate((options.seed, i), SAMPLES, options.sigma)
            seconds, spikes = clock.lap(), np.asarray(data[2])
            report(event="data_set", data_set_s=seconds, spike_density=np.count_nonzero(spikes) / spikes.size)
        return
    for i in range(options.trainings):
        report(**measure_training(port, options, options.seed + i))
