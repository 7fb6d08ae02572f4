"""Jupyter's own test of kernels, with samples for all that GoNB can do."""
import unittest

import jupyter_kernel_test
from harness import specs

jupyter_kernel_test.TIMEOUT = 60
GONBUI = 'import "github.com/janpfeifer/gonb/gonbui"\n%%\n'


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = "ipd-go"
    language_name = "go"
    file_extension = ".go"
    code_hello_world = '%%\nfmt.Println("hello, world")'
    code_stderr = '%%\nfmt.Fprintln(os.Stderr, "test")'
    completion_samples = [
        {"text": "%%\nfmt.Printl", "matches": {"Println", "Fprintln", "Sprintln"}},
        {"text": "%%\nstrings.ToUpperSp", "matches": {"ToUpperSpecial"}},
        {"text": "%env", "matches": {"%env"}},
    ]
    complete_code_samples = ["", "%%\nfmt.Println(1)\n", 'import "fmt"', "func f() {}", "!ls (", "%%bash\nls\n"]
    incomplete_code_samples = ["%%", "%%\nfmt.Println(1)", "func f() {", "%%\nfmt.Println(", "var s = `a", "%%\nx := 1 +", "!ls \\", "%%bash\nls"]
    invalid_code_samples = ["1+1", "x := 1", "%%\nif x {}}", '%%\nfmt.Println("a', "func func()"]
    code_generate_error = "%%\npanic(1)"
    code_inspect_sample = "%%\nfmt.Println"
    code_display_data = [
        {"code": GONBUI + 'gonbui.DisplayHTML("<b>x</b>"); gonbui.Sync()', "mime": "text/html"},
        {"code": GONBUI + 'gonbui.DisplayMarkdown("$x$"); gonbui.Sync()', "mime": "text/markdown"},
        {"code": GONBUI + "gonbui.DisplayImage(image.NewGray(image.Rect(0, 0, 2, 2))); gonbui.Sync()", "mime": "image/png"},
        {"code": GONBUI + 'gonbui.DisplaySvg("<svg/>"); gonbui.Sync()', "mime": "text/html"},  # GoNB's choice
    ]
    # GoNB has no execute_result; test_history runs these samples, test_execute_result is left out below.
    code_execute_result = [{"code": "%%\nfmt.Println(1)"}, {"code": "var a = 1"}, {"code": "%noautoget"}, {"code": "%autoget"}]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "%n*"

    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start(cls.kernel_name)

    @unittest.skip("GoNB shows nothing by itself: a cell's last value is no result")
    def test_execute_result(self):
        pass

    def test_error_of_the_compiler(self):
        self.flush_channels()
        reply, output = self.execute_helper("%%\nundefined()")
        assert reply["content"]["status"] == "error"
        assert [m["msg_type"] for m in output] == ["error"]


def start(name):
    """As jupyter_client.manager.start_new_kernel, with this repository's kernels."""
    from jupyter_client import KernelManager

    manager = KernelManager(kernel_name=name, kernel_spec_manager=specs())
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client
