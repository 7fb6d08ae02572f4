"""The kernel in jupyter console, typed into at a terminal."""
import os
import sys

import pexpect
import pytest
from harness import REPOSITORY, TIMEOUT


@pytest.fixture
def console(tmp_path):
    env = {**os.environ, "JUPYTER_PATH": str(REPOSITORY), "JUPYTER_CONFIG_DIR": str(tmp_path), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    child = pexpect.spawn(sys.executable, ["-m", "jupyter_console", "--kernel=ipd-go", "--ZMQTerminalInteractiveShell.kernel_is_complete_timeout=30"],
                          env=env, encoding="utf-8", timeout=TIMEOUT, dimensions=(50, 200))
    child.expect_exact("In [")
    yield child
    child.close(force=True)


def enter(console, *lines):
    """Types lines, each with Enter. A terminal editor's Enter executes what the kernel calls complete."""
    for line in lines:
        console.send(line)
        console.send("\r")


def test_statements_can_be_typed(console):
    enter(console, "%%", "x := 20", "fmt.Println(x + 22)", "")
    console.expect_exact("42")


def test_declarations_are_complete_at_once(console):
    enter(console, "func double(i int) int { return 2 * i }", "%%", "fmt.Println(double(21))", "")
    console.expect_exact("42")


def test_an_error_is_shown(console):
    enter(console, "%%", "undefined()", "")
    console.expect_exact("----> 2 undefined()")
    console.expect_exact("CompileError: cell 1, line 2: undefined: undefined")
