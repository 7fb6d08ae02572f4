#!/usr/bin/env bash
# Removes from the virtual environment the files that the image doesn't use:    slim-python.sh .venv
set -euo pipefail
cd "$1"
site=$(echo lib/python3.*/site-packages)

# JupyterLab comes with a Python kernel. Nothing that stays imports it.
bin/python -m pip uninstall -q -y ipykernel ipython ipython-pygments-lexers jedi parso debugpy prompt_toolkit wcwidth \
	matplotlib-inline stack-data executing asttokens pure-eval
# JupyterLab serves share/jupyter/lab. These are a second copy of the same pages, and files for building and testing it.
rm -rf "$site"/jupyterlab/{static,galata,tests,staging/yarn.js}
rm -rf "$site"/{pip,setuptools,pkg_resources,_distutils_hack} "$site"/{pip,setuptools}-*.dist-info "$site"/distutils-precedence.pth
find "$site" -depth -type d \( -name tests -o -name test \) -exec rm -rf {} +
find share "$site" -name '*.map' -delete
find "$site/babel/locale-data" -type f ! -name 'root.dat' ! -name 'en*.dat' -delete
find "$site" \( -name '*.pyi' -o -name '*.pyx' -o -name '*.c' -o -name '*.h' \) -delete
find bin \( -type f -o -type l \) ! -name 'python*' ! -name 'jupyter' ! -name 'jupyter-*' -delete
rm -rf share/man share/jupyter/kernels include
# Compiled once for all users and checked by content: users can't write beside the sources, and file times are ignored.
find . -name __pycache__ -prune -exec rm -rf {} +
bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash "$site"
