"""Nothing is lost or broken between a cell and its reader: displays, characters, order, too much of it."""
import os
import threading
import time

import psutil
import pytest

GONBUI = 'import (\n\t"fmt"\n\t"github.com/janpfeifer/gonb/gonbui"\n)\n%%\n'


def shown(result):
    """What a cell shows, in order: the text of streams and the HTML of displays."""
    return [m["content"]["text"] if m["msg_type"] == "stream" else m["content"]["data"]["text/html"] for m in result.messages
            if m["msg_type"] in ("stream", "display_data", "update_display_data")]


LAST = {"the end of main": "", "os.Exit": "os.Exit(0)", "a failing os.Exit": "os.Exit(3)", "a panic": 'panic("over")', "a nil map": "var m map[int]int; m[1]++",
        "a kill": "syscall.Kill(os.Getpid(), syscall.SIGKILL)", "an abort": "syscall.Kill(os.Getpid(), syscall.SIGABRT)"}


@pytest.mark.parametrize("last", LAST.values(), ids=LAST.keys())
@pytest.mark.parametrize("number", [5, 500])
def test_every_display_arrives_in_order_before_idle(kernel, number, last):
    r = kernel.run(GONBUI + f"for i := range {number} {{ gonbui.DisplayHTML(fmt.Sprint(i)) }}\n" + last)
    assert [m["content"]["data"]["text/html"] for m in r.of("display_data")] == [str(i) for i in range(number)]
    assert r.messages[-1]["msg_type"] == "status"  # idle; execute_interactive hears nothing behind it


def test_the_first_cell_of_a_kernel_loses_nothing(own_kernel):
    for _ in range(4):
        k = own_kernel()
        r = k.run(GONBUI + "for i := range 5 { gonbui.DisplayHTML(fmt.Sprint(i)) }")
        assert shown(r) == list("01234")
        k.manager.shutdown_kernel()


def test_two_hundred_cells_lose_no_display(kernel):
    """What was lost by chance: one display as the last thing. The program is built once; the rounds run it."""
    code = GONBUI + 'if len(os.Args) > 1 { gonbui.DisplayHTML(os.Args[1]); return }\nself, _ := os.Executable()\n' \
        'for i := range 200 { exec.Command(self, fmt.Sprint(i)).Run() }'
    assert shown(kernel.run(code)) == [str(i) for i in range(200)]


def test_a_display_of_many_bytes(kernel):
    r = kernel.run(GONBUI + 'gonbui.DisplayHTML(strings.Repeat("é", 3_000_000))\ngonbui.DisplayPng(make([]byte, 5_000_000))')
    html, png = (m["content"]["data"] for m in r.of("display_data"))
    assert html["text/html"] == "é" * 3_000_000 and len(png["image/png"]) == 6_666_668


def test_updates_of_a_display(kernel):
    r = kernel.run(GONBUI + 'id := gonbui.UniqueId()\nfor i := range 3 { gonbui.UpdateHTML(id, fmt.Sprint(i)) }')
    assert [m["msg_type"] for m in r.messages if "display" in m["msg_type"]] == ["display_data", "update_display_data", "update_display_data"]
    assert len({m["content"]["transient"]["display_id"] for m in r.messages if "display" in m["msg_type"]}) == 1


def test_sync_is_answered(kernel):
    assert shown(kernel.run(GONBUI + 'gonbui.DisplayHTML("a"); gonbui.Sync(); fmt.Print("b"); gonbui.Sync()')) == ["a", "b"]


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("code", ['%%\nfmt.Fprint(os.S{0}, "x" + strings.Repeat("é", 200000))',
                                  '%%bash\n(printf x; head -c 200000 /dev/zero | sed "s/\\x00/é/g") >&{1}',
                                  '!(printf x; head -c 200000 /dev/zero | sed "s/\\x00/é/g") >&{1}'])
def test_characters_of_several_bytes_stay_whole(kernel, code, stream):
    r = kernel.run(code.format(stream[1:], 1 if stream == "stdout" else 2))
    assert r.text(stream) == "x" + "é" * 200000


def test_a_character_that_is_written_in_pieces(kernel):
    assert kernel.run('%%\nfor _, b := range []byte("é🎉°") { os.Stdout.Write([]byte{b}); time.Sleep(60 * time.Millisecond) }').text() == "é🎉°"


def test_bytes_that_are_no_text(kernel):
    assert kernel.run('%%\nos.Stdout.Write([]byte("a\\xffb"))').text() == "a\ufffdb"


def test_streams_keep_their_order(kernel):
    for _ in range(5):
        r = kernel.run('%%\nfor i := range 6 { fmt.Println("out", i); fmt.Fprintln(os.Stderr, "err", i) }')
        assert shown(r) == [f"{name} {i}\n" for i in range(6) for name in ("out", "err")]


def test_streams_of_a_shell_line_keep_their_order(kernel):
    r = kernel.run("!for i in 0 1 2 3; do echo out $i; echo err $i >&2; done")
    assert shown(r) == [f"{name} {i}\n" for i in range(4) for name in ("out", "err")]


def test_text_stays_between_displays(kernel):
    r = kernel.run(GONBUI + 'for i := range 4 { fmt.Println("text", i); gonbui.DisplayHTML(fmt.Sprint(i)); time.Sleep(2 * time.Millisecond) }')
    assert shown(r) == [x for i in range(4) for x in (f"text {i}\n", str(i))]


def test_capture_still_captures(kernel, tmp_path):
    r = kernel.run(f'%capture {tmp_path}/all\n%%\nfmt.Println("out"); fmt.Fprintln(os.Stderr, "err")')
    assert (r.text(), r.text("stderr")) == ("out\n", "err\n")
    assert sorted((tmp_path / "all").read_text().split()) == ["err", "out"]


ENDLESS = {"go": "%%\nfor { fmt.Println(strings.Repeat(\"1\", 1000)) }", "go, no newline": '%%\nfor { fmt.Fprint(os.Stderr, strings.Repeat("é", 100)) }', "shell": "!yes",
           "both streams": '%%\nfor { fmt.Println("out"); fmt.Fprintln(os.Stderr, strings.Repeat("err", 100)) }',
           "displays": GONBUI + 'for { gonbui.DisplayHTML(strings.Repeat("1", 1000)) }'}


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS.keys())
def test_endless_output(kernel, code):
    """Memory stays bounded, what is cut is said, and the stop button stops."""
    peak, at, running = {}, [], True
    cut = ["gonbui" in code]  # displays are not

    def see(message):
        cut[0] = cut[0] or "the output is longer than" in message["content"].get("text", "")

    def watch():
        begin = time.monotonic()
        while running and (time.monotonic() - begin < 4 or not cut[0]):  # a busy machine takes longer for 10 MB
            for p in kernel.processes():
                with_name = p.name()
                if with_name not in ("gopls", "goimports", "go", "asm", "compile", "link"):  # done before there is output
                    peak[with_name] = max(peak.get(with_name, 0), p.memory_info().rss)
            time.sleep(0.05)
        at.append(time.monotonic())
        kernel.manager.interrupt_kernel()

    thread = threading.Thread(target=quietly(watch))
    thread.start()
    r = kernel.run(code, watch=see)
    seconds, running = time.monotonic() - at[0], False
    thread.join()
    assert r.content["ename"] == "Interrupted" and seconds < 3, seconds  # 0.1 s on two idle cores
    assert max(peak.values()) < 100 << 20, peak
    if "gonbui" not in code:
        assert len(r.text()) + len(r.text("stderr").encode()) < 11 << 20
        assert "the output is longer than 10.0 MB" in r.text("stderr") and "MB of output left out here]" in r.text("stderr")
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"


def quietly(watch):
    def run():
        while True:
            try:
                return watch()
            except psutil.Error:  # a process that has ended meanwhile
                pass
    return run


def test_the_limit_can_be_set(own_kernel):
    k = own_kernel(env={"IPD_OUTPUT_LIMIT": "0.5"})
    r = k.run('%%\nfor i := range 200000 { fmt.Println(i) }')
    assert r.status == "ok" and r.text().startswith("0\n1\n") and r.text().endswith("199998\n199999\n")
    assert len(r.text()) < 600_000 and "longer than 0.5 MB" in r.text("stderr")
