"""Values that are kept from cell to cell: computed once, found again, computed anew when what they depend on changes."""
import pathlib
import re
import shutil

import pytest
from harness import Kernel

IMPORTS = 'import (\n\t"fmt"\n\t"os"\n\t"strings"\n\t"ipd/ipdlib/notebook"\n)'

# Each computation leaves a letter in a file, by which the tests count.
COUNT = """func mark(what string) {
	f, err := os.OpenFile(os.Getenv("COUNT_FILE"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil { panic(err) }
	f.WriteString(what)
	f.Close()
}"""


class Notebook:
    """A kernel whose kept values lie in a folder of the test's own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.count = self.folder / "count"
        self.kernel = Kernel(env={"IPD_RESULTS": str(folder), "COUNT_FILE": str(self.count)}, cwd=str(folder))

    def another(self):
        """Another kernel with the same folder."""
        n = Notebook(self.folder)
        for code in (IMPORTS, COUNT):
            assert n.run(code).status == "ok"
        return n

    def begin(self):
        """As if the kernel were new, and nothing kept."""
        kept = self.folder / "kept"
        if kept.is_file():
            kept.unlink()
        shutil.rmtree(kept, ignore_errors=True)
        self.count.unlink(missing_ok=True)
        for code in ("%reset\n%env UNIT=\n%env IPD_QUICK=", IMPORTS, COUNT):
            assert self.run(code).status == "ok"

    def run(self, code):
        return self.kernel.run(code)

    def shown(self, code):
        """What the cell shows and prints; it must be ok."""
        r = self.run(code)
        assert r.status == "ok", r
        return "\n".join([m["content"]["data"]["text/plain"] for m in r.of("display_data")] + [r.text()])

    def computed(self):
        return self.count.read_text() if self.count.exists() else ""


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    n = Notebook(tmp_path_factory.mktemp("keep"))
    yield n
    n.kernel.stop()


@pytest.fixture
def notebook(running):
    running.begin()
    return running


KEPT = "var answer = notebook.Keep(func() []int { mark(\"a\"); return []int{factor * 2} })"


def test_computed_once(notebook):
    notebook.run("var factor = 21")
    assert re.fullmatch(r"answer: computed in \d+\.\d\d s, and kept \(\d+ bytes\)\.\n", notebook.shown(KEPT))
    assert notebook.shown("%%\nfmt.Print(answer)") == "\n[42]" or notebook.shown("%%\nfmt.Print(answer)") == "[42]"
    assert notebook.computed() == "a"
    assert re.fullmatch(r"answer: kept, found in \d+\.\d\d s\.\n", notebook.shown(KEPT))
    assert notebook.computed() == "a"


def test_another_kernel_finds_it(notebook):
    notebook.run("var factor = 21")
    notebook.shown(KEPT)
    other = notebook.another()
    try:
        other.run("var factor = 21")
        assert "kept, found" in other.shown("// the same with a comment\n" + KEPT.replace("answer", "sameAnswer") + "\n%%\nfmt.Print(sameAnswer)")
        assert other.computed() == "a"
    finally:
        other.kernel.stop()


def test_computed_anew_when_something_changes(notebook):
    notebook.run("var factor = 21")
    notebook.shown(KEPT)
    notebook.run("var factor = 4")  # a later cell
    assert notebook.computed() == "a"  # nobody asked for it yet
    shown = notebook.shown("%%\nfmt.Print(answer)")
    assert "answer: computed in" in shown and "because of changes in factor, and kept" in shown and shown.endswith("[8]")
    assert notebook.computed() == "aa"
    notebook.run("var factor = 21")  # back again: it is still there
    assert notebook.shown("%%\nfmt.Print(answer)").endswith("[42]")
    assert notebook.computed() == "aa"
    notebook.run("func helper() int { return 1 }")  # nobody uses it
    notebook.run("// only\nvar factor = 21 // a comment")
    assert notebook.shown("%%\nfmt.Print(answer)").endswith("[42]")
    assert notebook.computed() == "aa"


def test_one_value_from_another(notebook):
    notebook.shown("var a = notebook.Keep(func() int { mark(\"a\"); return 1 })")
    notebook.shown("var b = notebook.Keep(func() int { mark(\"b\"); return a + 1 })\n%%\nfmt.Print(b)")
    assert notebook.computed() == "ab"
    assert notebook.shown("%%\nfmt.Print(b)").endswith("2")
    notebook.run("%forget a")
    assert notebook.shown("%%\nfmt.Print(b)").endswith("2")
    assert notebook.computed() == "ab"  # b is there, and a isn't needed
    notebook.shown("var a = notebook.Keep(func() int { mark(\"a\"); return 5 })\n%%\nfmt.Print(b)")
    assert notebook.computed() == "abab"


def test_a_cell_without_it_leaves_it_alone(notebook):
    notebook.run("var factor = 1")
    notebook.shown(KEPT)
    notebook.run("%forget answer")
    assert notebook.shown("%%\nfmt.Print(1)").strip() == "1"
    assert notebook.computed() == "a"


def test_a_copy(notebook):
    """Whoever changes a value changes nothing for the next cell, nor for the cell that computed it first."""
    shared = "var shared = []int{1}\nvar given = notebook.Keep(func() []int { return shared })\n%%\ngiven[0] = 7; fmt.Print(shared, given)"
    assert notebook.shown(shared).endswith("[1] [7]")
    assert notebook.shown("%%\nfmt.Print(shared, given)").endswith("[1] [1]")


def test_nothing_is_kept_of_a_failure(notebook):
    r = notebook.run('var bad = notebook.Keep(func() int { mark("x"); panic("why") })')
    assert (r.status, r.content["ename"]) == ("error", "panic")
    notebook.run("%rm bad")
    r = notebook.run('var worse = notebook.Keep(func() int { mark("x"); return notebook.Must(0, fmt.Errorf("no sound")) })')
    assert r.status == "error" and "no sound" in r.content["evalue"]
    notebook.run("%rm worse")
    assert "Nothing is kept" in notebook.shown("%kept")


def test_stopped(notebook):
    n = notebook
    code = 'import "time"\nvar slow = notebook.Keep(func() int { mark("s"); time.Sleep(60 * time.Second); return 1 })'
    thread = n.kernel.interrupt_when(lambda: n.computed() == "s")
    r = n.run(code)
    thread.join()
    assert r.status == "error" or "Stopped" in r.text()
    n.run("%rm slow")
    assert "Nothing is kept" in n.shown("%kept")


@pytest.mark.parametrize("code, part", [
    ("var f = notebook.Keep(func() func() { return nil })", "a value of type func() can't be kept: a function has no form as bytes"),
    ("type holder struct{ Done chan int }\nvar h = notebook.Keep(func() holder { return holder{} })", "a value with .Done of type chan int can't be kept"),
    ("var a = notebook.Keep(func() any { return struct{ X int }{1} })", "can't be kept: it stands in an interface"),
    ("func inside() int { n := 1; return notebook.Keep(func() int { return n }) }\n%%\nfmt.Print(inside())", "belongs into a declaration outside of functions"),
    ("%%\nx := notebook.Keep(func() int { return 1 })\nfmt.Print(x)", "belongs into a declaration outside of functions"),
])
def test_refused_with_a_sentence(notebook, code, part):
    r = notebook.run(code)
    assert r.status == "error" and part in r.content["evalue"], r


def test_the_librarys_types(notebook):
    code = """import ("ipd/ipdlib/trained"; "ipd/ipdlib/plan"; "ipd/ipdlib/evaluation")
var network = notebook.Keep(func() *trained.Network { mark("n"); return notebook.Must(trained.Before(plan.Default().Trainings()[0])) })
var replies = notebook.Keep(func() *evaluation.Responses { mark("r"); return &evaluation.Responses{Logits: [][]float64{{float64(network.Weights.W2[0][0])}}} })
%%
fmt.Print(network.Weights.W2[0][:2], replies.Logits)"""
    first = notebook.shown(code)
    again = notebook.shown("%%\nfmt.Print(network.Weights.W2[0][:2], replies.Logits)")
    assert first.splitlines()[-1] == again.splitlines()[-1] and "[" in again
    assert notebook.computed() == "nr"


def test_environment_counts(notebook):
    code = 'var unit = notebook.Keep(func() string { mark("u"); return os.Getenv("UNIT") })\n%%\nfmt.Print(unit)'
    assert notebook.shown(code).endswith(".\n")
    assert notebook.shown("%env UNIT=deg\n%%\nfmt.Print(unit)").endswith("deg")
    assert notebook.shown("%env IPD_QUICK=1\n%%\nfmt.Print(unit)").endswith("deg")
    assert notebook.computed() == "uuu"


def test_a_file_counts(notebook):
    (notebook.folder / "data.txt").write_text("one")
    code = 'var data = notebook.Keep(func() string { mark("f"); return string(notebook.Must(os.ReadFile("data.txt"))) }, "data.txt")\n%%\nfmt.Print(data)'
    assert notebook.shown(code).endswith("one")
    assert notebook.shown(code).endswith("one") and notebook.computed() == "f"
    (notebook.folder / "data.txt").write_text("two")
    assert notebook.shown("%%\nfmt.Print(data)").endswith("two") and notebook.computed() == "ff"


def test_two_kernels_at_once(notebook):
    """One computes, the other waits and finds it."""
    import threading
    other = notebook.another()
    code = 'import "time"\nvar slow = notebook.Keep(func() int { mark("s"); time.Sleep(3 * time.Second); return 1 })\n%%\nfmt.Print(slow)'
    results = []
    threads = [threading.Thread(target=lambda n=n: results.append(n.shown(code))) for n in (notebook, other)]
    try:
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    finally:
        other.kernel.stop()
    assert notebook.computed() == "s"
    assert sorted("computed in 3" in r for r in results) == [False, True]
    assert all(r.endswith("1") for r in results)


def test_a_damaged_file_is_computed_anew(notebook):
    notebook.run("var factor = 21")
    notebook.shown(KEPT)
    (file,) = (notebook.folder / "kept").glob("*.kept")
    text = bytearray(file.read_bytes())
    text[-8] ^= 1
    file.write_bytes(text)
    assert notebook.shown("%%\nfmt.Print(answer)").endswith("[42]")
    assert notebook.computed() == "aa"


def test_a_folder_that_cannot_be_written(notebook):
    (notebook.folder / "kept").write_text("in the way")
    notebook.run("var factor = 21")
    shown = notebook.shown(KEPT + "\n%%\nfmt.Print(answer)")
    assert "but not kept" in shown and shown.endswith("[42]")


def test_kept_and_forget(notebook):
    notebook.run("var factor = 21")
    notebook.shown(KEPT)
    shown = notebook.shown('%kept\n%%\nfmt.Print("go on")')
    assert re.search(r"^answer +\[\]int +\d+ bytes +\d\.\d\d s ", shown, re.M) and "1 value, " in shown and shown.endswith("go on")
    for code, value in (("%forget", "needs the name"), ("%forget other", "no value of a variable other"), ("%kept a", "takes no name")):
        r = notebook.run(code)
        assert (r.status, r.content["ename"]) == ("error", "CellError") and value in r.content["evalue"]
    assert "Forgot 1 value" in notebook.shown("%forget answer")
    assert "Nothing is kept" in notebook.shown("%kept")
    notebook.shown(KEPT)
    assert "Forgot 1 value" in notebook.shown("%forget *")
    assert notebook.computed() == "aa"
