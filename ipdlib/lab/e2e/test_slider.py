"""Sliders in outputs: they move their figure without a kernel, where their notebook is trusted and on converted pages."""
import json
import shutil
import subprocess


from browser import JupyterLab, browser
from conftest import photograph
from server import REPOSITORY, Lab

LESSON = REPOSITORY / "notebooks" / "teaching" / "1_one_leaky_neuron.ipynb"


def look(page, box):
    """Moves a slider with the keyboard, to the right and to its end, and looks at the figure, its words and the value."""
    slider, picture, value = box.locator("input[type=range]"), box.locator("img"), box.locator("output")
    slider.scroll_into_view_if_needed()
    assert slider.is_visible() and value.inner_text().strip()

    def state():
        picture.evaluate("image => image.decode()")
        return picture.get_attribute("src"), picture.get_attribute("alt"), value.inner_text(), slider.get_attribute("aria-valuetext")

    states = [state()]
    slider.focus()
    for key in ["ArrowRight", "ArrowUp", "End", "Home"]:
        page.keyboard.press(key)
        states.append(state())
    for before, after in zip(states, states[1:]):
        for a, b in zip(before, after):
            assert a != b, f"{before[1:]} stayed as it was"
    assert all(s[2] == s[3] for s in states)
    assert page.evaluate("document.activeElement.type") == "range", "a key went elsewhere"
    assert picture.evaluate("image => image.naturalWidth") > 300


def test_in_jupyterlab(tmp_path):
    """A committed notebook has its sliders at once, in two views too; one that somebody else changed has a still figure."""
    shutil.copy(LESSON, tmp_path / "own.ipynb")
    foreign = json.loads(LESSON.read_text())
    foreign["cells"][0]["source"].append(" changed")
    (tmp_path / "foreign.ipynb").write_text(json.dumps(foreign))
    lab = Lab(tmp_path)
    try:
        with browser() as page:
            jupyter = JupyterLab(page, lab)
            jupyter.open("own.ipynb")
            box = page.locator(".jp-NotebookPanel:visible .ipd-slider")
            jupyter.scroll_to(box)
            first = box.locator("output").inner_text()
            selected = page.locator(".jp-NotebookPanel:visible .jp-Cell.jp-mod-active").count()
            look(page, box)
            assert page.locator(".jp-NotebookPanel:visible .jp-Cell.jp-mod-active").count() == selected
            photograph(page, "slider")
            jupyter.open("foreign.ipynb")
            picture = page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output figure img, .jp-NotebookPanel:visible img[alt^='With an input']").first
            jupyter.scroll_to(picture)
            picture.evaluate("image => image.decode()")
            assert picture.is_visible() and picture.evaluate("image => image.naturalWidth") > 300
            assert not page.locator(".jp-NotebookPanel:visible input[type=range]").count()
            assert f"input in each step: {first}." in page.locator(".jp-NotebookPanel:visible").inner_text()
            photograph(page, "slider-untrusted")
            assert not jupyter.errors and not jupyter.outside
    finally:
        lab.stop()


def test_on_a_page(tmp_path):
    """A converted page has no kernel. Two sliders on one page move one figure each."""
    twice = json.loads(LESSON.read_text())
    cell = next(c for c in twice["cells"] if "ipd-slider" in json.dumps(c.get("outputs")))
    twice["cells"].append({**cell, "id": "again"})
    (tmp_path / "twice.ipynb").write_text(json.dumps(twice))
    subprocess.run([REPOSITORY / ".venv/bin/python", "-m", "nbconvert", "--to", "html", tmp_path / "twice.ipynb"], check=True, cwd=tmp_path)
    with browser() as page:
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((tmp_path / "twice.html").as_uri(), wait_until="domcontentloaded")
        boxes = page.locator(".ipd-slider")
        assert boxes.count() == 2
        still = boxes.nth(1).locator("img").get_attribute("src")
        look(page, boxes.nth(0))
        assert boxes.nth(1).locator("img").get_attribute("src") == still
        look(page, boxes.nth(1))
        photograph(page, "slider-page")
        assert not errors
