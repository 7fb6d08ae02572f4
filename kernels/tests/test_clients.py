"""Programs that run notebooks: nbconvert and papermill. What they write is what the cells said, whole and in order."""
import os
import subprocess
import sys

import nbformat
import pytest
from harness import REPOSITORY

CELLS = [
    'import (\n\t"fmt"\n\t"github.com/janpfeifer/gonb/gonbui"\n)\n%%\nfor i := range 20 { gonbui.DisplayHTML(fmt.Sprint(i)) }',
    '%%\nfmt.Print(strings.Repeat("é", 100000))',
    '%%\nfor i := range 3 { fmt.Println("out", i); fmt.Fprintln(os.Stderr, "err", i) }',
    "undefined",
    "%%\nfmt.Println(1)",
]
COMMANDS = {
    "nbconvert": ["nbconvert", "--to", "notebook", "--execute", "--allow-errors", "--output", "out.ipynb", "in.ipynb"],
    "papermill": None,
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_notebook_through(name, tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS],
                                        metadata={"kernelspec": {"name": "ipd-go", "display_name": "Go", "language": "go"}, "language_info": {"name": "go"}})
    nbformat.write(notebook, tmp_path / "in.ipynb")
    env = {**os.environ, "JUPYTER_PATH": str(REPOSITORY)}
    if name == "papermill":
        r = subprocess.run([sys.executable, "-m", "papermill", "--no-progress-bar", "in.ipynb", "out.ipynb"], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=200)
        assert r.returncode != 0 and "CompileError" in r.stderr  # it stops at the failing cell
        ran = 4
    else:
        r = subprocess.run([sys.executable, "-m", "jupyter", *COMMANDS[name]], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=200)
        assert r.returncode == 0, r.stderr
        ran = 5
    cells = [c for c in nbformat.read(tmp_path / "out.ipynb", 4).cells if c.cell_type == "code" and "papermill-error-cell-tag" not in c.metadata.get("tags", [])]
    assert [o.data["text/html"] for o in cells[0].outputs] == [str(i) for i in range(20)]
    assert "".join(o.text for o in cells[1].outputs) == "é" * 100000
    assert "".join(o.text for o in cells[2].outputs) == "".join(f"{s} {i}\n" for i in range(3) for s in ("out", "err"))
    error = cells[3].outputs[-1]
    assert error.ename == "CompileError" and error.traceback[-1] == "CompileError: cell 4, line 1: expected declaration, found undefined"
    assert not cells[4].outputs if ran == 4 else cells[4].outputs[0].text == "1\n"
