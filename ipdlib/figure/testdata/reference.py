"""Draws this package's test figures with matplotlib and notes where everything stands.

Run in this folder with matplotlib 3.7.5 (pip install matplotlib==3.7.5 'numpy<2'):

    python reference.py [FOLDER]

It writes matplotlib.json, which the Go tests compare with, and, if a folder is given, the pictures themselves, to lay
beside ours. The data are those of data_test.go: the two files change together.
"""

import csv
import json
import math
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import AutoLocator, MaxNLocator, ScalarFormatter


class Random:
    """The generator of Numerical Recipes, 32 bits: the same numbers in Go."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state / 2**32


def published():
    figure = plt.figure(figsize=(16, 4), dpi=100)
    rows = list(csv.DictReader(open("published_figure.csv")))
    for i, metric in enumerate(["train_acc", "train_err", "test_acc", "test_err"]):
        plt.subplot(1, 4, i + 1)
        for dropout in ["0", "0.5", "0.9"]:
            points = [r for r in rows if r["metric"] == metric and r["dropout"] == dropout]
            plt.errorbar(
                [float(r["sigma"]) for r in points],
                [float(r["mean"]) for r in points],
                yerr=[float(r["sem"].replace("<=", "")) for r in points],
                label=f"Dropout p={dropout}",
            )
        plt.xlabel("sigma")
        plt.title(metric.title())
        if i % 2 == 0:
            plt.ylim([0, 100])
            plt.ylabel("Accuracy (%)")
        else:
            plt.ylabel("Mean error (deg)")
    plt.legend()
    plt.tight_layout()
    return figure


def rasters():
    figure = plt.figure(figsize=(10, 4), dpi=100)
    random = Random(1)
    delay = np.linspace(0, np.pi / 2, 100)
    for b, ipd in enumerate(np.linspace(-np.pi / 2, np.pi / 2, 8)):
        spikes = np.zeros((100, 200))
        for t in range(100):
            for c in range(200):
                theta = 2 * math.pi * 20 * 0.001 * t + delay[c % 100] + (ipd if c >= 100 else 0)
                spikes[t, c] = random.uniform() < 0.6 * (0.5 * (1 + math.sin(theta))) ** 2
        plt.subplot(2, 4, b + 1)
        plt.imshow(spikes.T, aspect="auto", interpolation="nearest", cmap="gray_r")
        plt.title(f"True IPD = {int(ipd * 180 / np.pi)} deg")
        if b >= 4:
            plt.xlabel("Time (steps)")
        if b % 4 == 0:
            plt.ylabel("Input neuron index")
    plt.tight_layout()
    return figure


def trials():
    random = Random(2)
    true, estimated, counts = [], [], np.zeros((12, 12))
    for _ in range(2048):
        ipd = (random.uniform() - 0.5) * math.pi
        guess = ipd + (random.uniform() + random.uniform() - 1) * 0.5
        i = min(max(int((guess / math.pi + 0.5) * 12), 0), 11)
        j = min(int((ipd / math.pi + 0.5) * 12), 11)
        counts[i, j] += 1
        true.append(ipd)
        estimated.append((i + 0.5) / 12 * math.pi - math.pi / 2)
    return np.array(true), np.array(estimated), counts


def histogram(true, estimated):
    for ipd, label in [(true, "True"), (estimated, "Estimated")]:
        plt.hist(ipd * 180 / np.pi, bins=12, range=[-90, 90], alpha=0.75, label=label)
    plt.xlabel("IPD")
    plt.yticks([])
    plt.legend(loc="best")
    plt.title("Test")


def confusion(counts):
    shares = counts / counts.sum(axis=0)
    plt.imshow(shares, interpolation="nearest", aspect="equal", origin="lower", extent=(-90, 90, -90, 90))
    plt.xlabel("True IPD")
    plt.ylabel("Estimated IPD")
    plt.title("Confusion matrix")


def evaluation():
    figure = plt.figure(figsize=(10, 4), dpi=100)
    true, estimated, counts = trials()
    plt.subplot(121)
    histogram(true, estimated)
    plt.subplot(122)
    confusion(counts)
    plt.tight_layout()
    return figure


def confusion_bar():
    figure = plt.figure(dpi=100)
    confusion(trials()[2])
    plt.colorbar()
    plt.tight_layout()
    return figure


def loss():
    figure = plt.figure(dpi=100)
    epoch = np.arange(20)
    plt.plot(epoch, 0.3 + 2.2 * np.exp(-epoch / 4), label="Training")
    plt.plot(epoch, 0.5 + 2.1 * np.exp(-epoch / 3), label="Validation")
    plt.xlabel("Epoch")
    plt.ylabel("Loss")
    plt.gca().xaxis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 2.5, 5, 10], integer=True))
    plt.legend()
    plt.tight_layout()
    return figure


def surrogate():
    figure = plt.figure(dpi=100)
    v = np.arange(201) / 100
    plt.plot(v, (v > 1) * 1.0, "k--", label="spike")
    for beta in [2, 5, 10]:
        s = 1 / (1 + np.exp(-beta * (v - 1)))
        plt.plot(v, beta * s * (1 - s), color=f"C{[2, 5, 10].index(beta) + 1}", label=f"slope, beta = {beta}")
    plt.xlabel("Membrane potential")
    plt.legend()
    plt.tight_layout()
    return figure


def weights():
    figure = plt.figure(dpi=100)
    i, j = np.mgrid[:200, :30]
    w = 0.18 * np.sin(0.05 * i + 0.4 * j) * np.cos(0.3 * j)
    largest = abs(w).max()
    plt.imshow(w, aspect="auto", interpolation="nearest", cmap="RdBu_r", vmin=-largest, vmax=largest)
    plt.title("W1: input to hidden")
    plt.xlabel("Hidden unit")
    plt.ylabel("Input neuron index")
    plt.colorbar()
    plt.tight_layout()
    return figure


def axes(figure):
    """What stands where: frames and legends in pixels from the lower left corner, ticks with their labels."""
    figure.canvas.draw()
    out = []
    for a in figure.axes:
        box = a.get_window_extent()
        entry = {"frame": list(box.extents), "x": ticks(a.xaxis), "y": ticks(a.yaxis), "legend": None}
        if a.get_legend():
            entry["legend"] = list(a.get_legend().get_frame().get_window_extent().extents)
        out.append(entry)
    return out


def ticks(axis):
    shown = axis._update_ticks()
    return {
        "limits": list(axis.get_view_interval()),
        "values": [float(t.get_loc()) for t in shown],
        "labels": [t.label1.get_text() or t.label2.get_text() for t in shown],
    }


def ticker(lo, hi, bins):
    """Locations and labels that matplotlib chooses for an axis alone, without a figure around it."""

    class Axis:
        def get_view_interval(self):
            return lo, hi

        def get_tick_space(self):
            return bins

        axes = None

        def get_minpos(self):
            return 0

        def get_data_interval(self):
            return lo, hi

    locator, formatter = AutoLocator(), ScalarFormatter()
    locator.axis = formatter.axis = Axis()
    values = locator.tick_values(lo, hi)
    formatter.set_locs(values)
    inside = [v for v in values if lo - 1e-10 * (hi - lo) <= v <= hi + 1e-10 * (hi - lo)]
    return {
        "lo": lo, "hi": hi, "bins": bins,
        "values": [float(v) for v in inside],
        "labels": [formatter(v) for v in inside],
        "common": formatter.get_offset(),
    }


def tickers():
    ranges = [
        (0, 100), (-0.025, 0.525), (3.95, 4.67), (3.5, 20.8), (-0.5, 99.5), (-0.5, 199.5), (-99, 99), (-90, 90),
        (0, 1), (0, 0.634), (-0.95, 19.95), (0.2, 2.6), (-1.05, 1.05), (0, 1e-3), (0, 3e-5), (-2e-7, 5e-7),
        (0, 999999), (0, 1.2e6), (-3e9, 7e9), (1e5, 1.00001e5), (-1.00002e5, -1e5), (12345.6, 12346.1), (0.99999, 1.00001),
        (1e-9, 1.1e-9), (20230101, 20230131), (-1e-3, 1e3), (5, 5.0000001), (0.1, 0.3), (-0.3, -0.1), (1e300, 2e300),
        (0, 1e-300), (99.9, 100.1), (999.5, 1000.5), (-0.1, 0.0), (7, 8), (0, 9), (0, 11), (0, 13),
    ]
    return [ticker(float(lo), float(hi), bins) for lo, hi in ranges for bins in (1, 2, 4, 7, 9)]


def colours():
    """The first ten colours of lines, and the 256 of each map, as six hexadecimal digits each."""
    digits = lambda c: "%02x%02x%02x" % tuple(round(255 * v) for v in matplotlib.colors.to_rgb(c))
    out = {"tab10": "".join(digits(f"C{i}") for i in range(10))}
    for name in ["viridis", "RdBu_r", "gray_r"]:
        out[name] = "".join(digits(matplotlib.colormaps[name](i)) for i in range(256))
    return out


def main():
    makers = [published, rasters, evaluation, confusion_bar, loss, surrogate, weights]
    figures = {}
    for make in makers:
        figure = make()
        figures[make.__name__] = axes(figure)
        if len(sys.argv) > 1:
            figure.savefig(f"{sys.argv[1]}/{make.__name__}.png")
    line = lambda v: json.dumps(v, ensure_ascii=False)
    with open("matplotlib.json", "w") as f:
        f.write('{"version": %s,\n"figures": {\n' % line(matplotlib.__version__))
        f.write(",\n".join("%s: [\n%s]" % (line(k), ",\n".join(map(line, v))) for k, v in figures.items()))
        f.write('},\n"colours": %s,\n"tickers": [\n' % line(colours()) + ",\n".join(map(line, tickers())) + "]}\n")


main()
