"""Whole notebooks: Run All through the menu, and then a look at everything that was expected to be seen.

A file of expectations says which notebook and what a person sees after it has run:

    {"notebook": "path in the repository",
     "environment": {"NAME": "value"},           what ipd lab is started with
     "kernel": "Go · IPD (XLA CPU)",             as the notebook's toolbar shows it
     "seconds": 300,                             how long it may take at most
     "cells": [{"begins": "first words of a cell", "shows": ["text", ...], "matches": ["regular expression", ...], "pictures": 1}]}

Every code cell of the notebook has to end without an error, whether it is listed or not.
"""
import json
import os
import pathlib
import re
import shutil

import pytest

from browser import JupyterLab, browser
from conftest import photograph
from server import REPOSITORY, Lab

HERE = pathlib.Path(__file__).resolve().parent


def expectations():
    chosen = os.environ.get("IPD_E2E_NOTEBOOK")
    return [pathlib.Path(chosen).resolve()] if chosen else sorted((HERE / "expectations").glob("*.json"))


def sources(notebook):
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code" and "".join(c["source"]).strip()]


@pytest.mark.parametrize("path", expectations(), ids=lambda path: path.stem)
def test_notebook(path, tmp_path):
    expected = json.loads(path.read_text())
    original = REPOSITORY / expected["notebook"]
    shutil.copy(original, tmp_path)
    code = sources(json.loads(original.read_text()))
    lab = Lab(tmp_path, env=expected.get("environment"))
    try:
        with browser() as page:
            jupyter = JupyterLab(page, lab)
            jupyter.open(original.name)
            assert jupyter.page.locator(".jp-NotebookPanel:visible .jp-KernelName").inner_text().strip() == expected["kernel"]
            jupyter.menu("View", "Expand All Code")  # a cell whose code is folded away shows no number, either
            prompts = jupyter.run_all(expected["seconds"])
            photograph(page, path.stem + "-end")
            errors = [jupyter.text(i) for i in range(1, len(code) + 1) if jupyter.cells().nth(i - 1).locator("[data-mime-type='application/vnd.jupyter.error']").count()]
            assert not errors, errors
            assert prompts == [str(i) for i in range(1, len(code) + 1)]
            for cell in expected["cells"]:
                look(jupyter, code, cell)
                photograph(page, f"{path.stem}-{expected['cells'].index(cell) + 1}")
            assert not jupyter.errors and not jupyter.outside
    finally:
        lab.stop()


def look(jupyter, code, cell):
    """Compares one cell with what it is expected to show."""
    numbers = [i for i, source in enumerate(code, 1) if source.startswith(cell["begins"])]
    assert len(numbers) == 1, f"{len(numbers)} cells begin with {cell['begins']!r}"
    number, text = numbers[0], jupyter.text(numbers[0])
    for part in cell.get("shows", []):
        assert part in text, f"cell {number} shows {text!r} without {part!r}"
    for pattern in cell.get("matches", []):
        assert re.search(pattern, text), f"cell {number} shows {text!r}, which doesn't match {pattern!r}"
    pictures = jupyter.pictures(number)
    assert len(pictures) == cell.get("pictures", 0), f"cell {number} shows {len(pictures)} pictures: {pictures}"
    for width, height in pictures:
        assert width > 10 and height > 10, f"a picture of cell {number} has {width} x {height} pixels"
