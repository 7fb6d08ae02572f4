import pytest
from harness import Kernel, assert_nothing_left


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all tests of a file: each leaves it usable."""
    k = Kernel()
    yield k
    k.stop()


@pytest.fixture
def own_kernel():
    """Makes kernels that belong to the test alone, and checks that nothing of them is left in the end."""
    made = []

    def make(*args, **kwargs):
        made.append(Kernel(*args, **kwargs))
        return made[-1]

    yield make
    for k in made:
        if k.manager.has_kernel:
            k.manager.shutdown_kernel()
        assert_nothing_left(k)
        k.stop()
