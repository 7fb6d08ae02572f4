"""Input that a cell asks the user for."""
from harness import TIMEOUT

ASK = 'import "github.com/janpfeifer/gonb/gonbui"\n%%\ngonbui.RequestInput("name? ", false)\nvar s string\nfmt.Scanln(&s)\nfmt.Print("hello ", s)'


def answer(client, request, text):
    """Waits for the prompt, types, and returns the prompt and the cell's output."""
    prompt = client.get_stdin_msg(timeout=TIMEOUT)
    assert prompt["parent_header"]["msg_id"] == request
    client.input(text)
    out = ""
    while True:
        m = client.get_iopub_msg(timeout=TIMEOUT)
        if m["parent_header"].get("msg_id") != request:
            continue
        if m["msg_type"] == "stream":
            out += m["content"]["text"]
        if m["msg_type"] == "status" and m["content"]["execution_state"] == "idle":
            return prompt["content"], out


def test_input(kernel):
    assert answer(kernel.client, kernel.client.execute(ASK, allow_stdin=True), "Ada") == ({"prompt": "name? ", "password": False}, "hello Ada")


def test_no_answer_is_lost(kernel):
    """Also of a client that answers at once, over and over."""
    request = kernel.client.execute(ASK.replace("%%\n", "%%\nfor range 100 {\n") + "\n}", allow_stdin=True)
    for i in range(99):
        assert kernel.client.get_stdin_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] == request
        kernel.client.input(str(i))
    assert answer(kernel.client, request, "99")[1] == "".join(f"hello {i}" for i in range(100))


def test_input_of_a_shell_line(kernel):
    _, out = answer(kernel.client, kernel.client.execute("%with_inputs\n!read x; echo got $x", allow_stdin=True), "it")
    assert out == "got it\n"


def test_prompt_goes_to_the_client_that_asked(kernel):
    other = kernel.connect()
    try:
        request = other.execute(ASK, allow_stdin=True)
        assert answer(other, request, "Bob")[1] == "hello Bob"
        while kernel.client.stdin_channel.msg_ready():  # GoNB may have asked once more in an earlier test
            assert kernel.client.get_stdin_msg(timeout=TIMEOUT)["parent_header"]["msg_id"] != request
    finally:
        other.stop_channels()


def test_cell_without_a_user_ends(kernel):
    r = kernel.run(ASK, allow_stdin=False)
    assert (r.status, r.content["ename"]) == ("error", "InputError")
    assert kernel.run("%%\nfmt.Print(1)").text() == "1"
