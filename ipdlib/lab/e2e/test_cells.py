"""Notebooks in JupyterLab, through its menus and buttons, and what a person sees."""
import os
import json


def saved(folder, name):
    try:
        return json.loads((folder / name).read_text())
    except ValueError:  # half written
        return {"cells": []}


def test_run_all(jupyter, lab, folder):
    jupyter.open("small.ipynb")
    assert jupyter.run_all() == ["1", "2", "3", "4", "5"]
    assert sorted(jupyter.text(2).splitlines()) == ["said on standard error", "the answer is 42"]  # two streams have no common order
    assert jupyter.outputs(3).locator("td").all_inner_texts() == ["left", "right"]
    assert jupyter.pictures(4) == [(64, 32)]
    assert jupyter.text(5) == "the shell answers"
    jupyter.save()
    lab.wait_for(lambda: any(c.get("outputs") for c in saved(folder, "small.ipynb")["cells"]))
    assert not any("execution" in c["metadata"] for c in saved(folder, "small.ipynb")["cells"])


def test_an_error_shows_its_line_and_ends_the_queue(jupyter):
    jupyter.open("failing.ipynb")
    assert jupyter.run_all() == ["1", "2", ""]
    text = jupyter.text(2)
    assert "undefined: undefinedName" in text and text.rstrip().endswith("CompileError: cell 2, line 3: undefined: undefinedName"), text
    assert jupyter.outputs(3).count() == 0


def test_the_stop_button_ends_a_cell(jupyter, lab):
    jupyter.open("endless.ipynb")
    jupyter.menu("Run", "Run All Cells")
    lab.wait_for(lambda: jupyter.outputs(1).count() and "begun" in jupyter.text(1))
    jupyter.press("notebook:interrupt-kernel")
    seconds = lab.wait_for(lambda: "*" not in jupyter.prompts())
    print(f"the stop button took {seconds:.2f} s")
    jupyter.await_calm()
    assert "interrupt" in jupyter.text(1).lower()
    jupyter.cells().nth(1).locator(".cm-content").click()
    jupyter.page.keyboard.press("Control+Enter")
    lab.wait_for(lambda: jupyter.outputs(2).count() and jupyter.text(2) == "still answering")


def test_a_restart_leaves_no_process(jupyter, lab):
    jupyter.open("endless.ipynb")
    jupyter.menu("Run", "Run All Cells")
    lab.wait_for(lambda: jupyter.outputs(1).count() and "begun" in jupyter.text(1))
    before = {p.pid for p in lab.processes()}
    kernel = lab.programs("gonb")
    assert len(kernel) == 1
    jupyter.menu("Kernel", "Restart Kernel…")
    jupyter.accept()
    lab.wait_for(lambda: lab.programs("gonb") and not lab.programs("gonb") & kernel)
    jupyter.await_idle()
    lab.wait_for(lambda: len(lab.processes()) < len(before))  # the cell's program is gone, the rest is there again
    old = {p.pid for p in lab.processes()} & before
    assert not old & kernel and len(old) <= 2, "only ipd and JupyterLab are older than the restart"


def test_new_notebooks_offer_the_kernels_that_can_work(jupyter):
    jupyter.menu("File", "New Launcher")
    section = jupyter.page.locator(".jp-Launcher-section", has=jupyter.page.locator(".jp-Launcher-sectionTitle:text-is('Notebook')"))
    titles = section.locator(".jp-LauncherCard-label").all_inner_texts()
    offered = {t.strip() for t in titles}
    assert {"Go · IPD (XLA CPU)", "Go · IPD (pure Go)"} <= offered
    assert ("Go · IPD (CUDA)" in offered) == os.path.exists("/dev/nvidia0")
