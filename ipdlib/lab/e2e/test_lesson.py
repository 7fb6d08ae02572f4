"""A lesson as a student works through it: Run All, then a wrong and a right answer typed into a cell, each checked."""
import json
import shutil

from browser import JupyterLab, browser
from conftest import photograph
from server import REPOSITORY, Lab

TEACHING = REPOSITORY / "notebooks" / "teaching"
SECONDS = 300  # for all cells of a lesson, on a busy machine


class Student:
    """Somebody at a lesson in JupyterLab."""

    def __init__(self, jupyter, name):
        self.jupyter, self.name = jupyter, name
        self.cells = [c for c in json.loads((TEACHING / f"{name}.ipynb").read_text())["cells"] if c["cell_type"] == "code"]

    def number(self, cell):
        """The place of a code cell, from 1."""
        return next(i for i, c in enumerate(self.cells, 1) if c["id"] == cell)

    def write(self, exercise, text):
        """Replaces what stands in an exercise's cell by hand, and runs it and its check with Shift + Enter."""
        page, number = self.jupyter.page, self.number(f"{exercise}-exercise")
        cell = self.jupyter.cells().nth(number - 1)
        self.jupyter.scroll_to(cell)
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)
        page.keyboard.press("Shift+Enter")
        check = self.jupyter.cells().nth(self.number(f"{exercise}-check") - 1)
        self.jupyter.scroll_to(check)
        check.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        self.jupyter.await_calm(SECONDS)

    def told(self, exercise):
        return self.jupyter.text(self.number(f"{exercise}-check"))


def solutions(name):
    """The answers by exercise: what the solved notebook has."""
    solved = json.loads((TEACHING / "solved" / f"{name}.ipynb").read_text())
    return {c["id"].removesuffix("-exercise"): "".join(c["source"]) for c in solved["cells"] if c["id"].endswith("-exercise")}


def work_through(name, tmp_path, wrong):
    """Opens a lesson, runs all, gives wrong answers (exercise: text, words of the check) and then the right ones."""
    shutil.copy(TEACHING / f"{name}.ipynb", tmp_path)
    lab = Lab(tmp_path)
    try:
        with browser() as page:
            jupyter = JupyterLab(page, lab)
            jupyter.open(f"{name}.ipynb")
            student = Student(jupyter, name)
            prompts = jupyter.run_all(SECONDS)
            folded = ["hide-input" in c["metadata"].get("tags", []) for c in student.cells]  # they show no number
            assert prompts == ["" if f else str(i) for i, f in enumerate(folded, 1)]
            for exercise in solutions(name):
                assert student.told(exercise).startswith("○ Not started"), student.told(exercise)
            for exercise, (text, words) in wrong.items():
                student.write(exercise, text)
                told = student.told(exercise)
                assert told.startswith("✗ Not yet") and words in told, told
                photograph(page, f"{name}-{exercise}-wrong")
            for exercise, text in solutions(name).items():
                student.write(exercise, text)
                assert student.told(exercise).startswith("✓ Done"), student.told(exercise)
                photograph(page, f"{name}-{exercise}-done")
            assert not jupyter.errors and not jupyter.outside
    finally:
        lab.stop()


def test_one_leaky_neuron(tmp_path):
    work_through("1_one_leaky_neuron", tmp_path, {
        "weakest": ("func weakest(dt, tau float64) float64 { return 1 - math.Exp(dt/tau) }", "Look at the sign in the exponent"),
        "patience": ("const spikes = 7", "7 is not it."),
        "fire": ("func fire(v float64) (left, spike float64) { for { } }", "Is there a loop that never ends?"),
    })
