"""What an error says: where, in the user's own lines, and what to do."""
import re

import pytest


def last(result):
    return result.content["traceback"][-1]


def trace(result):
    return "\n".join(result.content["traceback"])


def failed(kernel, code, name="CompileError"):
    r = kernel.run(code)
    assert (r.status, r.content["ename"]) == ("error", name), r
    assert [m["content"] for m in r.of("error")] == [{k: r.content[k] for k in ("ename", "evalue", "traceback")}]
    assert "main.go" not in trace(r) + r.content["evalue"] and "/tmp/" not in trace(r) + r.content["evalue"], trace(r)
    return r, r.content["execution_count"]


def test_only_the_users_lines_and_the_faulty_one_marked(kernel):
    r, n = failed(kernel, '%%\n// a comment\nvar s string = 1\nfmt.Println(s)\n// more\n// and more')
    value = f"cell {n}, line 3: cannot use 1 (untyped int constant) as string value in variable declaration"
    assert r.content["evalue"] == value and last(r) == "CompileError: " + value
    assert trace(r).split("\n")[:6] == [f"cell {n}, line 3", "      1 %%", "      2 // a comment", "----> 3 var s string = 1", "      4 fmt.Println(s)", "      5 // more"]
    assert "package main" not in trace(r) and "flag.Parse" not in trace(r)


def test_several_errors(kernel):
    r, n = failed(kernel, "%%\none()\ntwo()\nthree()")
    assert r.content["evalue"] == "\n".join(f"cell {n}, line {line}: undefined: {name}" for line, name in ((2, "one"), (3, "two"), (4, "three")))
    assert last(r) == f"CompileError: cell {n}, line 2: undefined: one (and 2 more)"
    assert trace(r).count("----> ") == 3


def test_the_same_error_in_several_lines(kernel):
    r, n = failed(kernel, "%%\nfmt.Println(nowhere)\nfmt.Println(nowhere, 1)")
    assert trace(r).count("----> ") == 1 and f"the same in cell {n}, line 3" in trace(r)
    assert r.content["evalue"].count("undefined: nowhere") == 2


def test_a_name_whose_newest_cell_does_not_compile(kernel):
    """The old one is used then, which somebody who runs the next cell has to be told."""
    _, n = failed(kernel, 'func answer() int { return "42" }')
    r, _ = failed(kernel, "%%\nfmt.Println(answer())")
    assert r.text("stderr") == f"Cell {n} did not compile, so there is no answer yet.\n"
    assert kernel.run("func answer() int { return 41 }").status == "ok"
    r, n = failed(kernel, 'func answer() int { return "42" }')
    warning = f"Cell {n} did not compile, so answer is still what it was before that cell.\n"
    r = kernel.run("%%\nfmt.Println(answer())")
    assert (r.text(), r.text("stderr")) == ("41\n", warning)
    assert kernel.run("%%\nfmt.Println(1)").text("stderr") == ""  # not concerned
    _, n = failed(kernel, "func answer() int {\n\tif 1 > 0:\n\t\treturn 42\n}")  # not even Go
    assert f"Cell {n} did not compile" in kernel.run("%%\nfmt.Println(answer())").text("stderr")
    assert kernel.run("func answer() int { return 42 }\n%%\nfmt.Println(answer())").text("stderr") == ""
    r = kernel.run("%%\nfmt.Println(answer())")
    assert (r.text(), r.text("stderr")) == ("42\n", "")


def test_brackets_that_nobody_closed(kernel):
    r, n = failed(kernel, "%%\nfor i := range 3 {\n\tprintln(i)\n")
    assert last(r) == f"CompileError: cell {n}, line 3: expected '}}', found 'EOF'"


@pytest.mark.parametrize("code, mended", [
    ("1+1", "%%\nfmt.Println(1+1)"), ("fmt.Println(1)", "%%\nfmt.Println(1)"), ("y5 = 5", "var y5 = 5"), ("y6 := 5", "var y6 = 5"),
    ('import "fmt"\nfor i := range 3 {\n\tfmt.Println(i)\n}', 'import "fmt"\n%%\nfor i := range 3 {\n\tfmt.Println(i)\n}'),
])
def test_the_line_that_opens_main_is_missing(kernel, code, mended):
    r, _ = failed(kernel, code)
    hint = "a cell's statements stand below a line %%, and declarations above it. The cell as it should be:\n\n" + mended + "\n"
    assert hint in r.content["evalue"] and hint in trace(r)
    assert kernel.run(mended).status == "ok"


@pytest.mark.parametrize("cells, line, message", [
    (["const (\n\tK1 = 1\n\tK2 = 2\n)", "const K2 = 5"], 1, "K2 redeclared in this block\n\tcell "),
    (['import (\n\t"fmt"\n\tfmt2 "fmt"\n\t. "strings"\n)\n%%\nfmt.Println(1)'], 4, '"strings" imported and not used'),
    (['import (\n\t"text/template"\n\tother "html/template"\n)\nvar _ = template.New\nvar _ = other.Nothing'], 6, "undefined: other.Nothing"),
    (["var v1, v2 = 1"], 1, "assignment mismatch: 2 variables but 1 value"),
    (["type L1 struct {\n\tA Missing\n}"], 2, "undefined: Missing"),
])
def test_every_error_names_cell_and_line(kernel, cells, line, message):
    for code in cells[:-1]:
        assert kernel.run(code).status == "ok"
    r, n = failed(kernel, cells[-1])
    assert re.search(rf"cell \d+, line {line}: .*{re.escape(message)}", r.content["evalue"]), r.content["evalue"]
    for name in ("K1", "K2"):
        kernel.run(f"%rm {name}")


@pytest.mark.parametrize("code, line, package", [
    ('import "github.com/google/uuid"\n%%\nfmt.Println(uuid.New())', 1, "github.com/google/uuid"),
    ('%%\nfmt.Println(1)\n_ = nosuch.New()', 3, None),
    ('import (\n\t"nosuch.example/pkg"\n)\n%%\npkg.X()', 2, "nosuch.example/pkg"),
])
def test_missing_package(kernel, code, line, package):
    r, n = failed(kernel, code)
    assert last(r).startswith(f"CompileError: cell {n}, line {line}: ")
    if package:
        assert last(r).endswith(f'there is no package "{package}" for cells')
        assert f"`go get {package}`" in trace(r) and "go.mod" in trace(r)


def test_a_type_changed_under_its_methods(kernel):
    kernel.run("type Shape struct{ A int }")
    method = kernel.run("\nfunc (s *Shape) Area() int { return s.A }").content["execution_count"]
    r, _ = failed(kernel, "type Shape struct{ B int }")
    assert last(r).startswith(f"CompileError: cell {method}, line 2: s.A undefined") and "%rm Shape~Area" in trace(r)
    assert kernel.run("%rm Shape~Area\ntype Shape struct{ B int }").status == "ok"


def test_a_declaration_that_panics_says_how_to_get_rid_of_it(kernel):
    r, n = failed(kernel, "\nvar broken = func() int { panic(\"boo\") }()", "panic")
    for _ in range(2):
        assert last(r).startswith(f"panic: cell {n}, line 2: boo") and "%rm broken" in last(r)
        r, _ = failed(kernel, "%%\nfmt.Println(1)", "panic")
    assert kernel.run("%rm broken\n%%\nfmt.Print(1)").text().endswith("1")


def test_infinite_recursion(kernel):
    r, n = failed(kernel, "func r(n int) int {\n\treturn r(n+1) + 1\n}\n%%\nprintln(r(0))", "fatal error")
    assert last(r) == f"fatal error: cell {n}, line 2: stack overflow: infinite recursion"
    assert len(trace(r).split("\n")) < 10 and r.outputs == ["error"]


@pytest.mark.parametrize("body, name, value", [
    ("var m map[int]int\nm[1] = 2", "panic", r"cell \d+, line 3: assignment to entry in nil map"),
    ("panic(fmt.Errorf(\"a\"))", "panic", r"cell \d+, line 2: a"),
    ("var p *int\n*p = 1", "panic", r"cell \d+, line 3: runtime error: invalid memory address or nil pointer dereference"),
    ("defer func() { panic(fmt.Sprint(recover(), \" again\")) }()\npanic(1)", "panic", r"cell \d+, line 2: .*"),
    ("m := map[int]int{}\nfor range 8 { go func() { for { m[1]++ } }() }\ntime.Sleep(9 * time.Second)", "fatal error", r"cell \d+, line 3: concurrent map writes"),
    ("var mu sync.Mutex\nmu.Unlock()", "fatal error", r"cell \d+, line 3: sync: unlock of unlocked mutex"),
    ("ch := make(chan int)\n<-ch", "fatal error", r"cell \d+, line 3: all goroutines are asleep - deadlock!"),
    ("_ = make([]byte, 1<<62>>len(os.Args))", "panic", r"cell \d+, line 2: runtime error: makeslice: len out of range"),
    ("debug.SetMaxThreads(1)\nfor range 9 { go func() { time.Sleep(time.Second); syscall.Kill(1, 0) ; select {} }() }\ntime.Sleep(9 * time.Second)", "fatal error", r".*thread exhaustion"),
    ("runtime.Goexit()", "fatal error", r"no goroutines \(main called runtime.Goexit\) - deadlock!"),
    ("syscall.Kill(os.Getpid(), syscall.SIGSEGV); time.Sleep(9 * time.Second)", "SIGSEGV", r"cell \d+, line 2: segmentation violation"),
    ("syscall.Kill(os.Getpid(), syscall.SIGQUIT); time.Sleep(9 * time.Second)", "SIGQUIT", r"(cell \d+, line 2: )?quit"),
    ("syscall.Kill(os.Getpid(), syscall.SIGKILL); time.Sleep(9 * time.Second)", "ExitError", r"the cell's program was killed.*"),
    ("syscall.Kill(os.Getpid(), syscall.SIGTERM); time.Sleep(9 * time.Second)", "ExitError", "the cell's program was ended by signal: terminated"),
    ("os.Exit(3)", "ExitError", "the cell's program ended with exit status 3"),
    ("os.Exit(66)", "DataRace", "the race detector has found data races, see its report"),
])
def test_all_ways_to_die(kernel, body, name, value):
    r, _ = failed(kernel, "%%\n" + body, name)
    assert re.fullmatch(value, r.content["evalue"]), r.content["evalue"]
    assert last(r) == f"{name}: {r.content['evalue']}" and r.text("stderr") == ""
    assert "/usr/" not in trace(r) and len(trace(r).split("\n")) < 60


def test_the_race_detector(kernel):
    if "requires cgo" in kernel.run("!go env CGO_ENABLED; gcc --version || echo requires cgo").text():
        pytest.skip("the race detector needs a C compiler")
    kernel.run('%goflags -race "-ldflags="')
    try:
        r = kernel.run("%%\nx := 0\nvar wg sync.WaitGroup\nfor range 2 { wg.Go(func() { x++ }) }\nwg.Wait()\nfmt.Println(x)")
    finally:
        kernel.run('%goflags ""')
    assert r.content["ename"] == "DataRace" and "WARNING: DATA RACE" in r.text("stderr"), r
