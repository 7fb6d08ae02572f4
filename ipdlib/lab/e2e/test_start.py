"""What a person sees first: the start page, the kernels that can work here, and figures on a page of either theme."""
import base64
import json
import os
import re
import shutil
import struct
import zlib

import pytest

from browser import browser, JupyterLab
from conftest import photograph
from server import REPOSITORY, TIMEOUT, Lab


@pytest.fixture
def students(tmp_path):
    """The students' folder, as git has it."""
    folder = tmp_path / "notebooks"
    shutil.copytree(REPOSITORY / "notebooks", folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    lab = Lab(folder)
    yield lab
    lab.stop()


def test_start_page(students):
    with browser() as page:
        page.set_default_timeout(TIMEOUT * 1000)
        page.goto(students.page().group(0))
        text = page.locator(".jp-MarkdownViewer")
        text.get_by_role("heading", name="Start here").wait_for()
        names = page.locator(".jp-DirListing-item .jp-DirListing-itemText").all_inner_texts()
        assert set(names) == {"analysis", "README.md", "robustness_to_noise_and_dropout.ipynb", "start.md", "teaching"}
        photograph(page, "start-light")
        text.get_by_role("link", name="One leaky neuron").click()
        page.locator(".jp-NotebookPanel:visible .jp-CodeCell").first.wait_for()
        assert page.locator(".lm-TabBar-tabLabel", has_text="1_one_leaky_neuron.ipynb").count() == 1


def test_every_link_leads_somewhere():
    text = (REPOSITORY / "notebooks" / "start.md").read_text()
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (REPOSITORY / "notebooks" / target).is_file(), target
    for notebook in (REPOSITORY / "notebooks").glob("[!.]*/*.ipynb"):
        assert f"({notebook.parent.name}/{notebook.name})" in text


def test_kernels_that_can_work(lab):
    """Without a GPU the CUDA kernel isn't offered."""
    names = set(json.loads(lab.get("/api/kernelspecs", lab.token)[1])["kernelspecs"])
    assert ("ipd-cuda" in names) == os.path.exists("/dev/nvidia0")
    assert {"ipd-xla-cpu", "ipd-go"} <= names


def png(colours):
    """A picture with a square of 40 pixels for each colour."""
    rows = b"".join(b"\0" + b"".join(bytes(c) * 40 for c in colours) for _ in range(40))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40 * len(colours), 40, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pixels(page, element, n):
    """The colours of n squares, as they are on the screen."""
    shot = base64.b64encode(element.screenshot()).decode()
    return page.evaluate("""async ([shot, n]) => {
        const image = new Image(); image.src = "data:image/png;base64," + shot; await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        return [...Array(n).keys()].map(i => [...context.getImageData((i + 0.5) * image.width / n, image.height / 2, 1, 1).data].slice(0, 3));
    }""", [shot, n])


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_figures_have_the_pages_colour(tmp_path, theme):
    """White is the page's colour and black can be read, while colours keep their hue and their order."""
    colours = [(255, 255, 255), (0, 0, 0), (31, 119, 180), (68, 1, 84), (33, 145, 140), (253, 231, 37)]  # the last three: viridis
    figure = {"output_type": "display_data", "data": {"image/png": base64.b64encode(png(colours)).decode()}, "metadata": {}}
    other = {**figure, "metadata": {"needs_background": "dark"}}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": 1, "source": "1", "outputs": [figure, other]}
    kernel = {"display_name": "Go · IPD (pure Go)", "language": "go", "name": "ipd-go"}
    (tmp_path / "figure.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}))
    lab = Lab(tmp_path)
    try:
        with browser() as page:
            jupyter = JupyterLab(page, lab)
            if theme == "Dark":
                jupyter.menu("Settings", "Theme", "JupyterLab Dark")
                page.locator("body[data-jp-theme-light='false']").wait_for(state="attached")
            jupyter.open("figure.ipynb")
            images = jupyter.outputs(1).locator("img")
            images.nth(1).wait_for()
            seen = pixels(page, images.nth(0), len(colours))
            photograph(page, f"figure-{theme.lower()}")
            near = lambda a, b, by: all(abs(x - y) <= by for x, y in zip(a, b))
            assert [near(a, b, 2) for a, b in zip(pixels(page, images.nth(1), len(colours)), colours)] == [True] * len(colours), "a picture that asks for a dark page has changed"
            if theme == "Light":
                assert all(near(a, b, 2) for a, b in zip(seen, colours)), seen
                return
            assert max(seen[0]) < 40 and min(seen[1]) > 180, seen
            for before, after in zip(colours[2:], seen[2:]):
                assert after.index(max(after)) == before.index(max(before)), (before, after)
            light = [sum(c) for c in seen[3:]]
            assert light == sorted(light), seen
    finally:
        lab.stop()
        if theme == "Dark":  # what was chosen in the menu stays
            settings = REPOSITORY / ".cache/jupyter/config/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings"
            settings.unlink(missing_ok=True)
