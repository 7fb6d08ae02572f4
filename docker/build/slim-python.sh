#!/usr/bin/env bash
# Takes out of the virtual environment what the image doesn't run:    slim-python.sh .venv
set -euo pipefail
cd "$1"
site=$(echo lib/python3.*/site-packages)

# A kernel for Python comes with JupyterLab. Nothing that stays imports it.
bin/python -m pip uninstall -q -y ipykernel ipython ipython-pygments-lexers jedi parso debugpy prompt_toolkit wcwidth \
	matplotlib-inline stack-data executing asttokens pure-eval
# What is served is share/jupyter/lab. These are the same pages once more, and what builds and tests JupyterLab itself.
rm -rf "$site"/jupyterlab/{static,galata,tests,staging/yarn.js}
rm -rf "$site"/{pip,setuptools,pkg_resources,_distutils_hack} "$site"/{pip,setuptools}-*.dist-info "$site"/distutils-precedence.pth
find "$site" -depth -type d \( -name tests -o -name test \) -exec rm -rf {} +
find share "$site" -name '*.map' -delete
find "$site/babel/locale-data" -type f ! -name 'root.dat' ! -name 'en*.dat' -delete
find "$site" \( -name '*.pyi' -o -name '*.pyx' -o -name '*.c' -o -name '*.h' \) -delete
find bin \( -type f -o -type l \) ! -name 'python*' ! -name 'jupyter' ! -name 'jupyter-*' -delete
rm -rf share/man share/jupyter/kernels include
# Compiled once for all users, by content: nobody can write beside the sources, and their times don't count.
find . -name __pycache__ -prune -exec rm -rf {} +
bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash "$site"
