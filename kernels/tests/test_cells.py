"""What one cell gives: output, one error, numbers."""
import re
import time

import pytest


def test_output(kernel):
    r = kernel.run('%%\nfmt.Println("a"); fmt.Fprintln(os.Stderr, "b")')
    assert (r.status, r.text(), r.text("stderr")) == ("ok", "a\n", "b\n")


def test_fragments_are_joined(kernel):
    r = kernel.run("%%\nfor i := range 2000 { fmt.Print(i, \" \") }")
    assert r.text() == "".join(f"{i} " for i in range(2000))
    assert len(r.of("stream")) < 20


def test_output_comes_while_the_cell_runs(kernel):
    seen = []
    kernel.client.execute_interactive('%%\nfmt.Println("first"); time.Sleep(2 * time.Second)', allow_stdin=False, timeout=60,
                                      output_hook=lambda m: seen.append((m["msg_type"], time.monotonic())))
    stream = next(at for kind, at in seen if kind == "stream")
    assert seen[-1][1] - stream > 1


def test_a_megabyte(kernel):
    r = kernel.run('%%\nfmt.Print(strings.Repeat("0123456789abcde\\n", 1<<16))')
    assert r.text() == "0123456789abcde\n" * (1 << 16)


@pytest.mark.parametrize("code, line, message, words", [
    ("func f(x float64) float64 {\n\tif x > 0 {\n\t\treturn 1\n\t}\n\telse {\n\t\treturn 0\n\t}\n}", 5, "expected statement, found 'else'", "else has to stand on the same line"),
    ("func f(x []float64) float64 {\n\treturn x[0] / len(x)\n}", 2, "invalid operation: x[0] / len(x)", "A number with decimals and a whole number do not mix."),
    ("const answer = B", 1, "undefined: B", 'The letter needs quotation marks: "B"'),
    ("func f(x float64) float64 {\n\treturn x\n", 3, "expected '}', found 'EOF'", "A closing brace } is missing."),
], ids=["else", "types", "quotation marks", "brace"])
def test_usual_slips_are_explained_behind_the_compilers_words(kernel, code, line, message, words):
    r = kernel.run(code)
    place = f"cell {r.content['execution_count']}, line {line}"
    excerpt, said, plain, *_, last = r.content["traceback"]
    assert excerpt.startswith(place + "\n") and said.startswith(message) and plain.startswith(words)
    assert last.startswith(f"CompileError: {place}: {message}")


def test_declarations_stay(kernel):
    assert kernel.run("func double(i int) int { return 2 * i }").status == "ok"
    assert kernel.run("%%\nfmt.Print(double(21))").text() == "42"


def test_panic_is_one_error_with_its_line(kernel):
    first = kernel.run("func third(list []int) int {\n\treturn list[2]\n}").content["execution_count"]
    r = kernel.run('%%\nfmt.Println("before")\nthird([]int{1})')
    assert r.outputs == ["stream", "error"] and r.text() == "before\n"
    assert r.content["ename"] == "panic"
    assert r.content["evalue"] == f"cell {first}, line 2: runtime error: index out of range [2] with length 1"
    trace = "\n".join(r.content["traceback"])
    assert f"cell {first}, line 2" in trace and f"cell {first + 1}, line 3" in trace and "exit status" not in trace


@pytest.mark.parametrize("code, name", [
    ("%%\nvar m map[int]int\nm[1] = 2", "panic"),
    ("%%\nch := make(chan int)\n<-ch", "fatal error"),
    ("%%\ndefer func() { panic(fmt.Sprint(recover())) }()\npanic(1)", "panic"),
    ("%%\nos.Exit(3)", "ExitError"),
    ("%%\nundefined()", "CompileError"),
    ("func f( {", "CompileError"),
    ("%%\nx := 1", "CompileError"),
    ("%test\nfunc TestX(t *testing.T) { t.Fatal() }", "ExitError"),
])
def test_failure_is_one_error(kernel, code, name):
    r = kernel.run(code)
    assert r.status == "error" and r.content["ename"] == name
    assert [m["content"]["ename"] for m in r.of("error")] == [name]
    assert r.text("stderr") == ""


def test_text_of_a_panic_that_is_none(kernel):
    r = kernel.run('%%\nfmt.Fprintln(os.Stderr, "panic: only a word"); fmt.Println("end")')
    assert (r.status, r.text(), r.text("stderr")) == ("ok", "end\n", "panic: only a word\n")


def test_log_fatal_keeps_its_message(kernel):
    r = kernel.run('%%\nlog.Fatal("why")')
    assert r.outputs == ["stream", "error"] and r.text("stderr").endswith("why\n")


@pytest.mark.parametrize("code, value", [
    ("!false", "false: exit status 1"),
    ("!echo a; exit 7", "echo a; exit 7: exit status 7"),
    ("!*exit 7", "exit 7: exit status 7"),
    ("!if", "if: exit status 2"),
    ("!kill -9 $$", "kill -9 $$: ended by killed"),
    ("%%bash\nexit 4", "bash: exit status 4"),
    ("%%sh\nexit 4", "sh: exit status 4"),
    ('%%script awk "BEGIN { exit 4 }"\n', "awk BEGIN { exit 4 }: exit status 4"),
    ("%%script no-such-program\n", "no-such-program: exit status 127"),
])
def test_failing_shell_is_one_error(kernel, code, value):
    r = kernel.run(code)
    assert (r.status, r.content["ename"], r.content["evalue"]) == ("error", "ShellError", value)
    assert len(r.of("error")) == 1 and "exit status" not in r.text("stderr")


@pytest.mark.parametrize("code", ["!true", "!false || true", "!bash -c 'exit 3' || true", "%%bash\nfalse\ntrue"])
def test_succeeding_shell_is_ok(kernel, code):
    assert kernel.run(code).status == "ok"


def test_nothing_runs_after_a_failing_line(kernel):
    for _ in range(5):
        r = kernel.run('!false\n!echo second\n%%\nfmt.Println("third")')
        assert (r.status, r.text()) == ("error", "")


def test_go_that_starts_a_shell_is_left_alone(kernel):
    r = kernel.run('%%\nout, err := exec.Command("bash", "-c", "echo hi; exit 3").Output()\nfmt.Print(string(out), err)')
    assert (r.status, r.text()) == ("ok", "hi\nexit status 3")


@pytest.mark.parametrize("code, value", [
    ("%%\nfmt.Println(1)\n%%\nfmt.Println(2)", "line 3 opens main a second time"),
    ("%foo", "line 1: there is no command %foo"),
    ("%%script\n", "line 1: %%script needs the command"),
    ("! ", "line 1: nothing follows"),
    ("%wasm\n%%\nfmt.Println(1)", "%wasm does not work"),
    ("var s = `\n!touch oops\n`", "line 2 begins with % or ! inside a string"),
])
def test_cells_that_gonb_cannot_take(kernel, code, value):
    before = kernel.run("%%\nfmt.Println(0)").content["execution_count"]
    r = kernel.run(code)
    assert (r.status, r.content["ename"]) == ("error", "CellError") and value in r.content["evalue"]
    assert r.outputs == ["error"]
    assert r.content["execution_count"] == before + 1
    r = kernel.run("%%\nfmt.Println(1)")
    assert (r.status, r.content["execution_count"], r.text()) == ("ok", before + 2, "1\n")


@pytest.mark.parametrize("code, name", [
    ('//go:embed a.txt\nvar s string', "line 1: //go:embed does nothing in a cell"),
    ('%%\nfmt.Print(1)\n// go:embed is only a word here, and //go:embed too', None),
    ('// #include <stdio.h>\nimport "C"\n%%\nC.puts(nil)', 'line 2: a cell can\'t import "C"'),
])
def test_directives_that_gonb_drops(kernel, code, name):
    r = kernel.run(code)
    assert (r.status == "ok") if name is None else name in r.content["evalue"], r


@pytest.mark.parametrize("code", ['import "fmt"\n%%\nfmt.Print(1)\nfmt.Print(2)\n', "!echo -n 12", "%%bash\nif true; then\necho -n 12\nfi\n"])
def test_cells_of_other_systems(kernel, code):
    for foreign in (code.replace("\n", "\r\n"), "\ufeff" + code, "\ufeff" + code.replace("\n", "\r\n")):
        r = kernel.run(foreign)
        assert (r.status, r.text()) == ("ok", "12"), r
        assert [m["content"]["code"] for m in r.of("execute_input")] == [foreign]


@pytest.mark.parametrize("code, out", [('%%\nvar x string\nn, err := fmt.Scanln(&x)\nfmt.Print(n, err)', "0 EOF"), ("!cat; echo end", "end\n"),
                                       ('%%\nb, err := io.ReadAll(os.Stdin)\nfmt.Print(len(b), err)', "0 <nil>"), ("!read x || echo none", "none\n")])
def test_standard_input_is_at_its_end(kernel, code, out):
    r = kernel.run(code, allow_stdin=True)
    assert (r.status, r.text()) == ("ok", out), r


def test_numbers(kernel):
    n = kernel.run("%%\n").content["execution_count"]
    r = kernel.run("%%\nfmt.Println(1)")
    assert r.content["execution_count"] == n + 1
    assert [m["content"]["execution_count"] for m in r.of("execute_input")] == [n + 1]
    assert kernel.run("%%\nfmt.Println(1)", store_history=False).content["execution_count"] == n + 1
    assert kernel.run("%%\nfmt.Println(1)", silent=True).of("execute_input") == []
    assert kernel.run("%%\n").content["execution_count"] == n + 2


@pytest.mark.parametrize("code", ["%%bash\necho a", "%%\nfmt.Println(1)\n%%\n", "//gonb:%%sh\necho a"])
def test_the_cell_is_shown_as_it_was_sent(kernel, code):
    assert [m["content"]["code"] for m in kernel.run(code).of("execute_input")] == [code]


def test_dates_have_microseconds(kernel):
    r = kernel.run("%%\nfmt.Println(1)")
    dates = [m["header"]["date"] for m in r.of("status") + r.of("execute_input")]
    assert len({d.microsecond for d in dates}) > 1


def test_requests_with_missing_fields(kernel):
    session, channel = kernel.client.session, kernel.client.shell_channel
    for kind, content in (("execute_request", {"code": "%%\nfmt.Println(1)"}), ("inspect_request", {}), ("complete_request", {"code": "x"}),
                          ("execute_request", {"code": 7}), ("execute_request", {})):
        message = session.msg(kind, content)
        channel.send(message)
        reply = kernel.client.get_shell_msg(timeout=60)
        assert reply["parent_header"]["msg_id"] == message["header"]["msg_id"]
    assert kernel.run("%%\nfmt.Println(1)").text() == "1\n"


@pytest.mark.parametrize("code, cursor", [("", 0), ("  ", 1), ("{", 1), (", ", 2), ("(1, 2)", 3), ("%%\n(", 4)])
def test_asking_about_nothing(kernel, code, cursor):
    """GoNB alone searches for an identifier for ever."""
    request = kernel.client.inspect(code, cursor)
    reply = kernel.client.get_shell_msg(timeout=60)
    assert reply["parent_header"]["msg_id"] == request and not reply["content"]["found"]


def test_asking_about_a_function_among_its_arguments(kernel):
    code = "%%\nfmt.Sprintf(strings.ToUpper(\"a\"), )"
    kernel.client.inspect(code, len(code) - 1)
    assert "func fmt.Sprintf" in kernel.client.get_shell_msg(timeout=60)["content"]["data"]["text/markdown"]


def test_completion_counts_code_points(kernel):
    code = '%%\n_ = "🎉🎉"; fmt.Printl'
    kernel.client.complete(code, len(code))
    reply = kernel.client.get_shell_msg(timeout=60)["content"]
    assert "Println" in reply["matches"] and code[reply["cursor_start"]:reply["cursor_end"]] == "Printl"


def test_temporary_folder_is_the_kernels(kernel):
    assert re.match(rf"{kernel.folder}/ipd-kernel-\d+/tmp$", kernel.run("%%\nfmt.Print(os.TempDir())").text())


def test_only_builds_collect_no_garbage(kernel):
    """Neither a cell's program nor a shell line inherits what makes the go command fast."""
    cell = kernel.run('import "os"\n\n%%\nfmt.Printf("%q", os.Getenv("GOGC")+os.Getenv("GOMEMLIMIT"))')
    assert (cell.text(), kernel.run('!echo "[$GOGC$GOMEMLIMIT]"').text()) == ('""', "[]\n")


def test_secret_is_not_in_the_environment(kernel):
    key = kernel.manager.session.key.decode()
    assert key and key not in kernel.run("!env; cat /proc/$IPD_GONB_PID/cmdline").text()
