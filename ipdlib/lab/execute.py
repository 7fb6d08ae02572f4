"""Runs a notebook from top to bottom on a fresh kernel, for package lab, which starts this and reads what it says.

    python execute.py NOTEBOOK KERNEL SECONDS_A_CELL EXECUTED.ipynb [PAGE.html]

SECONDS_A_CELL may be 0: no limit. What happens is said on standard output, a line of JSON an event: `event` in events.go.
The executed notebook is written in any case, the page only if all went well.
"""
import json
import os
import pathlib
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

# Events keep the standard output for themselves. What the kernel inherits under that name leads to standard error.
events = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def say(kind, **facts):
    print(json.dumps({"kind": kind, **facts}), file=events, flush=True)


def is_code(cell):
    """Whether nbclient runs the cell."""
    return cell.cell_type == "code" and cell.source.strip() != ""


def read(path):
    """The notebook without outputs: what a failed run leaves must not look as if it had been computed."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    if (raw["nbformat"], raw["nbformat_minor"]) >= (4, 5):
        for number, cell in enumerate(raw["cells"], 1):
            cell.setdefault("id", f"cell-{number}")  # nbformat would invent another one at every run
    notebook = nbformat.reads(json.dumps(raw), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
    return notebook


class Run:
    """One run of a notebook, telling where it is."""

    def __init__(self, notebook, folder, kernel, timeout):
        self.numbers = {index: number for number, index in enumerate((i for i, c in enumerate(notebook.cells) if is_code(c)), 1)}
        self.client = NotebookClient(
            notebook,
            kernel_name=kernel,
            timeout=timeout or None,
            resources={"metadata": {"path": str(folder)}},
            coalesce_streams=True,  # one output a stream, not one a fragment
            record_timing=False,  # times in a notebook's metadata change at every run
            shutdown_kernel="immediate",  # it has nothing to save
            on_notebook_start=lambda notebook: say("begin", of=len(self.numbers)),
            on_cell_execute=lambda cell, cell_index: say("cell", cell=self.numbers[cell_index], source=cell.source),
            on_cell_executed=lambda cell, cell_index, execute_reply: say("done", cell=self.numbers[cell_index]),
            on_cell_error=self.failed,
        )

    def failed(self, cell, cell_index, execute_reply):
        reply = execute_reply["content"]
        stderr = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
        say("error", name=reply["ename"], message=reply["evalue"], traceback="\n".join(reply["traceback"]), stderr=stderr)

    def to_the_end(self):
        """Whether all cells ran well; what went wrong is said."""
        try:
            self.client.execute()
        except CellExecutionError:  # said by failed
            return False
        except CellTimeoutError:
            say("timeout")
            return False
        except RuntimeError as err:  # nbclient's and jupyter_client's way to say that the kernel died
            say("dead", message=str(err))
            return False
        return True


# A page of Jupyter's own look, but without its scripts, which come from the network; pictures keep the words that describe
# them, and code that is folded away in JupyterLab can be unfolded.
PAGE = """{%- extends 'lab/index.html.j2' -%}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block data_png scoped %}
<div class="jp-RenderedImage jp-OutputArea-output {{ extra_class }}">
<img src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}" alt="{{ (output | get_metadata('alt', 'image/png') or '') | escape_html }}">
</div>
{%- endblock %}
{% block input_group %}
{%- if 'hide-input' in cell.metadata.get('tags', []) -%}
<details class="folded"><summary style="color:#757575;cursor:pointer;font:85% sans-serif;margin-left:2em">Code</summary>{{ super() }}</details>
{%- else -%}
{{ super() }}
{%- endif -%}
{% endblock %}"""


def page_of(notebook, name):
    """The notebook as a page that needs no network: formulas are MathML, which browsers know, and nothing is loaded from
    elsewhere. Links to other notebooks lead to their pages."""
    from html import escape

    from jinja2 import DictLoader  # with nbconvert, it takes half a second to import
    from latex2mathml.converter import convert
    from nbconvert import HTMLExporter
    from nbconvert.exporters import html
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    def mathml(body, display):
        try:
            return convert(body, display=display)
        except Exception:  # whatever it stumbles over: the formula as it was written is better than no page
            return f"<code>{escape(body)}</code>"

    class Renderer(IPythonRenderer):
        def inline_math(self, body):
            return mathml(body, "inline")

        def block_math(self, body):
            return mathml(body, "block")

        def link(self, text, url, title=None):
            if "://" not in url and url.endswith(".ipynb"):
                url = url.removesuffix(".ipynb") + ".html"
            return super().link(text, url, title)

    html.IPythonRenderer = Renderer  # the exporter has no setting for it
    exporter = HTMLExporter(extra_loaders=[DictLoader({"page.html.j2": PAGE})], template_file="page.html.j2")
    return exporter.from_notebook_node(notebook, {"metadata": {"name": name}})[0]


def main(path, kernel, timeout, executed, page=None):
    path = pathlib.Path(path)
    notebook = read(path)
    well = Run(notebook, path.parent, kernel, int(timeout)).to_the_end()
    nbformat.write(notebook, executed)
    if well and page:
        pathlib.Path(page).write_text(page_of(notebook, path.stem), encoding="utf-8")
    say("end", well=well)


if __name__ == "__main__":
    main(*sys.argv[1:])
