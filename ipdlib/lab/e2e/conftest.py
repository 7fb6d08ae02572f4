import os
import pathlib
import shutil

import pytest

from browser import JupyterLab, browser
from server import Lab

HERE = pathlib.Path(__file__).resolve().parent
STRANGE = "note books $(touch oops) `touch oops` & 'x' é"


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A copy of the test notebooks, under a name that a shell would take apart."""
    path = tmp_path_factory.mktemp("e2e") / STRANGE
    shutil.copytree(HERE / "notebooks", path)
    return path


@pytest.fixture(scope="session")
def lab(folder):
    """One `ipd lab` for the tests that leave it as it was."""
    server = Lab(folder)
    yield server
    server.stop()


@pytest.fixture
def start(folder):
    """Starts `ipd lab` for a test that ends it."""
    started = []

    def start(*flags, **options):
        started.append(Lab(folder, *flags, **options))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def jupyter(lab, request):
    """JupyterLab in a browser; afterwards its kernels are shut down and a picture of it is kept where asked for."""
    with browser() as page:
        jupyter = JupyterLab(page, lab)
        yield jupyter
        photograph(page, request.node.name)
        jupyter.shut_down_kernels()
        assert not jupyter.errors and not jupyter.outside


def photograph(page, name):
    folder = os.environ.get("IPD_E2E_PICTURES")
    if folder:
        os.makedirs(folder, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png")
