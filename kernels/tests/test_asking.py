"""Tab and Shift-Tab."""
import pytest
from harness import TIMEOUT


def complete(kernel, code):
    kernel.client.complete(code, len(code))
    content = kernel.client.get_shell_msg(timeout=TIMEOUT)["content"]
    assert content["status"] == "ok"
    return content["matches"], code[content["cursor_start"]:content["cursor_end"]]



def test_completions_have_types(kernel):
    """Go's own, as far as they fit; else what kind of thing it is."""
    kernel.run("func halved(x float64) float64 { return x / 2 }\n\nvar haltAt = []int{3}")
    kernel.run('import "fmt"')

    def types(code):
        kernel.client.complete(code, len(code))
        content = kernel.client.get_shell_msg(timeout=60)["content"]
        entries = content["metadata"]["_jupyter_types_experimental"]
        assert [e["text"] for e in entries] == content["matches"]
        return {e["text"]: (e["type"], e["signature"]) for e in entries}

    found = types("%%\nhal")
    assert found["halved"] == ("func(x float64) float64",) * 2 and found["haltAt"] == ("[]int",) * 2
    assert types("%%\nfmt.Printl")["Println"] == ("func(a ...any) (n int, err error)",) * 2
    long = types("%%\nfmt.Fscanl")["Fscanln"]
    assert long[1].startswith("func(r io.Reader")


def inspect(kernel, code, cursor=None):
    kernel.client.inspect(code, len(code) if cursor is None else cursor)
    return kernel.client.get_shell_msg(timeout=TIMEOUT)["content"]


@pytest.mark.parametrize("code, matches, word", [
    ("%re", ["%remove", "%reset"], "%re"),
    ("!ls /etc/host", None, "/etc/host"),
    ('import "ipd/ipdlib/sti', ["ipd/ipdlib/stimulus"], "ipd/ipdlib/sti"),
    ('import (\n\t"fmt"\n\t"encoding/js', ["encoding/json"], "encoding/js"),
    ("%%bash\ncat /etc/hostn", ["/etc/hostname"], "/etc/hostn"),
])
def test_what_gopls_knows_nothing_of(kernel, code, matches, word):
    found, replaced = complete(kernel, code)
    assert replaced == word and (found == matches if matches else "/etc/hosts" in found)


@pytest.mark.parametrize("code", ['import "strings"\n%%\nstrings.ToUp', "%%\nstrings.ToUp", "func twice(i int) int { return 2 * i }\n%%\ntwi",
                                  "type Pair struct{ Left, Right int }\n\nfunc (p Pair) Leftmost() int { return p.Le"])
def test_everything_once(kernel, code):
    """Also before the cell has run, and while it can't be parsed."""
    for _ in range(2):
        matches, _ = complete(kernel, code)
        assert matches and len(matches) == len(set(matches)), matches
        kernel.run('import "strings"\nfunc twice(i int) int { return 2 * i }')


@pytest.mark.parametrize("code, cursor", [("%%\nx := 1 // nothing of note", 20), ("%%\nnosuch.Thing", 8), ('%%\ns := "in a string"', 14), ("func f( {", 5), ("%%\n_ = 42", 8)])
def test_nothing_to_say(kernel, code, cursor):
    """No error of gopls' own."""
    content = inspect(kernel, code, cursor)
    assert (content["status"], content["found"], content["data"]) == ("ok", False, {}), content


def test_documentation(kernel):
    content = inspect(kernel, "%%\nfmt.Println")
    assert content["found"] and "func fmt.Println" in content["data"]["text/markdown"]
    assert inspect(kernel, "%env")["found"]  # GoNB's help
