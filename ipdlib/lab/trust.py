"""Signs notebooks, so that JupyterLab runs the scripts in their outputs. Package lab starts this.

    python trust.py NOTEBOOK ...

Signatures are of a notebook's content and are kept in Jupyter's data folder.
"""
import sys

import nbformat
from nbformat.sign import NotebookNotary

notary = NotebookNotary()
for path in sys.argv[1:]:
    notary.sign(nbformat.read(path, as_version=4))  # as the server reads it
notary.store.close()
