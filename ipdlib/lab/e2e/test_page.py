"""`ipd run -html` makes a page that a browser shows without any network, formulas and pictures included."""
import json
import os
import subprocess

from browser import browser
from conftest import photograph


def markdown(number, text):
    return {"cell_type": "markdown", "id": f"m{number}", "metadata": {}, "source": text}


def test_page_needs_no_network(tmp_path):
    cells = [
        markdown(1, "# A page\n\nThe leak is $\\alpha = e^{-\\mathrm{d}t/\\tau}$, and\n\n$$v_{t+1} = (\\alpha v_t + h_t)(1 - s_t)$$"),
        markdown(2, "A formula that nobody understands: $\\begin{nonsense$"),
        {"cell_type": "code", "id": "c", "metadata": {}, "execution_count": None, "outputs": [], "source": "%%\nprintln(6 * 7)"},
    ]
    kernel = {"display_name": "Go · IPD (XLA CPU)", "language": "go", "name": "ipd-xla-cpu"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "formulas.ipynb").write_text(json.dumps(notebook))
    subprocess.run([os.environ["IPD_E2E_PROGRAM"], "run", "-html", tmp_path / "formulas.ipynb"], check=True)
    with browser() as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "formulas.html").as_uri())
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        inline, block = page.locator("math").nth(0), page.locator("math").nth(1)
        assert inline.is_visible() and inline.locator("msup").count() == 1
        assert block.get_attribute("display") == "block" and "$" not in page.locator("main").inner_text()
        assert block.bounding_box()["width"] > 80
        assert page.get_by_text("begin{nonsense").is_visible()
        photograph(page, "page")
