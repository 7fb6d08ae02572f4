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


def point_panels():
    random, out = Random(4), []
    taus = [0.002, 0.005, 0.01, 0.02]
    for k in range(2):
        runs = [[80 - 12 * abs(i - 1) - 4 * k + 10 * (random.uniform() - 0.5) for _ in range(6)] for i in range(4)]
        out.append((f"Dropout p={['0', '0.5'][k]}", taus, np.array(runs)))
    random = Random(5)
    errors = np.array([[4.5 + 0.5 * i + random.uniform() for _ in range(5)] for i in range(4)])
    return out, errors


def half_interval(runs):
    t = {5: 2.5705818366147395, 4: 2.7764451051977987}  # the 97.5 % quantiles of Student's t by degrees of freedom
    n = runs.shape[1]
    return t[n - 1] * runs.std(axis=1, ddof=1) / np.sqrt(n)


def spread_points(x, runs, width, colour):
    k = np.arange(1, runs.shape[1] + 1)
    place = np.mod(k * (1 + 5**0.5) / 2, 1) - 0.5
    for at, values in zip(x, runs):
        plt.scatter(at + width * place, values, s=16, color=colour, alpha=0.45, linewidths=0)


def points():
    figure = plt.figure(figsize=(12.8, 4.8), dpi=100)
    series, errors = point_panels()
    plt.subplot(121)
    plt.axhline(100 / 12, color="#808080", linewidth=1, linestyle="--")
    share = 0.4 * 0.003 / 2
    for k, (label, taus, runs) in enumerate(series):
        x = np.array(taus) + share * (k - 0.5)
        spread_points(x, runs, 0.6 * share, f"C{k}")
        plt.errorbar(x, runs.mean(axis=1), yerr=half_interval(runs), fmt="o-", capsize=3, label=label)
    plt.title("Test accuracy")
    plt.xlabel("Membrane time constant (s)")
    plt.ylabel("Accuracy (%)")
    plt.ylim(0, 100)
    plt.legend()
    plt.subplot(122)
    spread_points(np.arange(4), errors, 0.6 * 0.7, "C0")
    plt.errorbar(np.arange(4), errors.mean(axis=1), yerr=half_interval(errors), fmt="o", capsize=3)
    plt.xticks(np.arange(4), ["late", "same_step", "subtract", "none"])
    plt.xlim(-0.5, 3.5)
    plt.xlabel("Reset")
    plt.ylabel("Mean error (deg)")
    plt.tight_layout()
    return figure


def heat_map():
    figure = plt.figure(dpi=100)
    i, j = np.mgrid[:6, :6]
    values = 85 * np.exp(-0.05 * abs(i - j) - 0.1 * (i + j))
    image = plt.imshow(values, aspect="auto", interpolation="nearest", origin="lower")
    for a in range(6):
        for b in range(6):
            r, g, bl, _ = image.cmap(image.norm(values[a, b]))
            bright = 0.2126 * r**2.2 + 0.7152 * g**2.2 + 0.0722 * bl**2.2
            colour = "black" if (bright + 0.05) / 0.05 >= 1.05 / (bright + 0.05) else "white"
            plt.text(b, a, f"{values[a, b]:.1f}", ha="center", va="center", color=colour)
    plt.xticks(range(6), [f"0.{k}" for k in range(6)])
    plt.yticks(range(6), [f"0.{k}" for k in range(6)])
    plt.title("Accuracy (%)")
    plt.xlabel("Test sigma (rad)")
    plt.ylabel("Training sigma (rad)")
    plt.colorbar(label="Accuracy (%)")
    plt.tight_layout()
    return figure


def unit_rates():
    random = Random(6)
    rates = np.array([max(0, 300 * random.uniform() - 60) for _ in range(30)])
    rates[3] = 0
    return rates, rates / 10


def bars():
    figure = plt.figure(figsize=(10, 4), dpi=100)
    rates, sem = unit_rates()
    plt.bar(range(30), rates)
    spiking = sem > 0
    plt.errorbar(np.arange(30)[spiking], rates[spiking], yerr=sem[spiking], fmt="none", color="black")
    plt.axhline(100, color="#808080", linewidth=1, linestyle="--")
    plt.xticks(range(30))
    plt.xlim(-0.75, 29.75)
    plt.title("Hidden units")
    plt.xlabel("Hidden unit")
    plt.ylabel("Firing rate (Hz)")
    plt.tight_layout()
    return figure


def time_course(phase, peak):
    return peak * (0.5 * (1 + np.sin(2 * np.pi * 20 * 0.002 * np.arange(50) + phase))) ** 2


def psth():
    figure = plt.figure(figsize=(10, 4), dpi=100)
    edges = 0.002 * np.arange(51)
    plt.stairs(time_course(0, 120), edges, baseline=None, linewidth=1.5, label="IPD = 0 deg")
    plt.stairs(time_course(1.5, 80), edges, baseline=None, linewidth=1.5, label="IPD = 90 deg")
    plt.xlim(0, 0.1)
    plt.ylim(0, plt.ylim()[1])
    plt.title("Hidden units")
    plt.xlabel("Time (s)")
    plt.ylabel("Firing rate (Hz)")
    plt.legend()
    plt.tight_layout()
    return figure


def unit_psth():
    figure = plt.figure(figsize=(10, 4.8), dpi=100)
    rates = np.array([time_course(h / 10, 10 * h) for h in range(30)])
    plt.imshow(rates, aspect="auto", interpolation="nearest", extent=(0, 0.1, 29.5, -0.5))
    plt.title("Each hidden unit")
    plt.xlabel("Time (s)")
    plt.ylabel("Hidden unit")
    plt.colorbar(label="Firing rate (Hz)", fraction=0.035, pad=0.015)
    plt.tight_layout()
    return figure


def tiles():
    figure, panels = plt.subplots(2, 6, figsize=(10, 3.2), dpi=100, sharex=True, sharey=True)
    for h, panel in enumerate(panels.flat):
        best, x = -80 + 14 * h, -82.5 + 15 * np.arange(12)
        y = 150 * np.exp(-((x - best) ** 2) / 1800)
        panel.errorbar(x, y, yerr=2 + y / 20)
        panel.axvline(best, color="#808080", linewidth=1, linestyle="--")
        panel.set_title(f"unit {h}", fontsize=10)
        panel.set_xticks([-90, 0, 90])
        if h >= 6:
            panel.set_xlabel("IPD (deg)")
        if h % 6 == 0:
            panel.set_ylabel("Rate (Hz)")
    figure.tight_layout()
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
    for name in ["viridis", "RdBu_r"]:
        out[name] = "".join(digits(matplotlib.colormaps[name](i)) for i in range(256))
    return out


def main():
    makers = [published, rasters, evaluation, confusion_bar, loss, surrogate, weights,
              points, heat_map, bars, psth, unit_psth, tiles]
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
